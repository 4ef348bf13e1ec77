"""Everybody's top 20 and single lists: how quick, how lean, and whether they are right."""

from __future__ import annotations

import time
from functools import partial

import numpy as np

from benchmarks.matching.measured import Figure, Report, milliseconds_each, p95, peak_mib, quickest
from benchmarks.matching.pair_loop import Ranked, pair_loop
from benchmarks.matching_problems import Drawn, draw, problem_of, snapshot_of, with_members
from volunteer.matching import Problem, Snapshot, top_lists, top_members, top_of_everybody, top_positions

K_POSITIONS, K_MEMBERS = 20, 50
ASKS, WARM = 1_000, 50
REPEATS = {"small": 1, "pilot": 5, "region": 2, "province": 1}
SAMPLES = {"small": 40, "pilot": 300, "region": 40, "province": 10}  # members that the pair loop looks at
LARGE = ("region", "province")  # lists are made block by block and not kept
LEAST_RATIO, MOST_S, MOST_MIB = 300.0, 60.0, 1.5 * 1024
MOST_MS = {"small": (0.3, 1.0), "pilot": (0.3, 1.0), "region": (2.0, 50.0), "province": (2.0, 50.0)}


def everybody(scale: str, shape: str, seed: int) -> Report:
    """Top 20 of everybody, and a pair loop over some members, whose lists must be the same, extrapolated to all."""
    drawn = draw(scale, shape, seed)
    snapshot, laid_out_s, _ = quickest(lambda: snapshot_of(drawn), 1)
    whole = scale not in LARGE
    few = some_of(drawn, SAMPLES[scale], seed)
    wanted = [member.id for member in few.members]
    if whole:
        _, seconds, processor_s = quickest(lambda: list(top_lists(snapshot, K_POSITIONS)), REPEATS[scale])
        lists, as_values_s, _ = quickest(partial(top_of_everybody, snapshot), REPEATS[scale])
    else:
        lists, seconds, processor_s = quickest(partial(_lists_of_some, snapshot, wanted), REPEATS[scale])
        as_values_s = None
    peak = peak_mib()
    started = time.perf_counter()
    slow = pair_loop(few.members, few.positions, few.policy, K_POSITIONS)
    loop_s = (time.perf_counter() - started) * len(drawn.members.ids) / len(few.members)
    name = f"{scale}, {shape}"
    figures = (
        Figure(f"{name}: columns laid out", laid_out_s, "s"),
        Figure(f"{name}: top 20 of everybody", seconds, "s", most=None if whole else MOST_S),
        Figure(f"{name}: the same, seconds of all processors", processor_s, "s"),
        *([Figure(f"{name}: the same as values of Python", as_values_s, "s")] if as_values_s is not None else []),
        Figure(f"{name}: peak memory until then", peak, "MiB", most=None if whole else MOST_MIB),
        Figure(f"{name}: pair loop over geopy, from {len(few.members)} members", loop_s, "s"),
        Figure(f"{name}: pair loop / engine", loop_s / seconds, "×", least=LEAST_RATIO),
    )
    wrong = [number for number in wanted if lists[number] != slow[number]]
    return Report(figures, tuple(f"{name}: the list of member {number} is not the pair loop's" for number in wrong))


def single(scale: str, shape: str, seed: int) -> Report:
    """The 95th percentile of single lists, of rows of the tables and of a member who comes as a value."""
    drawn = draw(scale, shape, seed)
    snapshot = snapshot_of(drawn)
    members, positions, policy = snapshot.members, snapshot.positions, snapshot.policy
    rng = np.random.default_rng(seed)
    member_rows = rng.integers(len(members), size=WARM + ASKS).tolist()
    position_rows = rng.choice(np.flatnonzero(positions.is_open), size=WARM + ASKS).tolist()
    values = some_of(drawn, WARM + ASKS, seed).members
    most_member, most_position = MOST_MS[scale]
    asks = (
        ("20 best positions of a member", most_member,
         [partial(top_positions, members, positions, policy, K_POSITIONS, row=row) for row in member_rows]),
        ("the same, the member given as a value", None,
         [partial(top_positions, member, positions, policy, K_POSITIONS) for member in values]),
        ("50 best members of a position", most_position,
         [partial(top_members, positions, members, policy, K_MEMBERS, row=row) for row in position_rows]),
    )  # fmt: skip
    figures = []
    for name, most, calls in asks:
        wall, processor = milliseconds_each(calls, WARM)
        figures.append(Figure(f"{scale}, {shape}: {name}, p95", p95(wall), "ms", most=most))
        figures.append(Figure(f"{scale}, {shape}: the same on the processor alone, p95", p95(processor), "ms"))
    return Report(tuple(figures))


def _lists_of_some(snapshot: Snapshot, wanted: list[int]) -> dict[int, Ranked]:
    """Lists everybody block by block, as a nightly job does, and keeps those of some members."""
    rows = [snapshot.members.row_of[number] for number in wanted]
    kept = {}
    for lists in top_lists(snapshot, K_POSITIONS):
        for index in np.flatnonzero(np.isin(lists.member, rows)).tolist():
            entries = slice(lists.starts[index], lists.starts[index + 1])
            ids = snapshot.positions.ids[lists.position[entries]].tolist()
            number = int(snapshot.members.ids[lists.member[index]])
            kept[number] = list(zip(ids, lists.score[entries].tolist(), strict=True))
    return kept


def some_of(drawn: Drawn, count: int, seed: int) -> Problem:
    """The problem with some of its members only, and all of its positions."""
    rows = np.random.default_rng(seed).choice(len(drawn.members.ids), size=count, replace=False)
    return problem_of(with_members(drawn, np.sort(rows)))
