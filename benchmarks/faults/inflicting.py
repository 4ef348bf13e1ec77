"""How each thing is broken. Each returns when what broke it is over: at once for a kill, later for a full disk."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

from benchmarks.served import Served
from volunteer.runtime.provision import SUPERUSER

HELD = 10.0  # seconds for which a disk stays full, a clock wrong, a wire lossy
DAY = 86_400


@dataclass
class Scene:
    """What can be broken."""

    platform: Served
    clock: Path  # seconds by which the clock of the program is wrong
    lose: Callable[[float], None]  # from now on this share of the packets to the mail server


def _tree(scene: Scene) -> list[psutil.Process]:
    assert scene.platform.process is not None  # it serves
    return psutil.Process(scene.platform.process.pid).children(recursive=True)


def _web_master(scene: Scene) -> psutil.Process:
    supervisor = scene.platform.process
    assert supervisor is not None
    return next(one for one in _tree(scene) if one.ppid() == supervisor.pid and "gunicorn" in " ".join(one.cmdline()))


def _postmaster(scene: Scene) -> psutil.Process:
    postmaster = scene.platform.database.postmaster()
    assert postmaster is not None  # it serves
    return postmaster


def web_worker(scene: Scene) -> None:
    """Kill one of the web workers."""
    _web_master(scene).children()[0].kill()


def web_master(scene: Scene) -> None:
    """Kill the process that holds the web workers."""
    _web_master(scene).kill()


def scheduler(scene: Scene) -> None:
    """Kill the clock process."""
    next(one for one in _tree(scene) if one.cmdline()[-1:] == ["scheduler"]).kill()


def supervisor(scene: Scene) -> None:
    """Kill what holds everything together; a service manager starts it again."""
    assert scene.platform.process is not None
    scene.platform.process.kill()


def database_backend(scene: Scene) -> None:
    """Kill the process of one connection; PostgreSQL then begins anew with all of them."""
    next(one for one in _postmaster(scene).children() if "volunteer_app" in " ".join(one.cmdline())).kill()


def database(scene: Scene) -> None:
    """Kill PostgreSQL itself."""
    _postmaster(scene).kill()


def database_restart(scene: Scene) -> None:
    """Stop PostgreSQL as an administrator does; whoever watches starts it again."""
    _postmaster(scene).send_signal(signal.SIGINT)


def disk_full(scene: Scene) -> None:
    """Fill the disk of the database to the last byte and use up what it had put by, then make room again."""
    filler = scene.platform.instance / "filler"
    try:
        with filler.open("wb", buffering=0) as file:
            os.posix_fallocate(file.fileno(), 0, shutil.disk_usage(scene.platform.instance).free)
            file.seek(0, os.SEEK_END)
            until = time.monotonic() + HELD
            while time.monotonic() < until:  # what is freed meanwhile is taken as well
                with suppress(OSError):
                    while file.write(b"\0" * 4_096):
                        pass
                _use_up(scene)
                time.sleep(0.05)
    finally:
        filler.unlink(missing_ok=True)


def _use_up(scene: Scene) -> None:
    """Go on to the next file of the log: some wait ready made, and last for hours when little is written."""
    server = scene.platform.database
    with suppress(psycopg.Error), psycopg.connect(server.url(SUPERUSER, SUPERUSER), connect_timeout=2) as connection:
        connection.execute("SELECT pg_current_xact_id(), pg_switch_wal()")


def clock_ahead(scene: Scene) -> None:
    """The clock of the program jumps a day ahead, and back again."""
    _clock(scene, DAY)


def clock_back(scene: Scene) -> None:
    """The clock of the program jumps a day back, and ahead again."""
    _clock(scene, -DAY)


def packets_lost(scene: Scene) -> None:
    """Three of ten packets to and from the mail server are lost for a while."""
    scene.lose(0.3)
    time.sleep(3 * HELD)
    scene.lose(0.0)


def _clock(scene: Scene, seconds: int) -> None:
    scene.clock.write_text(str(seconds))
    time.sleep(HELD)
    scene.clock.write_text("0")


FAULTS: dict[str, Callable[[Scene], None]] = {
    one.__name__: one
    for one in (
        web_worker,
        scheduler,
        database_backend,
        database,
        database_restart,
        disk_full,
        packets_lost,
        supervisor,
        web_master,
        clock_back,
        clock_ahead,
    )
}
# Loaded by each Python of the platform before anything else: its clock, as the program reads it, can be moved while
# it runs. What it moves is what volunteer.kernel.clock says; the database and the timers keep their own time.
MOVABLE_CLOCK = """
from datetime import timedelta
from pathlib import Path
from volunteer.kernel import clock
class Wrong:
    def __radd__(self, instant):
        return instant + timedelta(seconds=int(Path({file!r}).read_text() or 0))
    def __bool__(self):
        return False
clock._shift = Wrong()
"""
