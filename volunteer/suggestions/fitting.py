"""One position and the acting member: why it suits them, or everything that keeps it from being suggested."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from volunteer import matching
from volunteer.kernel import clock
from volunteer.kernel.errors import Forbidden
from volunteer.organization.actor import Actor
from volunteer.suggestions.adapter import HORIZON, POLICY, MemberRow, PositionRow, member_of, position_of
from volunteer.suggestions.member_rows import Closed, read_member
from volunteer.suggestions.open_table import OpenTable, open_table
from volunteer.suggestions.service import Silence, Suggestion, day_types_ahead, silence_of, suggestion


class Barred(StrEnum):
    """What keeps a position from being suggested beside the conditions of matching."""

    NOT_FOR_ME = "not_for_me"  # they said so, of the whole project
    ANSWERED = "answered"  # they hold it or wait for it, or declined it
    LATER = "later"  # too far ahead to be suggested yet


@dataclass(frozen=True)
class Fit:
    """`why` tells conditions and score, None where no place of the member is known.

    `codes` names everything against it, the first first: a `Silence` or `Barred`, then the codes of matching.
    `rank`: where it stands in the member's list, when nothing is against it.
    """

    member: MemberRow
    position: PositionRow
    codes: tuple[str, ...]
    why: matching.Why | None
    rank: matching.Rank | None

    @property
    def suggestion(self) -> Suggestion | None:
        """The position as it is suggested; None when something is against it."""
        if self.codes or self.why is None or self.why.score is None:
            return None
        found = matching.Recommendation(self.position.id, self.why.score, self.why.contributions, self.why.distance_m)
        return suggestion(self.member, self.position, found)


def fit_of(actor: Actor, position_id: int) -> Fit | None:
    """How an open position suits the acting member; None for what is not open to claims now."""
    if actor.member_id is None:
        raise Forbidden
    now = clock.now()
    table = open_table()
    row = table.open_row(position_id, now)
    if row is None:
        return None
    member, closed = read_member(actor.member_id, now)
    position = table.rows[row]
    barred = _barred(member, position, closed, now)
    if not member.anchors:
        return Fit(member, position, barred, None, None)
    exact = position_of(position, day_types_ahead(now))
    found = matching.why(member_of(member), exact, POLICY)
    codes = tuple(dict.fromkeys((*barred, *found.failing)))
    rank = _rank(member, exact, table, closed, now) if not codes else None
    return Fit(member, position, codes, found, rank)


def _barred(member: MemberRow, position: PositionRow, closed: Closed, now: datetime) -> tuple[str, ...]:
    silence = silence_of(member, clock.local(now).date())
    hits: tuple[tuple[Silence | Barred | None, bool], ...] = (
        (silence, silence is not None),
        (Barred.NOT_FOR_ME, position.project_id in closed.projects),
        (Barred.ANSWERED, position.id in closed.positions),
        (Barred.LATER, position.starts > now + HORIZON),
    )
    return tuple(str(code) for code, hit in hits if hit)


def _rank(
    member: MemberRow, position: matching.Position, table: OpenTable, closed: Closed, now: datetime
) -> matching.Rank | None:
    return matching.rank_of(member_of(member), position, table.table, POLICY, closed=table.closed_to(closed, now))
