"""What the desk of hours says beside the rows of a session: who never came, was late, left early, is still in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import gettext as _

from volunteer.activities.misses import Miss, of_sessions
from volunteer.claims.states import ClaimStatus
from volunteer.ledger.queries import HoursView
from volunteer.organization.actor import Actor
from volunteer.web.humanize import masked_name

NAMES_SAID = 8


@dataclass
class SessionDay:
    """One session, as far as the actor leads its people or organizes it. `late` and `early` are minutes by member."""

    session_id: int
    title: str
    starts: datetime
    ends: datetime
    missing: list[str] = field(default_factory=list)  # names
    explained: int = 0  # how many of them said why
    late: dict[int, int] = field(default_factory=dict)
    early: dict[int, int] = field(default_factory=dict)
    unfinished: int = 0

    @property
    def missing_count(self) -> int:
        """How many never came."""
        return len(self.missing)

    @property
    def notable(self) -> bool:
        """Whether somebody is missing among the rows."""
        return bool(self.missing or self.unfinished)

    @property
    def missing_names(self) -> str:
        """The first of them, masked."""
        more = _("等") if len(self.missing) > NAMES_SAID else ""
        return _("、").join(masked_name(name) for name in self.missing[:NAMES_SAID]) + more

    def add(self, miss: Miss, *, with_hours: bool) -> None:
        """Take in what is known of one claim."""
        member_id = miss.claim.member_id
        if miss.missed or (miss.claim.status == ClaimStatus.CONFIRMED and not with_hours):
            self.missing.append(miss.claim.member.name)
            self.explained += miss.said is not None
        self.unfinished += miss.unfinished
        self.late |= {member_id: miss.late} if miss.late else {}
        self.early |= {member_id: miss.early} if miss.early else {}


def session_days(actor: Actor, rows: Iterable[HoursView], now: datetime) -> dict[int, SessionDay]:
    """By session of these rows; one statement for all of them."""
    shown = {(view.proposal.session_id, view.proposal.member_id) for view in rows}
    days: dict[int, SessionDay] = {}
    for miss in of_sessions(actor, {session_id for session_id, _member in shown if session_id is not None}, now):
        day = days.get(miss.claim.session_id) or days.setdefault(miss.claim.session_id, _day(miss))
        day.add(miss, with_hours=(miss.claim.session_id, miss.claim.member_id) in shown)
    return days


def _day(miss: Miss) -> SessionDay:
    session = miss.session
    return SessionDay(session.id, miss.claim.position.project.title, session.starts, session.ends)
