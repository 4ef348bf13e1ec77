"""What each process of the platform holds in memory, looked at now and then while it works."""

from __future__ import annotations

import threading
import time
from collections import defaultdict

import psutil

EVERY = 10.0
DATABASE = "PostgreSQL"


class Watch(threading.Thread):
    """Looks every ten seconds. Memory: PSS, in which what forked processes share is counted once.

    Of PostgreSQL it is what its processes have for themselves, together: the shared buffers are set aside once, and
    each backend counts those pages that it has touched.
    """

    def __init__(self, supervisor: int) -> None:
        super().__init__(daemon=True)
        self.samples: dict[str, list[tuple[float, int]]] = defaultdict(list)
        self._root = psutil.Process(supervisor)
        self._done = threading.Event()
        self._began = time.monotonic()
        self._busy = self.processor_seconds()

    def run(self) -> None:
        """Until `finish`."""
        while not self._done.wait(max(0.0, EVERY - (time.monotonic() - self._began) % EVERY)):
            for name, size in self._sizes().items():
                self.samples[name].append((time.monotonic() - self._began, size))

    def finish(self) -> float:
        """Stop looking; how many processors the platform kept busy on average."""
        used = (self.processor_seconds() - self._busy) / (time.monotonic() - self._began)
        self._done.set()
        self.join()
        return used

    def processor_seconds(self) -> float:
        """What all processes that are there now, and the children they have collected, have used."""
        total = 0.0
        for process in self._processes():
            try:
                times = process.cpu_times()
            except psutil.NoSuchProcess:
                continue
            total += times.user + times.system
        return total

    def _processes(self) -> list[psutil.Process]:
        return [self._root, *self._root.children(recursive=True)]

    def _sizes(self) -> dict[str, int]:
        found: dict[str, int] = defaultdict(int)
        for process in self._processes():
            try:
                name, held = self._role(process), process.memory_full_info()
            except psutil.NoSuchProcess:
                continue
            if name:
                found[name] += held.uss if name == DATABASE else held.pss
        return found

    def _role(self, process: psutil.Process) -> str:
        if process.pid == self._root.pid:
            return "supervisor"
        command = " ".join(process.cmdline())
        if "postgres" in process.name():
            return DATABASE
        if "gunicorn" in command:
            return "web, master" if process.ppid() == self._root.pid else f"web, worker {process.pid}"
        return "scheduler" if "scheduler" in command else ""
