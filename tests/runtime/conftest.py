"""Directories for real servers: short enough for socket paths, and outside pytest's own, which root may not open."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from volunteer.runtime.processes import MARK, has_ended


@pytest.fixture
def instance() -> Iterator[Path]:
    """An instance directory that nobody has used; the test must leave no process in it."""
    with own_instance() as directory:
        yield directory


@contextmanager
def own_instance() -> Iterator[Path]:
    """A new instance directory in which nothing may run in the end."""
    directory = Path(tempfile.mkdtemp(prefix="vr-")).resolve()
    yield directory
    left = processes_of(directory)
    for process in left:
        process.kill()
    shutil.rmtree(directory)
    assert not left


def processes_of(instance: Path) -> list[psutil.Process]:
    """Processes that serve an instance: marked children and whoever works inside its directory, if not yet ended."""
    return [process for process in psutil.process_iter() if _serves(process, str(instance)) and not has_ended(process)]


def _serves(process: psutil.Process, instance: str) -> bool:
    try:
        return bool(process.cwd().startswith(f"{instance}/") or process.environ().get(MARK) == instance)
    except psutil.Error:
        return False
