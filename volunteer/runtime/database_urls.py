"""Which database this process works with: the one named in the environment, else the embedded one."""

from __future__ import annotations

import atexit
import os
from typing import NamedTuple

from volunteer.runtime import embedded


class DatabaseUrls(NamedTuple):
    """Connection URLs of the two roles of D29."""

    app: str
    owner: str


def resolve_urls() -> DatabaseUrls:
    """URLs from ``DATABASE_URL`` and ``MIGRATION_DATABASE_URL``, else of the embedded server.

    The embedded server is started if needed, and stopped at exit if nobody else uses it by then.
    """
    configured = os.environ.get("DATABASE_URL")
    if configured:
        return DatabaseUrls(configured, os.environ.get("MIGRATION_DATABASE_URL") or configured)
    server = embedded.ensure_running()
    process = os.getpid()

    def leave() -> None:
        # A forked child inherits this hook but not the right to stop its parent's server.
        if os.getpid() == process:
            server.stop()

    atexit.register(leave)
    return DatabaseUrls(server.app_url, server.owner_url)
