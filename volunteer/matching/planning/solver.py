"""Runs the parts of a plan in processes of their own, within a time, and gives what is best so far at any moment."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO

from volunteer.matching.planning.parts import Part
from volunteer.matching.planning.relaxation import rounds
from volunteer.matching.planning.result import Ending
from volunteer.matching.planning.rounds import Ranks, Round, first_round

ROOT = Path(__file__).parents[3]
TICK_S = 0.2
FEW_PAIRS = 5_000  # solved in less time than a process takes to start
LEAST_S = 2.0

Message = tuple[int, int, Round | None]  # worker, part, what it found


class Worker:
    """One process, and a thread that listens to it."""

    def __init__(self, number: int, inbox: SimpleQueue[Message]) -> None:
        self._number = number
        self._inbox = inbox
        # A session of its own: Ctrl-C is for whoever started the plan, which then ends this one.
        self._process = subprocess.Popen(
            [sys.executable, "-m", "volunteer.matching.planning.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},
            start_new_session=True,
        )

    def solve(self, number: int, part: Part, seconds: float) -> None:
        """Begin with a part; what is found goes to the inbox."""
        stdin, stdout = _pipe(self._process.stdin), _pipe(self._process.stdout)

        def listen() -> None:
            try:
                pickle.dump((part, seconds), stdin)
                stdin.flush()
                while True:
                    found: Round | None = pickle.load(stdout)  # nosec B301  # of our own child
                    self._inbox.put((self._number, number, found))
                    if found is None:
                        return
            # ValueError: the pipe was closed in the middle of a message, when the time was up.
            except (EOFError, OSError, ValueError, pickle.UnpicklingError):
                self._inbox.put((self._number, number, None))

        Thread(target=listen, daemon=True).start()

    def end(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):  # what was not yet written when the process ended
                _pipe(pipe).close()


class Solver:
    """The parts of one plan. ``found`` holds the best so far of each; a part without one has not been begun."""

    def __init__(self, parts: Sequence[Part], ends_at: float) -> None:
        """``ends_at`` is a moment of ``time.monotonic``."""
        self._parts = parts
        self._ends_at = ends_at
        self._processes = min(len(parts), os.cpu_count() or 1)
        self.found: list[Round | None] = [None] * len(parts)
        self.ended = [False] * len(parts)

    def run(self, report: Callable[[], None]) -> Ending:
        """Solve all parts, the larger first; ``report`` is called after each message and while waiting."""
        if sum(map(len, self._parts)) <= FEW_PAIRS:
            return self._run_here()
        inbox: SimpleQueue[Message] = SimpleQueue()
        waiting = sorted(range(len(self._parts)), key=lambda number: (len(self._parts[number]), number))
        workers: list[Worker] = []
        try:
            for number in range(self._processes):
                workers.append(Worker(number, inbox))
                self._give(workers[-1], waiting.pop())
            while not all(self.ended):
                if time.monotonic() >= self._ends_at:
                    return Ending.TIME
                self._hear(inbox, workers, waiting)
                report()
        except KeyboardInterrupt:
            return Ending.INTERRUPTED
        finally:
            for worker in workers:
                worker.end()
        return self._ending()

    def _run_here(self) -> Ending:
        for number, part in enumerate(self._parts):
            for found in rounds(part, max(0.0, self._ends_at - time.monotonic())):
                self.found[number] = found
        return self._ending()

    def _ending(self) -> Ending:
        return Ending.PROVEN if all(one is not None and one.done for one in self.found) else Ending.TIME

    def standing(self) -> tuple[int, int]:
        """Objective and bound of all parts together, as far as they have been found."""
        found = [self.best(number) for number in range(len(self._parts))]
        return sum(one.objective for one in found), sum(one.bound for one in found)

    def best(self, number: int) -> Round:
        """The best so far of a part; a quick one if it has not been begun."""
        found = self.found[number]
        if found is None:
            part = self._parts[number]
            found = self.found[number] = first_round(part, Ranks.of(part))
        return found

    def _give(self, worker: Worker, number: int) -> None:
        """Time by size: twice what is due, as most parts are done before."""
        left = max(0.0, self._ends_at - time.monotonic())
        open_pairs = sum(len(part) for part, ended in zip(self._parts, self.ended, strict=True) if not ended)
        share = left * self._processes * len(self._parts[number]) / max(1, open_pairs)
        worker.solve(number, self._parts[number], min(left, max(LEAST_S, 2 * share)))

    def _hear(self, inbox: SimpleQueue[Message], workers: Sequence[Worker], waiting: list[int]) -> None:
        try:
            worker, number, found = inbox.get(timeout=TICK_S)
        except Empty:
            return
        if found is not None:
            self.found[number] = found
            return
        self.ended[number] = True
        if waiting:
            self._give(workers[worker], waiting.pop())


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise RuntimeError("the process was started without pipes")
    return pipe
