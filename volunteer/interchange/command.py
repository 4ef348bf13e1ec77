"""`flask --app app records export`: all service records into a file, however many."""

from __future__ import annotations

import sys
import time
from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from volunteer.interchange.files import Counted, sheets, write_json
from volunteer.interchange.records import Wanted, stream
from volunteer.kernel import clock
from volunteer.organization.actor import Actor, Reach
from volunteer.organization.commands import in_charge_of, unit_meant
from volunteer.organization.exporting import Disclosure, put_on_record
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission, roles_with
from volunteer.web.spreadsheet import write

LIST = "service_records"
DAY = click.DateTime(["%Y-%m-%d"])
ENDINGS = (".json", ".xlsx")

records = AppGroup("records", help="Service records for other systems.")


@records.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--unit", "unit_id", type=int, help="Whose members; the top brigade by default.")
@click.option("--since", type=DAY, help="First day of service.")
@click.option("--until", type=DAY, help="Last day of service.")
@click.option("--full", is_flag=True, help="Names in clear; needs --purpose and is put on record.")
@click.option("--purpose", default="", help="What names in clear are for.")
def export_command(
    file: Path, unit_id: int | None, since: datetime | None, until: datetime | None, full: bool, purpose: str
) -> None:
    """Write the records into FILE.json or FILE.xlsx (docs/export.md)."""
    if file.suffix not in ENDINGS:
        sys.exit("error: the file must end in .json or .xlsx")
    if full and not purpose.strip():
        sys.exit("error: names in clear need --purpose")
    unit = unit_meant(unit_id)
    if unit is None:
        sys.exit("error: there is no such unit")
    reach = Reach(unit_paths=(unit.path,))
    wanted = Wanted(reach, since.date() if since else None, until.date() if until else None)
    show = Disclosure(reach, purpose.strip()) if full else Disclosure()
    actor = _answering(unit, show)
    began = time.monotonic()
    number = _write(file, wanted, show)
    put_on_record(actor, LIST, number, show, _narrowed(unit, wanted))
    click.echo(f"records   {number:,} in {file}, {time.monotonic() - began:.1f} s")


def _write(file: Path, wanted: Wanted, show: Disclosure) -> int:
    """Beside the file first, so that nobody takes half of it for the whole."""
    counted = Counted(stream(wanted))
    part = file.with_name(file.name + ".part")
    if file.suffix == ".json":
        with part.open("w", encoding="utf-8") as target:
            write_json(target, counted, wanted, show, clock.now())
    else:
        write(sheets(counted, show), str(part))
    part.replace(file)
    return counted.number


def _answering(unit: Unit, show: Disclosure) -> Actor:
    """Whoever answers for the unit's members: in their name it is put on record."""
    permission = Permission.MEMBER_UNMASK if show.purpose else Permission.REPORT_READ
    actor = in_charge_of(unit, roles_with(permission), clock.now())
    if actor is None:
        sys.exit("error: nobody may export records of this unit")
    return actor


def _narrowed(unit: Unit, wanted: Wanted) -> dict[str, str | bool]:
    days = {"since": wanted.since, "until": wanted.until}
    return {"unit": str(unit.id), **{name: day.isoformat() for name, day in days.items() if day}}
