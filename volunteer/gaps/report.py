"""Unmet need by town, skill and band, with the reasons last counted and the cheapest remedies.

How much is missing is read from the places as they are now, so that it equals what overview and lists say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from volunteer import matching
from volunteer.gaps.bands import Band
from volunteer.gaps.models import GapReason, GapReport
from volunteer.gaps.places import FREE, GONE, Wanted, conditions, held
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.matching.gaps import ELSEWHERE
from volunteer.organization.actor import Reach
from volunteer.organization.calendar import day_types
from volunteer.organization.models import Place
from volunteer.organization.rules import ids_of
from volunteer.projects.models import Position, Project, ServiceSession

Key = TypeVar("Key", bound=Hashable)

FITTING = ELSEWHERE  # without a plan: who fits and was not asked yet
CHEAPEST_FIRST = ("ask", "approve", "radius", "move", "train", "move_promised", "recruit")


@dataclass(frozen=True)
class ShortPosition:
    """A position with free places; `reasons` is None where they were not counted yet."""

    id: int
    project_id: int
    session_id: int
    site_id: int
    lon: float
    lat: float
    starts: datetime
    ends: datetime
    category: str
    skill: str | None
    level: int
    headcount: int
    gone: int
    missing: int
    town: str
    town_code: str
    was_missing: int | None
    reasons: Mapping[str, int] | None
    assumed: Mapping[str, int] | None
    remedies: Sequence[Mapping[str, Any]] | None

    @property
    def asked_level(self) -> int:
        """The level where a skill is asked for, else 0."""
        return self.level if self.skill else 0


@dataclass(frozen=True)
class GapRemedy:
    """One kind of remedy: how many heads it brings at how many positions, and the one that brings most of them."""

    heads: int
    positions: int
    best: Mapping[str, Any]


@dataclass(frozen=True)
class Gap:
    """What a town lacks of one skill and level (or of any hands) in one band.

    `reasons` and `assumed` are means over the positions counted, as the same members stand before each of them.
    `remedies` begin with the cheapest.
    """

    town: str
    town_code: str
    skill: str | None
    level: int
    band: Band
    missing: int
    missing_minutes: int
    positions: tuple[int, ...]  # the soonest first
    soonest: datetime
    project_id: int  # of the soonest
    counted: int
    was_missing: int  # at those counted, when they were
    reasons: Mapping[str, int]
    assumed: Mapping[str, int]
    remedies: tuple[GapRemedy, ...]

    @property
    def askable(self) -> bool:
        """Whether asking those who fit would do."""
        return len(self.enough) == 1 and self.enough[0].best["kind"] == "ask"

    @property
    def enough(self) -> tuple[GapRemedy, ...]:
        """As many of the remedies, from the cheapest on, as it takes to bring all who were missing then.

        Another time does not add people to the others, it brings who can come then: it counts where it is enough alone.
        """
        chosen: list[GapRemedy] = []
        brought = 0
        for remedy in self.remedies:
            moved = remedy.best["kind"] == "move"
            if moved and remedy.heads < self.was_missing:
                continue
            chosen.append(remedy)
            brought += remedy.heads
            if brought >= self.was_missing:
                break
        return tuple(chosen) or self.remedies[:1]


@dataclass(frozen=True)
class Counted:
    """When the reasons were counted, among how many members, and for how many of them by defaults."""

    made_at: datetime
    members: int
    assumed: int


def gaps(reach: Reach, wanted: Wanted, now: datetime, band: Band | None = None) -> list[Gap]:
    """The gaps within reach, most missing time first."""
    short = {row.id: row for row in _short(reach, wanted, now)}
    types = day_types(clock.local(now).date())
    unfilled = [matching.Unfilled(row.id, row.missing, row.reasons or {}, ()) for row in short.values()]
    found = matching.gap_map(
        unfilled,
        [_position(row, types) for row in short.values()],
        {row.id: (row.town_code, row.asked_level) for row in short.values()},
    )
    grouped = [_gap(one, [short[key] for key in one.positions]) for one in found]
    return [gap for gap in grouped if band is None or gap.band == band]


def summed(found: Iterable[Gap], key: Callable[[Gap], Key]) -> list[tuple[Key, int, int]]:
    """(key, heads, minutes) of all the gaps that share a key, most missing time first."""
    heads: Counter[Key] = Counter()
    minutes: Counter[Key] = Counter()
    for gap in found:
        heads[key(gap)] += gap.missing
        minutes[key(gap)] += gap.missing_minutes
    return [(value, heads[value], time) for value, time in minutes.most_common()]


def counted(reach: Reach) -> Counted | None:
    """The oldest of the counts that the reader's brigades had; None where one was never counted."""
    roots = {ids_of(path)[0] for path in reach.unit_paths}
    statement = select(
        func.count(), func.min(GapReport.made_at), func.sum(GapReport.members), func.sum(GapReport.assumed)
    ).where(GapReport.unit_id.in_(roots))
    number, made_at, members, assumed = db.session.execute(statement).one()
    return Counted(made_at, int(members), int(assumed)) if number and number == len(roots) else None


def _short(reach: Reach, wanted: Wanted, now: datetime) -> list[ShortPosition]:
    town = aliased(Place, name="town")
    statement = (
        held(
            Position.id,
            Position.project_id,
            Position.session_id,
            ServiceSession.site_id,
            Place.lon,
            Place.lat,
            ServiceSession.starts,
            ServiceSession.ends,
            Project.category,
            Position.skill,
            Position.level,
            Position.headcount,
            GONE,
            FREE,
            town.name,
            town.code,
            GapReason.missing,
            GapReason.reasons,
            GapReason.assumed,
            GapReason.remedies,
        )
        .join(town, town.id == func.coalesce(Place.parent_id, Place.id))
        .outerjoin(GapReason, GapReason.position_id == Position.id)
        .where(*conditions(reach, wanted, now))
        .order_by(ServiceSession.starts, Position.id)
    )
    return [ShortPosition(*row) for row in db.session.execute(statement)]


def _position(row: ShortPosition, types: Mapping[date, int]) -> matching.Position:
    return matching.Position(
        id=row.id,
        session=row.session_id,
        site=row.site_id,
        at=(row.lon, row.lat),
        starts=row.starts,
        ends=row.ends,
        category=row.category,
        skill=row.skill,
        level=row.level,
        headcount=row.headcount,
        taken=row.gone,
        day_types=types,
    )


def _gap(found: matching.Gap[tuple[str, int]], rows: Sequence[ShortPosition]) -> Gap:
    soonest = min(rows, key=lambda row: (row.starts, row.id))
    known = [row for row in rows if row.reasons is not None]
    return Gap(
        town=soonest.town,
        town_code=soonest.town_code,
        skill=soonest.skill,
        level=soonest.asked_level,
        band=Band.of(found.rest_day, found.band),
        missing=found.missing,
        missing_minutes=found.missing_minutes,
        positions=tuple(row.id for row in sorted(rows, key=lambda row: (row.starts, row.id))),
        soonest=soonest.starts,
        project_id=soonest.project_id,
        counted=len(known),
        was_missing=sum(row.was_missing or 0 for row in known),
        reasons=_mean(row.reasons or {} for row in known),
        assumed=_mean(row.assumed or {} for row in known),
        remedies=_remedies(known),
    )


def _mean(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    listed = list(counts)
    total: Counter[str] = Counter()
    for one in listed:
        total.update(one)
    return {code: round(number / len(listed)) for code, number in total.items()}


def _remedies(rows: Sequence[ShortPosition]) -> tuple[GapRemedy, ...]:
    by_kind: dict[str, list[Mapping[str, Any]]] = {}
    for remedy in (remedy for row in rows for remedy in row.remedies or ()):
        by_kind.setdefault(_kind(remedy), []).append(remedy)
    return tuple(
        GapRemedy(
            heads=sum(one["heads"] for one in by_kind[kind]),
            positions=len(by_kind[kind]),
            best=max(by_kind[kind], key=lambda one: one["heads"]),
        )
        for kind in CHEAPEST_FIRST
        if kind in by_kind
    )


def _kind(remedy: Mapping[str, Any]) -> str:
    """Moving a session that people promised to come to costs more than training somebody, as in matching."""
    return "move_promised" if remedy["kind"] == "move" and remedy["holders"] else remedy["kind"]
