"""What devices noted while they had no network: taken in once, however late, often and in whatever order it comes.

Every entry is answered by itself, so that a device keeps what was refused and shows why. What people are told who act
at the gate now (checked in already, not checked in yet) is not asked of these entries: what they add up to is known
once all of them are there.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from volunteer.activities import offline_walk_ups, punching
from volunteer.activities.access import may_run, session_known
from volunteer.activities.models import Attendance, AttendanceStatus, PunchKind
from volunteer.activities.offline_judging import Arrival, Noted, judge
from volunteer.activities.opening import opens_before
from volunteer.activities.punching import Entry
from volunteer.activities.recounting import recount
from volunteer.activities.service import punched
from volunteer.claims import answering
from volunteer.claims.models import Claim
from volunteer.claims.states import ClaimStatus
from volunteer.kernel.errors import Forbidden, Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor


class Result(StrEnum):
    """What became of an entry."""

    ACCEPTED = "accepted"
    REPEATED = "repeated"
    REFUSED = "refused"


@dataclass(frozen=True)
class Answer:
    """The answer to one entry. `after_confirmed`: kept as a punch, but the hours stood before it came."""

    client_id: str
    result: Result
    refusal: Refused | None = None
    clock_off_s: int | None = None
    after_confirmed: bool = False


@dataclass(frozen=True)
class Accepted:
    """An entry that counts, and whose it is."""

    member_id: int
    punch: Entry


@dataclass(frozen=True)
class Known:
    """What was there when entries arrived: claims by member, entries that came before, walk-ups without a place."""

    claims: Mapping[int, Claim]
    earlier: Mapping[str, tuple[int, int]]
    not_added: Mapping[str, Refused]


@use_case
def take_in(work: Work, actor: Actor, session_id: int, sent_at: datetime, noted: Sequence[Noted]) -> list[Answer]:
    """Take in what a device noted at one session; `sent_at` is what its clock says as it sends."""
    if actor.account_id is None:
        raise Forbidden
    session = session_known(session_id)
    arrival = Arrival(session, opens_before(session), actor, may_run(actor, session), work.now, sent_at)
    noted = offline_walk_ups.recognized(arrival, noted)
    members = punching.lock_members({entry.whose(actor) or 0 for entry in noted})
    claims = punching.claims_of(session.id, members)
    earlier = punching.accepted_earlier([entry.client_id for entry in noted])
    fresh = [entry for entry in noted if entry.client_id not in earlier]
    known = Known(claims, earlier, offline_walk_ups.let_in_all(work, arrival, fresh, claims))
    refused, accepted = _judged(arrival, noted, known)
    attendances = punching.attendances_of([claims[one.member_id] for one in accepted.values()], members)
    written = punching.write_new(work, [(attendances[one.member_id], one.punch) for one in accepted.values()])
    new = [one for client_id, one in accepted.items() if client_id in written]
    _attend(actor, claims, new)
    for one in new:
        work.record(punched(session, attendances[one.member_id], one.punch))
    touched = [attendances[member_id] for member_id in dict.fromkeys(one.member_id for one in new)]
    recount(work, session, touched)
    offline_walk_ups.keep(work, arrival, noted, {name: one.refusal for name, one in refused.items() if one.refusal})
    return [
        refused.get(entry.client_id) or _answer(accepted[entry.client_id], attendances, entry.client_id in written)
        for entry in noted
    ]


def _judged(arrival: Arrival, noted: Sequence[Noted], known: Known) -> tuple[dict[str, Answer], dict[str, Accepted]]:
    """What cannot count, answered; and what can, by the id that its device gave it."""
    answers: dict[str, Answer] = {}
    accepted: dict[str, Accepted] = {}
    for entry in noted:
        member_id = entry.whose(arrival.actor)
        try:
            if entry.client_id in known.earlier:
                if known.earlier[entry.client_id] != (arrival.session.id, member_id):
                    raise Refused("key_reused")
                answers[entry.client_id] = Answer(entry.client_id, Result.REPEATED)
            elif entry.client_id in known.not_added:
                raise known.not_added[entry.client_id]
            elif entry.client_id not in accepted:
                claim = known.claims.get(member_id or 0)
                accepted[entry.client_id] = Accepted(member_id or 0, judge(arrival, entry, claim))
        except Refused as refusal:
            answers[entry.client_id] = Answer(entry.client_id, Result.REFUSED, refusal)
    return answers, accepted


def _attend(actor: Actor, claims: Mapping[int, Claim], new: Collection[Accepted]) -> None:
    """Those who arrived were there; in order of their positions, which are locked (D30)."""
    came = {one.member_id for one in new if one.punch.kind is PunchKind.IN}
    arrived = [claims[member_id] for member_id in came if claims[member_id].status != ClaimStatus.ATTENDED]
    for claim in sorted(arrived, key=lambda claim: (claim.position_id, claim.id)):
        answering.mark_attended(actor, claim.id)


def _answer(one: Accepted, attendances: Mapping[int, Attendance], written: bool) -> Answer:
    client_id = one.punch.client_id or ""
    if not written:  # at this very moment another device used the same id for somebody else
        return Answer(client_id, Result.REFUSED, Refused("key_reused"))
    confirmed = attendances[one.member_id].status == AttendanceStatus.ACCEPTED
    return Answer(client_id, Result.ACCEPTED, clock_off_s=one.punch.clock_off_s, after_confirmed=confirmed)
