"""Child processes that cannot outlive their supervisor for long.

Every child carries a mark in its environment that names the instance it serves. A child is told by the kernel
when its supervisor dies (Linux); whatever survives elsewhere is found by its mark at the next start. A mark,
unlike a recorded process id, cannot come to mean another process.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO

import psutil

from volunteer.runtime.paths import PROJECT_ROOT

MARK = "VOLUNTEER_SUPERVISED"
STOP_SECONDS = 15.0
POLL_SECONDS = 0.02
PR_SET_PDEATHSIG = 1


def spawn(
    command: Sequence[str], instance: Path, environment: Mapping[str, str], output: IO[bytes] | None = None
) -> subprocess.Popen[bytes]:
    """Start a marked child in a session of its own, so that a Ctrl-C reaches the supervisor only."""
    return subprocess.Popen(
        command,
        cwd=PROJECT_ROOT,
        env={**environment, MARK: str(instance)},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        start_new_session=True,
        preexec_fn=_tied_to(os.getpid()),
    )


def stop(child: subprocess.Popen[bytes]) -> None:
    """End a child politely, then end whatever is left of its session."""
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def end_leftovers(instance: Path) -> int:
    """End the children of a supervisor of this instance that died; the caller holds the supervisor's lock."""
    leftovers = [process for process in psutil.process_iter() if _has_mark(process, str(instance))]
    for process in leftovers:
        _signal(process, signal.SIGTERM)
    stubborn = wait_ended(leftovers, STOP_SECONDS / 3)
    for process in stubborn:
        _signal(process, signal.SIGKILL)
    wait_ended(stubborn, STOP_SECONDS / 3)
    return len(leftovers)


def wait_ended(waited_for: Iterable[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Wait for processes to end; those that have not in time.

    A zombie has ended: in a container without an init process nobody may ever collect an orphan.
    """
    deadline = time.monotonic() + seconds
    alive = [process for process in waited_for if not has_ended(process)]
    while alive and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
        alive = [process for process in alive if not has_ended(process)]
    return alive


def has_ended(process: psutil.Process) -> bool:
    """Whether a process is gone, or only waits to be collected."""
    try:
        return not process.is_running() or bool(process.status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True


def _has_mark(process: psutil.Process, mark: str) -> bool:
    try:
        return process.pid != os.getpid() and bool(process.environ().get(MARK) == mark)
    except psutil.Error:
        return False


def _signal(process: psutil.Process, number: signal.Signals) -> None:
    try:
        process.send_signal(number)
    except psutil.NoSuchProcess:
        return


def _tied_to(parent: int) -> Callable[[], None] | None:
    """What a child runs before its program: ask for SIGTERM when the parent dies. Linux only."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None, use_errno=True)

    def tie() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return tie
