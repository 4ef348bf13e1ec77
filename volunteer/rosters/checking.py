"""The dry run: a file read row by row, every row compared with what is there. Nothing else is written."""

from __future__ import annotations

from io import BytesIO
from typing import IO, Any

from flask import current_app

from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work
from volunteer.organization.actor import Actor
from volunteer.organization.tree import keep_tree, lock_tree
from volunteer.rosters import decisions, members, operators, places, summary, units
from volunteer.rosters.decisions import Decision
from volunteer.rosters.members_apply import absent_members
from volunteer.rosters.members_apply import apply as apply_members
from volunteer.rosters.models import RosterFile, RosterImport
from volunteer.rosters.package import Limits
from volunteer.rosters.staging import Tell, stage
from volunteer.rosters.states import RosterKind
from volunteer.rosters.understanding import understood
from volunteer.rosters.workbook import Roster

SMALL = {
    RosterKind.UNITS: units,
    RosterKind.TOWNS: places,
    RosterKind.SITES: places,
    RosterKind.OPERATORS: operators,
}
READING = ("sheet", "heading_line", "letters", "headings", "ignored")


def limits() -> Limits:
    """How large files may be here."""
    names = ("ROSTER_MAX_BYTES", "ROSTER_MAX_UNPACKED_BYTES", "ROSTER_MAX_ROWS")
    return Limits(*(int(current_app.config[name]) for name in names))


def opened(file: IO[bytes], kind: str) -> Roster:
    """A file as a roster of a kind, or Unreadable."""
    return Roster(file, RosterKind(kind), limits())


def read(made: RosterImport, tell: Tell, roster: Roster | None = None) -> dict[str, Any]:
    """Stage every row of the file; what is known of its table."""
    roster = roster or opened(BytesIO(db.session.get_one(RosterFile, made.id).content), made.kind)
    rows = stage(made.id, understood(roster, RosterKind(made.kind)), roster.lines - roster.layout.heading_line, tell)
    layout = roster.layout
    letters = {name: layout.letter(name) for name in layout.columns}
    told = (layout.sheet, layout.heading_line, letters, dict(layout.headings), list(layout.ignored))
    return {**dict(zip(READING, told, strict=True)), "rows": rows}


def compare(actor: Actor, made: RosterImport) -> dict[str, Any]:
    """Decide what every row would do; the counts."""
    if made.kind == RosterKind.MEMBERS:
        meant = members.meant_by(made)
        members.compare(made, meant)
        return {**summary.counted(made), **summary.of_members(made, meant)}
    decisions.save(made, _decided(actor, made))
    return summary.counted(made)


def changed_since(actor: Actor, made: RosterImport) -> bool:
    """Whether the file would do something else now than it was said to do."""
    if made.kind != RosterKind.MEMBERS:
        lock_tree()
        return decisions.differing(made, _decided(actor, made)) > 0
    (lock_tree if made.options.get("units") else keep_tree)()
    members.lock_targets(made)
    meant = members.meant_by(made)
    if members.changed_since(made, meant):
        return True
    now = summary.of_members(made, meant)
    return any(now[name] != made.summary.get(name) for name in ("absent", "new_units"))


def apply(work: Work, actor: Actor, made: RosterImport, tell: Tell) -> None:
    """Do what the file was said to do."""
    if made.kind == RosterKind.MEMBERS:
        absent = absent_members(made, made.options.get("complete", ()))
        apply_members(work, actor, made, absent, tell)
    else:
        SMALL[RosterKind(made.kind)].apply(actor, made, tell)


def _decided(actor: Actor, made: RosterImport) -> list[Decision]:
    decided: list[Decision] = SMALL[RosterKind(made.kind)].compare(actor, made)
    return decided
