"""Who came along while a device had no network: found by the number that was typed, and let in as of that time.

Whoever cannot be added is kept with the reason and shown at the gate: nothing that was noted disappears.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import insert

from volunteer.activities import punching
from volunteer.activities.models import Attendance, Punch, WalkUpNotAdded
from volunteer.activities.offline_clock import ahead_by
from volunteer.activities.offline_judging import Arrival, Noted, WalkUp, told_of
from volunteer.claims.models import Claim
from volunteer.claims.service import let_in
from volunteer.happenings.activities import WalkUpLeftOut
from volunteer.kernel.database import db
from volunteer.kernel.errors import Refused
from volunteer.kernel.unit_of_work import Work
from volunteer.people.finding import as_named, is_phone, named_exactly
from volunteer.people.models import Member
from volunteer.projects.models import Position
from volunteer.web.humanize import masked_name, masked_phone
from volunteer.web.wording import words_of_another

INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class NotAdded:
    """One entry of a walk-up that could not be added, as the gate shows it; `who` names nobody in full."""

    who: str
    kind: str
    at: datetime
    reason: str

    @property
    def why(self) -> str:
        """The reason in words."""
        return words_of_another(self.reason)


def recognized(arrival: Arrival, noted: Sequence[Noted]) -> list[Noted]:
    """The same entries, those of walk-ups with the member whose number was typed; only a keeper of the gate may ask."""
    words = {as_named(entry.walk_up.named) for entry in noted if entry.walk_up}
    found: dict[str, list[int]] = {}
    if words and arrival.runs:
        for member in db.session.scalars(named_exactly(words)):
            for word in {member.phone, member.number} & words:
                found.setdefault(word, []).append(member.id)
    return [
        replace(entry, member_id=_only(found.get(as_named(entry.walk_up.named), []))) if entry.walk_up else entry
        for entry in noted
    ]


def let_in_all(
    work: Work, arrival: Arrival, noted: Sequence[Noted], claims: MutableMapping[int, Claim]
) -> dict[str, Refused]:
    """Give walk-ups without a claim a place, in the order they came; whom there is none for, by the entry's id.

    `claims` gains those who were let in. What cannot count whoever it is about is left to the judge of all entries.
    """
    asked = [(entry, entry.walk_up) for entry in noted if entry.walk_up and arrival.runs]
    _lock_positions(arrival.session.id if asked else None)
    refused: dict[str, Refused] = {}
    for entry, walk_up in sorted(asked, key=lambda one: (one[0].at, one[0].client_id)):
        try:
            told = told_of(arrival, entry)
        except Refused:
            continue
        if entry.member_id is None:
            refused[entry.client_id] = _worded("nobody_by_that")
        elif entry.member_id not in claims:
            refusal = _let_in(work, arrival, entry.member_id, walk_up, told.at)
            if refusal is not None:
                refused[entry.client_id] = _worded(refusal.reason)
            else:
                claims.update(punching.claims_of(arrival.session.id, [entry.member_id]))
    return refused


def keep(work: Work, arrival: Arrival, noted: Sequence[Noted], refusals: Mapping[str, Refused]) -> None:
    """Remember the walk-ups that could not be added, each once; whoever does not keep this gate leaves nothing here."""
    ahead = ahead_by(arrival.sent_at, arrival.now)
    rows = [
        {
            "client_id": entry.client_id,
            "session_id": arrival.session.id,
            "member_id": entry.member_id,
            "named": _masked(entry.walk_up.named),
            "kind": entry.kind,
            "at": entry.at - ahead,
            "reason": refusals[entry.client_id].reason,
            "by": arrival.actor.account_id,
            "received_at": arrival.now,
        }
        for entry in noted
        if entry.walk_up and entry.client_id in refusals and arrival.runs
    ]
    if not rows:
        return
    statement = insert(WalkUpNotAdded).values(rows).on_conflict_do_nothing().returning(WalkUpNotAdded.reason)
    for reason in db.session.scalars(statement).all():
        details = {"reason": reason}
        unit_id = arrival.session.project.unit_id
        work.record(WalkUpLeftOut(subject_id=arrival.session.id, unit_id=unit_id, details=details))


def not_added(session_id: int) -> list[NotAdded]:
    """The walk-ups of a session who could not be added and have not been added since, in the order they came."""
    statement = (
        select(WalkUpNotAdded, Member.name)
        .outerjoin(Member, Member.id == WalkUpNotAdded.member_id)
        .where(
            WalkUpNotAdded.session_id == session_id,
            ~exists().where(Punch.client_id == WalkUpNotAdded.client_id),
            ~exists().where(
                Attendance.session_id == WalkUpNotAdded.session_id, Attendance.member_id == WalkUpNotAdded.member_id
            ),
        )
        .order_by(WalkUpNotAdded.at, WalkUpNotAdded.client_id)
    )
    return [
        NotAdded(f"{masked_name(name)} · {kept.named}" if name else kept.named, kept.kind, kept.at, kept.reason)
        for kept, name in db.session.execute(statement)
    ]


def _let_in(work: Work, arrival: Arrival, member_id: int, walk_up: WalkUp, at: datetime) -> Refused | None:
    """Claim as of the time they stood there; a refusal takes back all that the attempt had begun."""
    if walk_up.position_id not in {position.id for position in arrival.session.positions}:
        return Refused("position_gone")
    before = len(work.happenings)
    try:
        with db.session.begin_nested():
            let_in(work, walk_up.position_id, member_id, at=min(at, arrival.session.ends - INSTANT))
    except Refused as refusal:
        del work.happenings[before:]
        return refusal
    return None


def _lock_positions(session_id: int | None) -> None:
    """All positions of the session in one order, after the members (D30): places are taken in several of them."""
    wanted = select(Position.id).where(Position.session_id == session_id).order_by(Position.id)
    if session_id is not None:
        db.session.execute(wanted.with_for_update(key_share=True))


def _only(member_ids: Sequence[int]) -> int | None:
    return member_ids[0] if len(member_ids) == 1 else None


def _worded(reason: str) -> Refused:
    return Refused(reason, message=_("没有加上：%(why)s", why=words_of_another(reason)))


def _masked(typed: str) -> str:
    word = as_named(typed)
    return masked_phone(word) if is_phone(word) else word
