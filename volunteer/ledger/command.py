"""`flask --app app ledger …`: the ledger proved from the command line, and the key that others check it with."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import click
from flask.cli import AppGroup

from volunteer.ledger.keeping import keeping, key_file
from volunteer.ledger.proof import Checked, Found
from volunteer.ledger.proving import everything
from volunteer.ledger.signing import public_key

ledger = AppGroup("ledger", help="The ledger of hours and its proof.")


@ledger.command("verify")
@click.option(
    "--heads",
    "heads_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Daily heads as they were written down outside; LEDGER_HEADS_FILE by default.",
)
def verify(heads_file: Path | None) -> None:
    """Recompute everything from the rows; status 1 when anything does not hold. Nothing is written."""
    kept = keeping()
    checked = Checked()
    for part in everything(replace(kept, heads_file=heads_file) if heads_file else kept):
        checked.add(part)
    for found in checked.found:
        click.echo(_told(found))
    first = min((found.day for found in checked.found if found.day is not None), default=None)
    if first is not None:
        click.echo(f"first day that differs: {first}")
    click.echo(f"members: {checked.members}  rows: {checked.entries}  days: {checked.days}")
    click.echo("the ledger holds" if not checked.found else f"THE LEDGER DOES NOT HOLD: {len(checked.found)} faults")
    sys.exit(1 if checked.found else 0)


@ledger.command("public-key")
def show_public_key() -> None:
    """The key that signatures of daily heads are checked with."""
    click.echo(public_key(key_file()), nl=False)


def _told(found: Found) -> str:
    where = f"member {found.member_id}" if found.member_id is not None else str(found.day or "file")
    details = ", ".join(f"{name}: {value}" for name, value in found.details.items())
    return f"{found.fault:<10} {where}  {details}".rstrip()
