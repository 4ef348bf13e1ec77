"""What a claim may become, who may claim, and how long an offer stands. Pure decisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from volunteer.claims.states import ClaimStatus
from volunteer.kernel.transitions import Machine, Step
from volunteer.organization.models import WorkingTimeRule
from volunteer.organization.permissions import Permission
from volunteer.people.models import SERVING, MemberKind
from volunteer.projects.states import ProjectStatus, SessionStatus

_S = ClaimStatus
ASKED = frozenset({_S.OFFERED, _S.INVITED})
NO_SHOWS_COUNT_FOR = timedelta(days=90)
EXPLAINED_UNTIL = timedelta(days=30)  # after the end of the session
LONGEST_EXPLANATION = 500
HELD_BY_MEMBER = frozenset({_S.REQUESTED, _S.CONFIRMED, _S.RECONFIRM, _S.WAITLISTED})

MACHINE = Machine(
    "claim",
    ClaimStatus,
    ClaimStatus.INVITED,
    [
        Step("accept", ASKED | {_S.RECONFIRM}, _S.CONFIRMED),
        Step("accept_pending", ASKED, _S.REQUESTED),  # in working time the own leader is still asked (D17)
        Step("queue", frozenset({_S.INVITED}), _S.WAITLISTED),  # accepted too late for a place (D14)
        Step("decline", ASKED, _S.DECLINED),
        Step("lapse", ASKED, _S.LAPSED),
        Step("offer", frozenset({_S.WAITLISTED}), _S.OFFERED),
        Step("confirm", frozenset({_S.REQUESTED}), _S.CONFIRMED, Permission.CLAIM_MANAGE),
        Step("refuse", frozenset({_S.REQUESTED}), _S.REFUSED, Permission.CLAIM_MANAGE, reason=True),
        Step("move", frozenset({_S.CONFIRMED, _S.RECONFIRM}), _S.RECONFIRM),
        Step("release", HELD_BY_MEMBER, _S.RELEASED),
        Step("withdraw", HELD_BY_MEMBER | ASKED, _S.RELEASED),
        Step("attend", frozenset({_S.CONFIRMED, _S.RECONFIRM}), _S.ATTENDED, Permission.SESSION_RUN),
        Step("miss", frozenset({_S.CONFIRMED, _S.RECONFIRM}), _S.NO_SHOW, Permission.SESSION_RUN),
        Step("take_back_miss", frozenset({_S.NO_SHOW}), _S.CONFIRMED, Permission.SESSION_RUN),
    ],
)

# The constraints that decide when two claims meet, and the reason each stands for.
CONSTRAINT_REASONS = {
    "claim_no_overlap": "overlap",
    "uq_claim_live": "already_claimed",
    "ck_position_capacity": "full",
}


@dataclass(frozen=True)
class Facts:
    """What one statement tells about a member and a position, as of its snapshot."""

    member_id: int
    account_id: int
    kind: str
    paused_until: date | None
    max_positions: int
    unit_id: int
    unit_path: str
    position_id: int
    project_id: int
    title: str
    session_id: int
    skill: str | None
    level: int
    headcount: int
    taken: int
    reserved: int
    starts: datetime
    ends: datetime
    session_status: str
    off_hours: bool
    project_status: str
    opens_at: datetime | None
    safeguards: Mapping[str, Any]
    places_in_session: int | None  # read only where a safeguard asks for several helpers
    has_skill: bool
    own_id: int | None
    own_status: str | None
    overlaps: str | None  # title of the project in the way
    open_claims: int
    open_offers: int  # asked by others and not answered yet; a place offered out of the queue is not counted
    max_open_offers: int
    offer_hours: int  # how long an offer waits for an answer at most
    reservation_id: int | None
    working_time: str | None
    tidy: bool  # an offer or a reservation that ran out still holds a place
    no_show_limit: int  # so many absences without a word make the own leader be asked; 0: never
    unexplained: int  # absences of late that nothing was said about
    hour_open: bool = False  # starts and ends are a window: whoever claims first chooses the hour (D8)

    @property
    def free(self) -> int:
        """Places that anybody may take."""
        return self.headcount - self.taken - self.reserved

    @property
    def in_working_time(self) -> bool:
        """Whether the own leader must agree because the session lies in the organ's working time (D17)."""
        return not self.off_hours and self.kind != MemberKind.RETIRED and self.working_time == WorkingTimeRule.APPROVAL

    @property
    def often_missing(self) -> bool:
        """Whether the own leader must agree because of absences without a word, where a deployment sets that."""
        return 0 < self.no_show_limit <= self.unexplained

    @property
    def needs_approval(self) -> bool:
        """Whether the own leader must agree, for whatever reason."""
        return self.in_working_time or self.often_missing


def why_closed(
    project_status: str, session_status: str, starts: datetime, opens_at: datetime | None, now: datetime
) -> str | None:
    """D18: claims are open from publishing or the stated opening until the session begins; else why they are not."""
    if project_status != ProjectStatus.PUBLISHED or session_status != SessionStatus.PLANNED:
        return "called_off"
    if starts <= now:
        return "begun"
    return "opens_later" if opens_at is not None and opens_at > now else None


def window_open(facts: Facts, now: datetime) -> bool:
    """Whether claims are open."""
    return why_closed(facts.project_status, facts.session_status, facts.starts, facts.opens_at, now) is None


def is_paused(facts: Facts, today: date) -> bool:
    """The member takes a break, or no longer serves (D4)."""
    return facts.kind not in SERVING or (facts.paused_until is not None and today <= facts.paused_until)


def breaks_safeguard(facts: Facts) -> bool:
    """D10: a category that wants several helpers together cannot be served in a session with fewer places."""
    wanted = int(facts.safeguards.get("min_helpers", 1))
    return facts.places_in_session is not None and facts.places_in_session < wanted


def door_open(facts: Facts, now: datetime) -> bool:
    """While the session runs the host may let people in (D18)."""
    return (
        facts.project_status == ProjectStatus.PUBLISHED
        and facts.session_status == SessionStatus.PLANNED
        and facts.starts <= now < facts.ends
    )


def refusal(facts: Facts, now: datetime, today: date, *, blocking: bool = True, walk_up: bool = False) -> str | None:
    """Why the member may not take a place now, the first reason in the order a person can act on; None if they may.

    An offer (`blocking` false) is not checked against the member's other claims: that happens when it is accepted. But
    nobody is asked more than so many things at once.
    """
    checks = (
        ("closed", not (window_open(facts, now) or (walk_up and door_open(facts, now)))),
        ("already_claimed", facts.own_id is not None),
        ("paused", is_paused(facts, today)),
        ("no_skill", not facts.has_skill),
        ("safeguard", breaks_safeguard(facts)),
        ("overlap", blocking and facts.overlaps is not None),
        ("too_many_claims", blocking and facts.open_claims >= facts.max_positions),
        ("too_many_offers", not blocking and facts.open_offers >= facts.max_open_offers),
        ("full", facts.reservation_id is None and facts.free <= 0),
        ("needs_hour", facts.hour_open),
    )
    return next((reason for reason, hit in checks if hit), None)


def give_way(facts: Facts) -> tuple[str, ...]:
    """What would stand against a yes to a call in an emergency, and gives way to it (D11)."""
    rules = {
        "working_time": facts.in_working_time,
        "no_shows": facts.often_missing,
        "open_claims": facts.open_claims >= facts.max_positions,
    }
    return tuple(rule for rule, hit in rules.items() if hit)


def longest_wait(facts: Facts) -> timedelta:
    """How long the member is given for an answer at most."""
    return timedelta(hours=facts.offer_hours)


def respond_by(now: datetime, starts: datetime, longest: timedelta) -> datetime:
    """Until when an offer holds its place: at most so long, half of the time that is left when less is left (D14)."""
    return now + min(longest, (starts - now) / 2)
