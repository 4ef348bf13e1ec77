"""Use cases on imports: a file taken in, decided upon, let through, put aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any

from flask_babel import gettext as _
from sqlalchemy import delete

from volunteer.happenings.rosters import RosterDecided, RosterDiscarded, RosterUploaded
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.models import Unit, UnitStatus
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import visible
from volunteer.rosters.checking import opened
from volunteer.rosters.models import RosterFile, RosterImport
from volunteer.rosters.package import Unreadable
from volunteer.rosters.queries import import_seen, kinds_open_to, units_to_import_for
from volunteer.rosters.rules import MACHINE, PERMISSIONS, leaving_needs_word
from volunteer.rosters.states import RosterKind
from volunteer.rosters.summary import leaving
from volunteer.rosters.words import failure_words

LONGEST_NAME = 120


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file as it came. Without `unit_id`, it is for the highest unit of whoever brings it."""

    kind: str
    file: IO[bytes]
    name: str
    unit_id: int | None = None


@use_case
def take_in(work: Work, actor: Actor, upload: Upload) -> RosterImport:
    """Keep a file to be checked, unless a look at its head shows that it cannot be."""
    unit = unit_for(actor, upload.kind, upload.unit_id)
    try:
        opened(upload.file, upload.kind)
    except Unreadable as reason:
        raise Invalid({"file": failure_words(reason.reason, reason.details)}) from reason
    upload.file.seek(0)
    made = begin(work, actor, upload, unit)
    db.session.add(RosterFile(import_id=made.id, content=upload.file.read()))
    return made


def begin(work: Work, actor: Actor, upload: Upload, unit: Unit) -> RosterImport:
    """An import that waits for its file to be read."""
    made = RosterImport(
        kind=upload.kind,
        unit_id=unit.id,
        file_name=upload.name[-LONGEST_NAME:],
        options={},
        summary={},
        created_by=actor.account_id,
        created_at=work.now,
    )
    db.session.add(made)
    db.session.flush()
    work.record(RosterUploaded(subject_id=made.id, unit_id=unit.id, details={"kind": made.kind}))
    return made


@use_case
def decide(work: Work, actor: Actor, import_id: int, units: Sequence[int], complete: Sequence[int]) -> RosterImport:
    """Say which of the unknown squads are to be made (by their place in the list) and whose list is complete.

    The rows are compared anew with that.
    """
    made = import_seen(actor, import_id, lock=True)
    offered = made.summary.get("new_units", [])
    known = {one["id"] for one in made.summary.get("complete", [])} | set(made.options.get("complete", ()))
    chosen = [[offered[n]["team"], offered[n]["squad"]] for n in sorted(set(units)) if 0 <= n < len(offered)]
    MACHINE.move(made, "check_again")
    made.options = {"units": chosen, "complete": sorted(set(complete) & known)}
    made.version += 1
    details: dict[str, Any] = {"new_units": len(chosen), "complete": made.options["complete"]}
    work.record(RosterDecided(subject_id=made.id, unit_id=made.unit_id, details=details))
    return made


@use_case
def let_through(work: Work, actor: Actor, import_id: int, version: int, leave: int | None = None) -> RosterImport:
    """Let a checked file do what it would do. Where many would leave, whoever asks says how many (`leave`)."""
    made = import_seen(actor, import_id, lock=True)
    MACHINE.target(made.status, "apply")
    if made.version != version:
        raise Refused("stale")
    if made.summary.get("problems"):
        raise Refused("roster_has_problems", num=made.summary["problems"])
    gone = leaving(made)
    if leaving_needs_word(gone, made.summary.get("members", 0)) and leave != gone:
        raise Refused("roster_many_leave", num=gone)
    MACHINE.move(made, "apply")
    made.failure = None
    made.rows_done = 0
    made.version += 1
    return made


@use_case
def discard(work: Work, actor: Actor, import_id: int) -> RosterImport:
    """Put an import aside; nothing of it was written."""
    made = import_seen(actor, import_id, lock=True)
    MACHINE.move(made, "discard")
    db.session.execute(delete(RosterFile).where(RosterFile.import_id == made.id))
    work.record(RosterDiscarded(subject_id=made.id, unit_id=made.unit_id))
    return made


def unit_for(actor: Actor, kind: str, unit_id: int | None) -> Unit:
    """The unit whose roster a file is."""
    if kind not in kinds_open_to(actor):
        raise Forbidden
    own = units_to_import_for(actor, RosterKind(kind))
    if unit_id is None or PERMISSIONS[RosterKind(kind)] != Permission.ROSTER_IMPORT:
        unit = own[0] if own else None
    else:
        within = visible(Unit, actor, Permission.ROSTER_IMPORT)
        unit = db.session.scalar(within.where(Unit.id == unit_id, Unit.status == UnitStatus.ACTIVE))
    if unit is None:
        raise Invalid({"unit_id": _("没有这个组织")})
    return unit
