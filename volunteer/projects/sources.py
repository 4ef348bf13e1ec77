"""Where a project gets the facts of the demands it answers: a seam that wiring fills, as demands is a room beside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from flask_babel import gettext as _
from sqlalchemy import select

from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible, Refused
from volunteer.organization.actor import Actor
from volunteer.projects.content import PositionRow, ProjectContent, SessionRow
from volunteer.projects.rules import helpers_needed
from volunteer.taxonomy.models import Category
from volunteer.taxonomy.naming import skill_name


class DemandFacts(Protocol):
    """What a demand says that its project repeats."""

    id: Any
    category: Any
    title: Any
    text: Any
    site_id: Any
    site: Any
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
SessionKey = tuple[datetime, datetime, int]
Wanted = Mapping[tuple[str | None, int], Mapping[SessionKey, int]]
Names = Callable[[Sequence[int]], Mapping[int, tuple[str, str]]]

Kinds = Callable[[Sequence[int]], Collection[str]]
Hours = Callable[[Sequence[int]], Mapping[int, SessionKey]]

_sources: list[tuple[Source, Names, Kinds, Hours]] = []


def register_demand_source(source: Source, names: Names, kinds: Kinds, hours: Hours) -> None:
    """Set who reads accepted demands within an actor's reach, what they are called, their kinds, when and where."""
    _sources[:] = [(source, names, kinds, hours)]


def demand_facts(actor: Actor, ids: Sequence[int], *, lock: bool = False) -> Sequence[DemandFacts]:
    """The demands of these ids, in their order; NotVisible or Refused if a project cannot be made of one."""
    if not ids:
        return []
    ((source, _names, _kinds, _hours),) = _sources
    return source(actor, ids, lock)


def demands_waiting(actor: Actor, ids: Sequence[int]) -> Sequence[DemandFacts]:
    """Those of these demands that a project can be made of; asked one by one only when not all of them are.

    Without any the refusal stands.
    """
    try:
        return demand_facts(actor, ids)
    except (NotVisible, Refused):
        left = [one for demand_id in ids for one in _if_waiting(actor, demand_id)]
        if not left:
            raise
        return left


def demand_names(ids: Sequence[int]) -> Mapping[int, tuple[str, str]]:
    """Number and title of the demands that a project answers."""
    if not ids:
        return {}
    ((_source, names, _kinds, _hours),) = _sources
    return names(ids)


def demand_categories(ids: Sequence[int]) -> Collection[str]:
    """The categories of the demands that a project answers."""
    ((_source, _names, kinds, _hours),) = _sources
    return kinds(ids)


def demand_hours(ids: Sequence[int]) -> Mapping[int, SessionKey]:
    """When and where the demands that a project answers want somebody, by their ids."""
    ((_source, _names, _kinds, hours),) = _sources
    return hours(ids)


def _if_waiting(actor: Actor, demand_id: int) -> Sequence[DemandFacts]:
    try:
        return demand_facts(actor, [demand_id])
    except (NotVisible, Refused):
        return []


def content_of(demands: Sequence[DemandFacts], position_title: str) -> ProjectContent:
    """The first proposal for a project that answers these demands: one row a skill, one session a time and site.

    Each session has what its own demands ask for, and no more. The first demand gives place and contact, and the
    category too, unless another's asks for more helpers at a time; texts and risks are those of all of them.
    """
    if not demands:
        return ProjectContent()
    first = demands[0]
    words = {
        "title": _title(demands),
        "summary": "\n\n".join(dict.fromkeys(demand.text for demand in demands)),
        "category": _category(demands),
        "site_id": first.site_id,
        "contact_name": first.contact_name,
        "contact_phone": first.contact_phone,
        "risk_note": "\n".join(dict.fromkeys(demand.risk_note for demand in demands if demand.risk_note)) or None,
    }
    wanted = _wanted(demands)
    return ProjectContent(words, _rows(wanted, position_title), _sessions(demands, wanted))


def filled_in(
    content: ProjectContent, proposal: ProjectContent
) -> tuple[tuple[PositionRow, ...] | None, tuple[SessionRow, ...] | None]:
    """Rows and sessions as stated, else as the demands say; where each is held, and which of its rows it has.

    With rows of its own the project keeps nothing of what the demands say about theirs.
    """
    known = proposal.sessions
    if content.positions is not None and known is not None:
        known = tuple(replace(row, departures=None) for row in known)
    rows = proposal.positions if content.positions is None else content.positions
    return rows, known if content.sessions is None else placed(content.sessions, known or ())


def placed(rows: tuple[SessionRow, ...], proposal: tuple[SessionRow, ...]) -> tuple[SessionRow, ...]:
    """The rows with the places that the demands name: of the same time, each its own, else of the first demand."""
    if not proposal:
        return rows
    by_time: dict[tuple[datetime, datetime], list[SessionRow]] = {}
    for row in proposal:
        by_time.setdefault((row.starts, row.ends), []).append(row)
    sources = [_next_of(by_time.get((row.starts, row.ends), [proposal[0]])) for row in rows]
    return tuple(
        replace(
            row,
            public_place=row.public_place or source.public_place,
            private_place_id=source.private_place_id,
            site_id=row.site_id or source.site_id,
            window_minutes=source.window_minutes if _same_time(row, source) else None,
            departures=source.departures if row.departures is None and _same_time(row, source) else row.departures,
        )
        for row, source in zip(rows, sources, strict=True)
    )


def _same_time(row: SessionRow, source: SessionRow) -> bool:
    return (row.starts, row.ends) == (source.starts, source.ends)


def _next_of(sources: list[SessionRow]) -> SessionRow:
    """The first that is not used yet; the last serves for all that follow."""
    return sources.pop(0) if len(sources) > 1 else sources[0]


def _category(demands: Sequence[DemandFacts]) -> str:
    """One for the whole project: claiming and the start of a session go by it, so that nobody serves alone (D10)."""
    kinds = list(dict.fromkeys(str(demand.category) for demand in demands))
    if len(kinds) == 1:
        return kinds[0]
    known = select(Category.code, Category.safeguards).where(Category.code.in_(kinds))
    helpers = {code: helpers_needed(safeguards) for code, safeguards in db.session.execute(known)}
    return max(kinds, key=helpers.__getitem__)


def _title(demands: Sequence[DemandFacts]) -> str:
    titles = list(dict.fromkeys(demand.title for demand in demands))
    if len(titles) == 1:
        return str(titles[0])
    return str(_("%(title)s等 %(num)s 项", title=titles[0], num=len(titles)))


def _wanted(demands: Sequence[DemandFacts]) -> Wanted:
    """How many each session is to have of each skill and level; demands of one session add up."""
    wanted: dict[tuple[str | None, int], dict[SessionKey, int]] = {}
    for demand in demands:
        by_session = wanted.setdefault((demand.skill, demand.level), defaultdict(int))
        by_session[_session_of(demand)] += demand.headcount
    return wanted


def _rows(wanted: Wanted, title: str) -> tuple[PositionRow, ...]:
    """Demands for the same skill at the same level share a row; it is as large as their fullest session asks for.

    Several are told apart by their skill.
    """
    several = len(wanted) > 1
    return tuple(
        PositionRow(skill_name(skill) if several and skill else title, max(by_session.values()), skill, level, line)
        for line, ((skill, level), by_session) in enumerate(wanted.items(), 1)
    )


def _departing(wanted: Wanted, key: SessionKey) -> dict[int, int]:
    """Where a session is to have fewer of a row, or none."""
    asked = {
        line: (by_session.get(key, 0), max(by_session.values())) for line, by_session in enumerate(wanted.values(), 1)
    }
    return {line: heads for line, (heads, most) in asked.items() if heads != most}


def _sessions(demands: Sequence[DemandFacts], wanted: Wanted) -> tuple[SessionRow, ...]:
    """One session for each time and site asked for; its place is that of the first demand asking for it."""
    sessions: dict[SessionKey, SessionRow] = {}
    for demand in sorted(demands, key=lambda demand: demand.starts):
        row = SessionRow(
            demand.starts,
            demand.ends,
            public_place=demand.public_place,
            private_place_id=demand.private_place_id,
            site_id=demand.site_id,
            window_minutes=demand.window_minutes,
            departures=_departing(wanted, _session_of(demand)),
        )
        sessions.setdefault(_session_of(demand), row)
    return tuple(sessions.values())


def _session_of(demand: DemandFacts) -> SessionKey:
    """What two demands have in common that one session serves."""
    return demand.starts, demand.ends, demand.site_id
