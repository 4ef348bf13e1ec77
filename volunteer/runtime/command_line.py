"""Which command a command line asks for, told before the application is made: some need little of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

WITH_VALUE = ("--app", "-A", "--env-file", "-e")  # options of flask itself that a word follows


def flask_command(arguments: Sequence[str]) -> str | None:
    """The command of a line `flask [--app app] COMMAND …`; None for other programs and options."""
    program = Path(arguments[0])
    if not (program.stem == "flask" or (program.name == "__main__.py" and program.parent.name == "flask")):
        return None
    words = list(arguments[1:])
    while words and words[0].startswith("-"):
        words = words[2:] if words[0] in WITH_VALUE else words[1:]
    return words[0] if words else None
