"""A drawn problem in the file form of the contract."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta, timezone

import numpy as np

from benchmarks.matching_problems.columns import Drawn, Ints
from volunteer.matching import Problem, load_problem

SHANGHAI = timezone(timedelta(hours=8))
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Row = dict[str, object]


def problem_of(drawn: Drawn) -> Problem:
    """The drawn problem as values of the package."""
    return load_problem(document_of(drawn))


def document_of(drawn: Drawn) -> Row:
    """The drawn problem as ``problem.json`` holds it; for hundreds of thousands of members use the columns."""
    return {"members": _members(drawn), "positions": _positions(drawn), "policy": asdict(drawn.policy)}


def _members(drawn: Drawn) -> list[Row]:
    members = drawn.members
    anchors = members.anchors.transpose(1, 0, 2).tolist()
    held = {code: members.skills[code].tolist() for code in drawn.skill_codes}
    interests = [np.flatnonzero(row).tolist() for row in members.interests]
    registered = members.registered.T.tolist()
    busy: dict[int, list[list[str]]] = defaultdict(list)
    for row, starts, ends in _entries(members.busy_row, members.busy_starts, members.busy_ends):
        busy[row].append([_written(starts), _written(ends)])
    numbers = zip(*(column.tolist() for column in (
        members.ids, members.two_anchors, members.availability, members.radius_km, members.max_positions,
        members.load_minutes,
    )), strict=True)  # fmt: skip
    return [
        {
            "id": id_,
            "anchors": anchors[row] if two else anchors[row][:1],
            "skills": {code: levels[row] for code, levels in held.items() if levels[row]},
            "availability": availability,
            "radius_km": radius,
            "interests": [drawn.category_codes[number] for number in interests[row]],
            "registered_sites": [site for site in registered[row] if site],
            "max_positions": most,
            "load_minutes": load,
            "busy": busy[row],
        }
        for row, (id_, two, availability, radius, most, load) in enumerate(numbers)
    ]


def _positions(drawn: Drawn) -> list[Row]:
    positions = drawn.positions
    at = positions.at.tolist()
    excluded: dict[int, list[int]] = defaultdict(list)
    for row, member in _entries(positions.excluded_row, positions.excluded_member):
        excluded[row].append(member)
    numbers = zip(*(column.tolist() for column in (
        positions.ids, positions.session, positions.site, positions.starts, positions.ends, positions.category,
        positions.skill, positions.level, positions.headcount, positions.taken,
    )), strict=True)  # fmt: skip
    return [
        {
            "id": id_,
            "session": session,
            "site": site,
            "at": at[row],
            "starts": _written(starts),
            "ends": _written(ends),
            "category": drawn.category_codes[category],
            "skill": None if skill < 0 else drawn.skill_codes[skill],
            "level": level,
            "headcount": headcount,
            "taken": taken,
            "excluded": excluded[row],
            "day_types": _day_types(drawn, starts, ends),
        }
        for row, (id_, session, site, starts, ends, category, skill, level, headcount, taken) in enumerate(numbers)
    ]


def _day_types(drawn: Drawn, starts: int, ends: int) -> dict[str, int]:
    days: set[date] = {_local(starts).date(), _local(ends).date()}
    return {day.isoformat(): drawn.day_types[day] for day in sorted(days) if day in drawn.day_types}


def _entries(*columns: Ints) -> zip[tuple[int, ...]]:
    return zip(*(column.tolist() for column in columns), strict=True)


def _local(microseconds: int) -> datetime:
    return (EPOCH + timedelta(microseconds=microseconds)).astimezone(SHANGHAI)


def _written(microseconds: int) -> str:
    return _local(microseconds).isoformat()
