"""A drawn problem laid out for the engine without a value for each member and position in between."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np

from benchmarks.matching_problems.columns import Drawn, Ints
from volunteer.matching import MemberTable, PositionTable, Snapshot

OFF_WORK = 1 << 28  # the bit of members whom sessions in working time do not keep away


def snapshot_of(drawn: Drawn) -> Snapshot:
    """The drawn problem as tables; equal to ``Snapshot.of(problem_of(drawn))``."""
    return Snapshot(_members(drawn), _positions(drawn), drawn.policy)


def with_members(drawn: Drawn, rows: Ints) -> Drawn:
    """The same problem with some of its members only, given by their rows in ascending order."""
    members = drawn.members
    busy = np.isin(members.busy_row, rows)
    fewer = replace(
        members,
        ids=members.ids[rows],
        anchors=members.anchors[:, rows],
        two_anchors=members.two_anchors[rows],
        skills={code: levels[rows] for code, levels in members.skills.items()},
        availability=members.availability[rows],
        radius_km=members.radius_km[rows],
        interests=members.interests[rows],
        registered=members.registered[:, rows],
        max_positions=members.max_positions[rows],
        load_minutes=members.load_minutes[rows],
        busy_row=np.searchsorted(rows, members.busy_row[busy]),
        busy_starts=members.busy_starts[busy],
        busy_ends=members.busy_ends[busy],
    )
    return replace(drawn, members=fewer)


def _members(drawn: Drawn) -> MemberTable:
    members = drawn.members
    held = {code: np.flatnonzero(levels) for code, levels in members.skills.items()}
    slot, row = np.nonzero(members.registered)
    return MemberTable.from_columns(
        ids=members.ids,
        points=members.anchors.transpose(1, 0, 2),
        radius_km=members.radius_km,
        availability=members.availability | OFF_WORK,
        load_minutes=members.load_minutes,
        max_positions=members.max_positions,
        skills={code: np.column_stack((rows, members.skills[code][rows])) for code, rows in held.items()},
        interests={code: np.flatnonzero(members.interests[:, n]) for n, code in enumerate(drawn.category_codes)},
        sites=np.column_stack((row, members.registered[slot, row])),
        busy=np.column_stack((members.busy_row, members.busy_starts, members.busy_ends)),
    )


def _positions(drawn: Drawn) -> PositionTable:
    positions = drawn.positions
    table = PositionTable.from_columns(
        band_grace_minutes=drawn.policy.band_grace_minutes,
        ids=positions.ids,
        sessions=positions.session,
        sites=positions.site,
        points=positions.at,
        starts=positions.starts,
        ends=positions.ends,
        off_hours=np.ones(len(positions.ids), dtype=np.bool_),
        skill_codes=drawn.skill_codes,
        skill=positions.skill,
        level=positions.level,
        category_codes=drawn.category_codes,
        category=positions.category,
        headcount=positions.headcount,
        taken=positions.taken,
        day_types=drawn.day_types,
    )
    excluded: defaultdict[int, list[int]] = defaultdict(list)
    for row, member in zip(positions.excluded_row.tolist(), positions.excluded_member.tolist(), strict=True):
        excluded[row].append(member)
    for row, members in excluded.items():
        table.excluded.put(int(positions.ids[row]), members)
    return table
