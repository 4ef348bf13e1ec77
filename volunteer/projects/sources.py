"""Where a project gets the facts of the demands it answers: a seam that wiring fills, as demands is a room beside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from volunteer.organization.actor import Actor
from volunteer.projects.content import PositionRow, ProjectContent, SessionRow


class DemandFacts(Protocol):
    """What a demand says that its project repeats."""

    id: Any
    category: Any
    title: Any
    text: Any
    site_id: Any
    responsible_unit_id: Any
    skill: Any
    level: Any
    headcount: Any
    starts: Any
    ends: Any
    contact_name: Any
    contact_phone: Any
    risk_note: Any
    public_place: Any
    private_place_id: Any


Source = Callable[[Actor, Sequence[int]], Sequence[DemandFacts]]

_sources: list[Source] = []


def register_demand_source(source: Source) -> None:
    """Set the function that reads accepted demands within an actor's reach (called by wiring)."""
    _sources[:] = [source]


def demand_facts(actor: Actor, ids: Sequence[int]) -> Sequence[DemandFacts]:
    """The demands of these ids, in their order; NotVisible or Refused if a project cannot be made of one."""
    if not ids:
        return []
    (source,) = _sources
    return source(actor, ids)


def content_of(demands: Sequence[DemandFacts], position_title: str) -> ProjectContent:
    """The first proposal for a project that answers these demands: one row a skill, one session a time."""
    if not demands:
        return ProjectContent()
    first = demands[0]
    words = {
        "title": first.title,
        "summary": "\n\n".join(dict.fromkeys(demand.text for demand in demands)),
        "category": first.category,
        "site_id": first.site_id,
        "contact_name": first.contact_name,
        "contact_phone": first.contact_phone,
        "risk_note": next((demand.risk_note for demand in demands if demand.risk_note), None),
    }
    return ProjectContent(words, _rows(demands, position_title), _sessions(demands))


def placed(rows: tuple[SessionRow, ...], proposal: tuple[SessionRow, ...]) -> tuple[SessionRow, ...]:
    """The rows with the places that the demands name: of the same time, else of the first demand."""
    if not proposal:
        return rows
    by_time = {(row.starts, row.ends): row for row in proposal}
    sources = [by_time.get((row.starts, row.ends), proposal[0]) for row in rows]
    return tuple(
        replace(row, public_place=row.public_place or source.public_place, private_place_id=source.private_place_id)
        for row, source in zip(rows, sources, strict=True)
    )


def _rows(demands: Sequence[DemandFacts], title: str) -> tuple[PositionRow, ...]:
    """Demands for the same skill at the same level share a row, as large as the largest of them."""
    wanted: dict[tuple[str | None, int], int] = {}
    for demand in demands:
        kind = (demand.skill, demand.level)
        wanted[kind] = max(wanted.get(kind, 0), demand.headcount)
    return tuple(PositionRow(title, headcount, skill, level) for (skill, level), headcount in wanted.items())


def _sessions(demands: Sequence[DemandFacts]) -> tuple[SessionRow, ...]:
    """One session for each time asked for; its place is that of the first demand asking for this time."""
    times: dict[tuple[datetime, datetime], SessionRow] = {}
    for demand in sorted(demands, key=lambda demand: demand.starts):
        row = SessionRow(
            demand.starts,
            demand.ends,
            public_place=demand.public_place,
            private_place_id=demand.private_place_id,
        )
        times.setdefault((demand.starts, demand.ends), row)
    return tuple(times.values())
