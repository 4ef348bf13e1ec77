"""Why a member is offered a position or not, and what would have to change, as codes and numbers without words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from volunteer.matching.bands import BANDS_PER_DAY, MINUTE_US, microseconds, needed_bands
from volunteer.matching.columns import BoolArray
from volunteer.matching.feasibility import REASONS
from volunteer.matching.geo import nearest_km
from volunteer.matching.pairs import Pairs
from volunteer.matching.positions import PositionTable
from volunteer.matching.problem import AVAILABILITY_BITS, Interval, Member, Policy, Position
from volunteer.matching.recommend import DEFAULT_POLICY, LIST_LENGTH, top_positions
from volunteer.matching.score import contributions, scores

Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Excluded:
    """Declined, refused, or already holding or waiting for it: nothing the member changes would help."""

    code: Literal["excluded"] = "excluded"


@dataclass(frozen=True, slots=True)
class Overlap:
    """The busy intervals in the way, the demanded rest counted."""

    intervals: tuple[Interval, ...]
    code: Literal["overlap"] = "overlap"


@dataclass(frozen=True, slots=True)
class NoSkill:
    """The level held (0 is none) and the level needed."""

    skill: str
    held: int
    needed: int
    code: Literal["no_skill"] = "no_skill"


@dataclass(frozen=True, slots=True)
class NotFree:
    """The (weekday, band) cells to add to the availability; ``working_time`` if the session lies in office hours
    and this member serves only outside of them."""

    cells: tuple[Cell, ...]
    working_time: bool = False
    code: Literal["not_free"] = "not_free"


@dataclass(frozen=True, slots=True)
class TooFar:
    """How far it is, how far the member goes, and the difference; km."""

    distance_km: float
    radius_km: float
    code: Literal["too_far"] = "too_far"

    @property
    def more_km(self) -> float:
        """Kilometres that the radius would have to grow by."""
        return self.distance_km - self.radius_km


@dataclass(frozen=True, slots=True)
class Full:
    """No place is free: somebody would have to give one back."""

    code: Literal["full"] = "full"


Change = Excluded | Overlap | NoSkill | NotFree | TooFar | Full


@dataclass(frozen=True, slots=True)
class Why:
    """One pair, explained.

    ``changes`` holds one entry for each condition that fails, in the order of the contract, a full position last.
    ``contributions`` are those of a ``Recommendation``; beyond the radius ``proximity`` is negative.
    ``score`` is None for a pair that is not feasible.
    """

    changes: tuple[Change, ...]
    contributions: Mapping[str, int]
    score: int | None
    distance_m: int

    @property
    def failing(self) -> tuple[str, ...]:
        """The code of everything that fails."""
        return tuple(change.code for change in self.changes)

    @property
    def reason(self) -> str | None:
        """The first code that fails; None if the position can be offered."""
        return self.changes[0].code if self.changes else None


@dataclass(frozen=True, slots=True)
class Rank:
    """Where a position stands (1 is best) among the ``of`` that could be offered to a member; lists show ``k``.

    ``kth_score`` is what the last one shown scores, None if fewer than ``k`` could be offered.
    """

    rank: int
    of: int
    score: int
    k: int
    kth_score: int | None

    @property
    def shown(self) -> bool:
        """Is it among the first ``k``?"""
        return self.rank <= self.k


def why(member: Member, position: Position, policy: Policy = DEFAULT_POLICY) -> Why:
    """What speaks for the pair, and everything that stands in its way."""
    distance_km = nearest_km(member.anchors, position.at)
    pair = Pairs.of_two(member, position, policy)
    changes = _changes(pair, member, position, distance_km, policy)
    feasible = not any(change.code in REASONS for change in changes)
    return Why(
        changes=changes,
        contributions=contributions(pair, policy.weights)[0],
        score=int(scores(pair, policy.weights)[0]) if feasible else None,
        distance_m=round(distance_km * 1000),
    )


def rank_of(
    member: Member,
    position: Position,
    positions: PositionTable,
    policy: Policy = DEFAULT_POLICY,
    k: int = LIST_LENGTH,
    closed: BoolArray | None = None,
) -> Rank | None:
    """Where the position stands in the member's list; None if it is not feasible, is full or not in the table.

    ``closed`` as in ``top_positions``.
    """
    ranked = top_positions(member, positions, policy, len(positions), closed=closed)
    for place, entry in enumerate(ranked, start=1):
        if entry.id == position.id:
            kth_score = ranked[k - 1].score if 0 < k <= len(ranked) else None
            return Rank(place, len(ranked), entry.score, k, kth_score)
    return None


def _changes(pair: Pairs, member: Member, position: Position, distance_km: float, policy: Policy) -> tuple[Change, ...]:
    """What fails is read from the same columns that lists are made of; only what would help is found here."""
    changes: list[Change] = []
    if pair.excluded[0]:
        changes.append(Excluded())
    if pair.overlap[0]:
        changes.append(Overlap(_in_the_way(member, position, policy)))
    if pair.no_skill[0] and position.skill is not None:
        changes.append(NoSkill(position.skill, member.skills.get(position.skill, 0), position.level))
    if pair.not_free[0]:
        changes.append(_not_free(member, position, policy))
    if distance_km > member.radius_km:
        changes.append(TooFar(distance_km, member.radius_km))
    if position.free <= 0:
        changes.append(Full())
    return tuple(changes)


def _in_the_way(member: Member, position: Position, policy: Policy) -> tuple[Interval, ...]:
    rest = policy.rest_minutes * MINUTE_US
    starts, ends = microseconds(position.starts) - rest, microseconds(position.ends) + rest
    return tuple(busy for busy in member.busy if starts < microseconds(busy[1]) and microseconds(busy[0]) < ends)


def _not_free(member: Member, position: Position, policy: Policy) -> NotFree:
    needed = needed_bands(position.starts, position.ends, position.day_types, policy.band_grace_minutes)
    missing = needed & ~member.availability
    cells = tuple(divmod(bit, BANDS_PER_DAY) for bit in range(AVAILABILITY_BITS) if missing >> bit & 1)
    return NotFree(cells, working_time=member.off_hours_only and not position.off_hours)
