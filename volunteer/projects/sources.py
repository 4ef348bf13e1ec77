"""Where a project gets the facts of the demands it answers: a seam that wiring fills, as demands is a room beside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from flask_babel import gettext as _

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
    window_minutes: Any


Source = Callable[[Actor, Sequence[int], bool], Sequence[DemandFacts]]
Names = Callable[[Sequence[int]], Mapping[int, tuple[str, str]]]

_sources: list[tuple[Source, Names]] = []


def register_demand_source(source: Source, names: Names) -> None:
    """Set the functions that read accepted demands within an actor's reach, and what demands are called."""
    _sources[:] = [(source, names)]


def demand_facts(actor: Actor, ids: Sequence[int], *, lock: bool = False) -> Sequence[DemandFacts]:
    """The demands of these ids, in their order; NotVisible or Refused if a project cannot be made of one."""
    if not ids:
        return []
    ((source, _names),) = _sources
    return source(actor, ids, lock)


def demand_names(ids: Sequence[int]) -> Mapping[int, tuple[str, str]]:
    """Number and title of the demands that a project answers."""
    if not ids:
        return {}
    ((_source, names),) = _sources
    return names(ids)


def content_of(demands: Sequence[DemandFacts], position_title: str) -> ProjectContent:
    """The first proposal for a project that answers these demands: one row a skill, one session a time.

    The first demand gives category, place and contact; texts and risks are those of all of them.
    """
    if not demands:
        return ProjectContent()
    first = demands[0]
    words = {
        "title": _title(demands),
        "summary": "\n\n".join(dict.fromkeys(demand.text for demand in demands)),
        "category": first.category,
        "site_id": first.site_id,
        "contact_name": first.contact_name,
        "contact_phone": first.contact_phone,
        "risk_note": "\n".join(dict.fromkeys(demand.risk_note for demand in demands if demand.risk_note)) or None,
    }
    return ProjectContent(words, _rows(demands, position_title), _sessions(demands))


def placed(rows: tuple[SessionRow, ...], proposal: tuple[SessionRow, ...]) -> tuple[SessionRow, ...]:
    """The rows with the places that the demands name: of the same time, else of the first demand."""
    if not proposal:
        return rows
    by_time = {(row.starts, row.ends): row for row in proposal}
    sources = [by_time.get((row.starts, row.ends), proposal[0]) for row in rows]
    return tuple(
        replace(
            row,
            public_place=row.public_place or source.public_place,
            private_place_id=source.private_place_id,
            window_minutes=source.window_minutes if (row.starts, row.ends) == (source.starts, source.ends) else None,
        )
        for row, source in zip(rows, sources, strict=True)
    )


def _title(demands: Sequence[DemandFacts]) -> str:
    titles = list(dict.fromkeys(demand.title for demand in demands))
    if len(titles) == 1:
        return str(titles[0])
    return str(_("%(title)s等 %(num)s 项", title=titles[0], num=len(titles)))


def _rows(demands: Sequence[DemandFacts], title: str) -> tuple[PositionRow, ...]:
    """Demands for the same skill at the same level share a row; it is as large as their fullest session asks for."""
    wanted: dict[tuple[str | None, int], dict[tuple[datetime, datetime], int]] = {}
    for demand in demands:
        by_time = wanted.setdefault((demand.skill, demand.level), defaultdict(int))
        by_time[demand.starts, demand.ends] += demand.headcount
    return tuple(PositionRow(title, max(by_time.values()), skill, level) for (skill, level), by_time in wanted.items())


def _sessions(demands: Sequence[DemandFacts]) -> tuple[SessionRow, ...]:
    """One session for each time asked for; its place is that of the first demand asking for this time."""
    times: dict[tuple[datetime, datetime], SessionRow] = {}
    for demand in sorted(demands, key=lambda demand: demand.starts):
        row = SessionRow(
            demand.starts,
            demand.ends,
            public_place=demand.public_place,
            private_place_id=demand.private_place_id,
            window_minutes=demand.window_minutes,
        )
        times.setdefault((demand.starts, demand.ends), row)
    return tuple(times.values())
