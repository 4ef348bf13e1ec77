"""`flask --app app audit …`: the trail for an inspector, and whether such a file is as it was made."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from flask.cli import AppGroup
from flask_babel import force_locale

from volunteer.audit import manifest
from volunteer.audit.handing_over import hand_over
from volunteer.ledger.keeping import keeping
from volunteer.organization.actor import SYSTEM

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
DAY = click.DateTime(["%Y-%m-%d"])

group = AppGroup("audit", help="The audit trail and its signed archives.")


@group.command("export")
@click.option("--since", type=DAY, required=True, help="First day, as 2026-01-01.")
@click.option("--until", type=DAY, required=True, help="Last day, included.")
@click.option("--purpose", required=True, help="What it is for; it stands in the file and on record.")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
def export(file: Path, since: datetime, until: datetime, purpose: str) -> None:
    """Write all events of a period as a signed archive."""
    with force_locale("zh"):
        made = hand_over(SYSTEM, file, since.date(), until.date(), purpose, everything=True)
    click.echo(f"rows: {made.rows}  sha256: {made.sha256}")


@group.command("verify")
@click.argument("file", type=EXISTING)
@click.option("--key", "key_file", type=EXISTING, help="The public key as PEM; the platform's own by default.")
def verify(file: Path, key_file: Path | None) -> None:
    """Check a signed archive; status 1 when it is not as it was made."""
    key = load_pem_public_key(key_file.read_bytes()) if key_file else keeping().key.public_key()
    if not isinstance(key, Ed25519PublicKey):
        raise click.ClickException("the key is not an Ed25519 public key")
    made, wrong = manifest.faults(file, key)
    if made is not None:
        click.echo(f"{made.since} – {made.until}  rows: {made.rows}  made: {made.made_at}  for: {made.purpose}")
    for fault in wrong:
        click.echo(f"FAULT: {fault}")
    click.echo("the archive is as it was made" if not wrong else "THE ARCHIVE IS NOT AS IT WAS MADE")
    sys.exit(1 if wrong else 0)
