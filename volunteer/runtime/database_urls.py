"""Which database this process works with: the one that is set, else the embedded one."""

from __future__ import annotations

import atexit
import os
from typing import NamedTuple

from volunteer.runtime import embedded
from volunteer.runtime.given import given


class DatabaseUrls(NamedTuple):
    """Connection URLs of the two roles of D29."""

    app: str
    owner: str


def set_urls() -> DatabaseUrls | None:
    """URLs of a server of one's own, if one is set; the owner's is the application's unless it is set as well."""
    app = given("DATABASE_URL")
    return DatabaseUrls(app, given("MIGRATION_DATABASE_URL") or app) if app else None


def resolve_urls() -> DatabaseUrls:
    """URLs from ``DATABASE_URL`` and ``MIGRATION_DATABASE_URL``, else of the embedded server.

    The embedded server is started if needed, and stopped at exit if nobody else uses it by then.
    """
    if urls := set_urls():
        return urls
    server = embedded.ensure_running()
    process = os.getpid()

    def leave() -> None:
        # A forked child inherits this hook but not the right to stop its parent's server.
        if os.getpid() == process:
            server.stop()

    atexit.register(leave)
    return DatabaseUrls(server.app_url, server.owner_url)
