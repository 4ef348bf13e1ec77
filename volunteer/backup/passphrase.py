"""The passphrase: from the environment, from a file, or asked for at the terminal."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import click

from volunteer.backup.problems import BackupError, ProblemKind

SHORTEST = 12


def configured(settings: Mapping[str, Any]) -> str | None:
    """What is set; None where nothing is."""
    return str(settings["BACKUP_PASSPHRASE"]) or None


def passphrase(settings: Mapping[str, Any], *, new: bool) -> str:
    """The passphrase; a new one must be long enough, and is asked for twice."""
    found = configured(settings)
    if found is None:
        if not sys.stdin.isatty():
            raise BackupError(
                ProblemKind.PASSPHRASE,
                "set BACKUP_PASSPHRASE or BACKUP_PASSPHRASE_FILE: there is no terminal to ask at",
            )
        found = click.prompt("备份口令 · passphrase", hide_input=True, confirmation_prompt=new)
    if new and len(found) < SHORTEST:
        raise BackupError(ProblemKind.PASSPHRASE, f"the passphrase is too short: at least {SHORTEST} characters")
    return found
