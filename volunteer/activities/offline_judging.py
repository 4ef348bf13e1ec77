"""May an entry that a device made offline count, and as what? Each is judged by the time it was made at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from volunteer.activities import code_tries, punching, rules
from volunteer.activities.models import PunchKind, PunchMethod
from volunteer.activities.offline_clock import Told, by_our_clock
from volunteer.activities.place_check import Here, check_place
from volunteer.activities.punching import Entry
from volunteer.claims.models import Claim
from volunteer.kernel.errors import Refused
from volunteer.organization.actor import Actor
from volunteer.projects.models import ServiceSession
from volunteer.projects.states import SessionStatus


@dataclass(frozen=True)
class WalkUp:
    """Somebody who came along without a claim: the whole phone or member number as typed, and for which position."""

    named: str
    position_id: int


@dataclass(frozen=True)
class Noted:
    """One entry of a device: a leader's tick (`member_id`), or the member's own with the code that was showing.

    `clock_ahead_s` is how far ahead the device took its clock to be as it made the entry. Of a `walk_up` the device
    knows a number only; `member_id` is found when the entry arrives.
    """

    client_id: str
    kind: PunchKind
    at: datetime
    member_id: int | None = None
    code: str | None = None
    clock_ahead_s: int | None = None
    here: Here | None = None
    walk_up: WalkUp | None = None

    def whose(self, actor: Actor) -> int | None:
        """The member it is about; None for a walk-up whom nobody knows by that number."""
        return self.member_id if self.member_id is not None or self.walk_up is not None else actor.member_id


@dataclass(frozen=True)
class Arrival:
    """The sending of entries of one session: by whom, and when by our clock and by the device's."""

    session: ServiceSession
    opens_before: timedelta
    actor: Actor
    runs: bool
    now: datetime
    sent_at: datetime


def told_of(arrival: Arrival, noted: Noted) -> Told:
    """When an entry was made, by our clock; Refused where it cannot count, whoever it is about."""
    session = arrival.session
    if (noted.member_id is not None or noted.walk_up is not None) and not arrival.runs:
        raise Refused("not_your_gate")
    if session.status != SessionStatus.PLANNED:
        raise Refused("called_off")
    if arrival.now > session.ends + rules.SHEET_CLOSES_AFTER:
        raise Refused("sent_too_late")
    told = by_our_clock(noted.at, arrival.sent_at, arrival.now, noted.clock_ahead_s)
    rules.check_window(rules.Stretch(session.starts, session.ends), noted.kind, told.at, arrival.opens_before)
    return told


def judge(arrival: Arrival, noted: Noted, claim: Claim | None) -> Entry:
    """The punch that an entry becomes; Refused with the reason that its device shows."""
    told = told_of(arrival, noted)
    if claim is None:
        raise punching.no_claim()
    method, step = PunchMethod.TICK, None
    if noted.member_id is None:
        method, step = _own(arrival, noted, claim.member_id, told.at)
    by = arrival.actor.account_id
    assert by is not None  # who is not signed in sends nothing
    return Entry(noted.kind, method, told.at, by, noted.client_id, step, said_at=noted.at, clock_off_s=told.off_s)


def _own(arrival: Arrival, noted: Noted, member_id: int, at: datetime) -> tuple[PunchMethod, int | None]:
    """The member's own entry: by the code that was showing then, or their word where there is no gate (D8)."""
    session = arrival.session
    if session.own_word:
        return PunchMethod.OWN, None
    code_tries.check(session.id, member_id, arrival.now)
    try:
        step = rules.step_of_code(session.code_secret, noted.code or "", at)
    except Refused:
        code_tries.note(session.id, member_id, arrival.now)
        raise
    if noted.kind is PunchKind.IN:
        check_place(session, noted.here)
    return PunchMethod.CODE, step
