"""Children end with their supervisor, or at its next start."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.runtime.conftest import processes_of
from volunteer.runtime import processes
from volunteer.runtime.paths import PROJECT_ROOT

SLEEP = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(600)"]
SAY_NOTHING = "import time; time.sleep(600)"  # its words would stand between those of its parent on the same pipe
SPAWN_AND_DIE = """
import os, sys
from pathlib import Path
from volunteer.runtime import processes
child = processes.spawn([sys.executable, "-c", sys.argv[2]], Path(sys.argv[1]), os.environ)
print(child.pid, flush=True)
sys.stdin.read()
"""


def test_stop_ends_the_whole_session(instance: Path) -> None:
    grandparent = [sys.executable, "-c", f"import subprocess; subprocess.run({SLEEP!r})"]
    with (instance / "output").open("wb") as output:
        child = processes.spawn(grandparent, instance, os.environ, output)
    while not (instance / "output").read_bytes():
        assert child.poll() is None
    assert len(processes_of(instance)) == 2
    processes.stop(child)
    assert not processes.wait_ended(processes_of(instance), 5)
    assert child.returncode == -signal.SIGTERM


def test_leftovers_are_found_by_their_mark_only(instance: Path) -> None:
    stranger = subprocess.Popen(SLEEP, stdout=subprocess.DEVNULL)
    child = processes.spawn(SLEEP, instance, os.environ)
    assert processes.end_leftovers(instance) == 1
    assert child.wait(5) == -signal.SIGTERM
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


@pytest.mark.skipif(sys.platform != "linux", reason="only the Linux kernel tells a child of its parent's death")
def test_child_ends_when_its_supervisor_is_killed(instance: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", SPAWN_AND_DIE, str(instance), SAY_NOTHING],
        cwd=PROJECT_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    child = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    assert not processes.wait_ended([child], 5)
    parent.communicate()
    assert not processes_of(instance)
