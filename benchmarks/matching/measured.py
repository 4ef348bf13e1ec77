"""Figures with what they are held to, and measuring in a process of its own."""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from typing import ParamSpec, TypeVar

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")

KIB_A_MIB = 1024


@dataclass(frozen=True)
class Figure:
    """One number; ``least`` or ``most`` is the promise, if there is one."""

    name: str
    value: float
    unit: str = ""
    least: float | None = None
    most: float | None = None

    @property
    def met(self) -> bool:
        """Whether the promise, if any, is kept."""
        return (self.least is None or self.value >= self.least) and (self.most is None or self.value <= self.most)

    def line(self) -> str:
        """The figure as one line of a table."""
        promise = "" if self.most is None else f"≤ {self.most:g}"
        promise = promise if self.least is None else f"≥ {self.least:g}"
        missed = "" if self.met else "MISSED"
        return f"{self.name:<68} {_written(self.value):>12} {self.unit:<4} {promise:<8} {missed}".rstrip()

    def row(self) -> dict[str, object]:
        """The figure for a JSON document."""
        return {**asdict(self), "met": self.met}


@dataclass(frozen=True)
class Report:
    """What one measurement found; ``faults`` are wrong answers in words."""

    figures: tuple[Figure, ...] = ()
    faults: tuple[str, ...] = ()

    def __add__(self, other: Report) -> Report:
        """Both."""
        return Report(self.figures + other.figures, self.faults + other.faults)


def in_own_process(work: Callable[Arguments, Answer], *arguments: Arguments.args, **named: Arguments.kwargs) -> Answer:
    """What the work returns in a fresh process, so that memory and caches of others do not count."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *arguments, **named).result()


def peak_mib() -> float:
    """The most memory this process has held so far, in MiB, and the largest of those that it started and ended."""
    usage = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage) / KIB_A_MIB


def quickest(work: Callable[[], Answer], repeats: int) -> tuple[Answer, float, float]:
    """The last answer, and the seconds of the quickest of several runs: by the clock, and of all processors."""
    clock, processors = [], []
    for _ in range(repeats):
        before = time.perf_counter(), time.process_time()
        answer = work()
        clock.append(time.perf_counter() - before[0])
        processors.append(time.process_time() - before[1])
    return answer, min(clock), min(processors)


def milliseconds_each(asks: Sequence[Callable[[], object]], warm: int) -> tuple[list[float], list[float]]:
    """How long each ask takes, but for the first ones: by the clock, and on the processor (others may use it, too)."""
    clock, processor = [], []
    for ask in asks:
        before = time.perf_counter(), time.thread_time()
        ask()
        clock.append(1000 * (time.perf_counter() - before[0]))
        processor.append(1000 * (time.thread_time() - before[1]))
    return clock[warm:], processor[warm:]


def p95(values: Sequence[float]) -> float:
    """The value that 95 of 100 do not pass."""
    return sorted(values)[max(0, -(-95 * len(values) // 100) - 1)]


def _written(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) or abs(value) >= 1000 else f"{value:.4g}"
