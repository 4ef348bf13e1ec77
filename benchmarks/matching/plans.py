"""Plans of problems of every shape, with plenty of members and too few, against bounds and simple plans."""

from __future__ import annotations

import time
from dataclasses import dataclass

from benchmarks.matching.baselines import Pairs, best_score_first, first_come_first_served
from benchmarks.matching.lp_bound import lp_bound
from benchmarks.matching.measured import Figure, Report, peak_mib
from benchmarks.matching_problems import draw, problem_of, snapshot_of
from volunteer.matching import Snapshot, check, plan, top_of_everybody

TIME_LIMIT_S = 10.0
LEAST_REACHED = 0.9995

PLAN_HEADER = (
    "| shape | members | seed | feasible pairs | places | value | value / bound | / best score first | / first come"
    " | s |\n|---|---|---|---|---|---|---|---|---|---|"
)


@dataclass(frozen=True)
class PlanRow:
    """One plan; ``relaxed`` bounds it without the package, ``faults`` are what its verifier found."""

    shape: str
    supply: str
    seed: int
    pairs: int
    places: int
    objective: int
    bound: int
    relaxed: float
    best_score_first: int
    first_come_first_served: int
    seconds: float
    faults: tuple[str, ...]

    @property
    def name(self) -> str:
        """Which problem it is."""
        return f"{self.shape}, {self.supply}, seed {self.seed}"

    @property
    def reached(self) -> float:
        """Value / bound of the relaxation."""
        return self.objective / self.relaxed if self.relaxed else 1.0

    def line(self) -> str:
        """One row of the table."""
        greedy, served = (self.objective / other for other in (self.best_score_first, self.first_come_first_served))
        return (
            f"| {self.shape} | {self.supply} | {self.seed} | {self.pairs:,} | {self.places:,} | {self.objective:,}"
            f" | {self.reached:.6f} | {greedy:.3f} | {served:.3f} | {self.seconds:.2f} |"
        )


def plan_row(scale: str, shape: str, supply: str, seed: int) -> PlanRow:
    """Plan one problem within ten seconds, and compare."""
    problem = problem_of(draw(scale, shape, seed, supply))
    snapshot = Snapshot.of(problem)
    started = time.perf_counter()
    made = plan(snapshot, time_limit_s=TIME_LIMIT_S)
    seconds = time.perf_counter() - started
    relaxed = lp_bound(problem, top_of_everybody(snapshot, k=len(problem.positions)))
    pairs = Pairs.of(snapshot)
    faults = check(snapshot, made).faults
    if made.objective > relaxed + 1:
        faults += (f"the value {made.objective} is above the bound of the relaxation, {relaxed:.1f}",)
    return PlanRow(
        shape=shape,
        supply=supply,
        seed=seed,
        pairs=len(pairs.score),
        places=sum(max(0, position.free) for position in problem.positions),
        objective=made.objective,
        bound=made.bound,
        relaxed=relaxed,
        best_score_first=best_score_first(snapshot, pairs),
        first_come_first_served=first_come_first_served(snapshot, pairs),
        seconds=seconds,
        faults=faults,
    )


def large_plan(scale: str, shape: str, supply: str, seed: int, seconds: float) -> Report:
    """A plan of many cities side by side: value, bound, time and memory."""
    drawn = draw(scale, shape, seed, supply)
    snapshot = snapshot_of(drawn)
    del drawn
    started = time.perf_counter()
    made = plan(snapshot, time_limit_s=seconds)
    taken, peak = time.perf_counter() - started, peak_mib()
    faults = check(snapshot, made).faults
    pairs = Pairs.of(snapshot)
    name = f"{scale}, {shape}, {supply}: plan"
    figures = (
        Figure(f"{name}, feasible pairs", len(pairs.score)),
        Figure(f"{name}, value", made.objective),
        Figure(f"{name}, bound", made.bound),
        Figure(f"{name}, value / bound", 1 - made.gap),
        Figure(f"{name}, time", taken, "s"),
        Figure(f"{name}, peak memory and the largest solver's", peak, "MiB"),
        Figure(f"{name} / best score first", made.objective / best_score_first(snapshot, pairs)),
        Figure(f"{name} / first come first served", made.objective / first_come_first_served(snapshot, pairs)),
    )
    return Report(figures, tuple(f"{name}: {fault}" for fault in faults))
