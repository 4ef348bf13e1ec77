"""Web server settings; ``scripts/serve`` and production start gunicorn with this file."""

from __future__ import annotations

import gc
import multiprocessing
from typing import Any

from volunteer.runtime.given import given

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


def post_fork(_server: Any, _worker: Any) -> None:
    """Leave what was imported out of every collection, and collect after thousands of objects rather than hundreds.

    A page makes a few thousand and drops them all at its end; looking for cycles several times a page finds none.
    """
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
