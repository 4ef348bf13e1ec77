"""Web server settings; ``scripts/serve`` and production start gunicorn with this file."""

from __future__ import annotations

import gc
import multiprocessing
import os
import shutil
import tempfile
from typing import Any

from volunteer.runtime.given import given
from volunteer.runtime.server_log import ServerLog

# Before the application is imported: its counters then live in files that the workers of this server share.
METERS = os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="volunteer-meters-")

wsgi_app = "app:app"
bind = f"{given('HOST') or '127.0.0.1'}:{given('PORT') or '5000'}"
# Sync workers: with threads the claim rate halves, because a claim is short and its time is Python's.
worker_class = "sync"
workers = int(given("WEB_WORKERS") or multiprocessing.cpu_count() + 1)
# Imported once and forked: workers start and are replaced in milliseconds. Nothing connects before the fork.
preload_app = True
timeout = 30
graceful_timeout = 10
control_socket_disable = True
accesslog = None
errorlog = "-"
loglevel = "warning"
logger_class = ServerLog


def post_fork(_server: Any, _worker: Any) -> None:
    """Leave what was imported out of every collection, and collect after thousands of objects rather than hundreds.

    A page makes a few thousand and drops them all at its end; looking for cycles several times a page finds none.
    """
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def child_exit(_server: Any, worker: Any) -> None:
    """What a worker counted stays until the server ends; what it held at the moment goes with it."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)


def on_exit(_server: Any) -> None:
    """Nothing that was counted outlives the server."""
    shutil.rmtree(METERS, ignore_errors=True)
