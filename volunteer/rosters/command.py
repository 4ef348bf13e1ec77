"""`flask --app app roster import|template`: rosters from the command line."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Refused
from volunteer.kernel.unit_of_work import transaction
from volunteer.organization.actor import Actor
from volunteer.organization.commands import in_charge_of, unit_meant
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission, roles_with
from volunteer.rosters import service, working
from volunteer.rosters.headings import FIELDS
from volunteer.rosters.models import RosterImport
from volunteer.rosters.package import Limits, Unreadable
from volunteer.rosters.queries import wrong_rows
from volunteer.rosters.rules import MACHINE
from volunteer.rosters.staging import Tell
from volunteer.rosters.states import ImportStatus, RosterKind
from volunteer.rosters.template import template
from volunteer.rosters.words import failure_words, problem_words
from volunteer.rosters.workbook import Roster
from volunteer.web.spreadsheet import write

roster = AppGroup("roster", help="People, units, towns, sites and operators in from spreadsheets.")

KIND = click.option(
    "--kind",
    type=click.Choice([kind.value for kind in RosterKind]),
    default="members",
    show_default=True,
    help="What rows are.",
)
# Whoever types commands on the server sets no trap for it; the rows are those a sheet can have.
LIMITS = Limits(packed=2**30, unpacked=2**33, rows=2**20)
SECONDS_BETWEEN_LINES = 2.0
COUNTS = ("created", "changed", "moved", "left", "unchanged")


@roster.command("template")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@KIND
def template_command(file: Path, kind: str) -> None:
    """Write an empty roster with notes and dropdowns."""
    write(template(RosterKind(kind)), str(file))
    click.echo(f"written   {file}")


@roster.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@KIND
@click.option("--dry-run", is_flag=True, help="Say what the file would do; nothing is written.")
@click.option("--unit", "unit_id", type=int, help="Whose roster it is; the top brigade by default.")
@click.option("--new-units", is_flag=True, help="Make the squads that are not known yet.")
@click.option("--complete", "complete", type=int, multiple=True, help="A unit whose list is complete, by id.")
@click.option("--leaving", type=int, help="How many may leave, where that is more than 5 %.")
@click.option("--all-problems", is_flag=True, help="Print every problem, not only the first fifty.")
def import_command(file: Path, unit_id: int | None, **options: Any) -> None:
    """Check a roster and, unless it is a dry run, let it do what it says."""
    kind = options["kind"]
    unit = _unit(unit_id)
    actor = _in_charge_of(unit)
    try:
        with file.open("rb") as content:
            made = _checked(actor, unit, kind, Roster(content, RosterKind(kind), LIMITS), file.name, options)
    except Unreadable as reason:
        sys.exit(f"error: {failure_words(reason.reason, reason.details)}")
    _print(made, options["all_problems"])
    problems, made_id = made.summary["problems"], made.id
    if options["dry_run"] or problems:
        service.discard(actor, made_id)
        sys.exit(1 if problems else 0)
    _apply(actor, made_id, made.version, options["leaving"])


def _checked(actor: Actor, unit: Unit, kind: str, opened: Roster, name: str, options: dict[str, Any]) -> RosterImport:
    """The import after its dry run; compared once more with what was decided on the command line."""
    with transaction(actor) as work:
        upload = service.Upload(kind=kind, file=opened.file, name=name)
        made = service.begin(work, actor, upload, unit)
        MACHINE.move(made, "begin")
        working.check(work, actor, made, _told("checked"), opened)
    wanted = range(len(made.summary.get("new_units", ()))) if options["new_units"] else ()
    if made.status == ImportStatus.CHECKED and (wanted or options["complete"]):
        with transaction(actor) as work:
            service.decide(actor, made.id, list(wanted), options["complete"])
            MACHINE.move(made, "begin")
            working.check(work, actor, made, _told("checked"))
    if made.status == ImportStatus.FAILED:
        raise Unreadable(made.failure or "damaged", **made.summary["details"])
    return made


def _apply(actor: Actor, import_id: int, version: int, leaving: int | None) -> None:
    began = time.monotonic()
    try:
        service.let_through(actor, import_id, version, leaving)
    except Refused as refusal:
        sys.exit(f"error: refused: {refusal.reason} {refusal.details}")
    with transaction(actor) as work:
        made = db.session.get_one(RosterImport, import_id)
        working.apply(work, actor, made, _told("written"))
        failure = made.failure
    if failure:
        sys.exit(f"error: {failure_words(failure)}")
    click.echo(f"applied   {time.monotonic() - began:.1f} s")


def _print(made: RosterImport, everything: bool) -> None:
    told = made.summary
    click.echo(f"sheet     {told['sheet']}, {told['rows']:,} rows below line {told['heading_line']}")
    if told["ignored"]:
        click.echo(f"ignored   {', '.join(told['ignored'])}")
    click.echo("rows      " + ", ".join(f"{told[name]:,} {name}" for name in COUNTS))
    if told.get("absent"):
        click.echo(f"absent    {told['absent']:,} of {told['members']:,} members of complete units would leave")
    for one in told.get("new_units", ()):
        wanted = "to be made" if one["wanted"] else "not known"
        click.echo(f"squad     {one['team'] or ''} {one['squad']}: {one['people']:,} people, {wanted}")
    click.echo(f"problems  {told['problems']:,} in {told['wrong_rows']:,} rows")
    wrong = wrong_rows(made) if everything else wrong_rows(made).limit(50)
    headings = {one.name: one.heading for one in FIELDS[RosterKind(made.kind)]}
    for row in db.session.scalars(wrong):
        for one in row.problems:
            cell = f"{told['letters'].get(one['column'], '')}{row.line}"
            click.echo(f"  {cell:<8} {headings.get(one['column'], one['column'])}: {problem_words(one)}")


def _told(what: str) -> Tell:
    """Says how far it is, a line every few seconds, apart from the result."""
    said = time.monotonic()

    def tell(done: int, total: int) -> None:
        nonlocal said
        if time.monotonic() - said > SECONDS_BETWEEN_LINES:
            said = time.monotonic()
            click.echo(f"{what:<9} {done:,} / {total:,}", err=True)

    return tell


def _unit(unit_id: int | None) -> Unit:
    unit = unit_meant(unit_id)
    if unit is None:
        sys.exit("error: there is no such unit")
    return unit


def _in_charge_of(unit: Unit) -> Actor:
    """The account in whose name a roster is brought in."""
    actor = in_charge_of(unit, roles_with(Permission.ROSTER_IMPORT) & roles_with(Permission.SITE_MANAGE), clock.now())
    if actor is None:
        sys.exit("error: nobody may bring in rosters for this unit")
    return actor
