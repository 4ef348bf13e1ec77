"""How the lines to the database behave when the other end is lost without a word.

A host whose cable is pulled says no goodbye. Left to itself PostgreSQL keeps the locks of its transactions, for two
hours where nothing was on its way to the host, for a quarter of an hour where an answer was; meanwhile everybody who
claims the same place waits. Told how long to wait, it takes them back within seconds. The other way round, a web
process does not wait for a database that is gone.
"""

from __future__ import annotations

from typing import Any

IDLE, BETWEEN, PROBES = 4, 2, 3  # seconds of silence, seconds between questions, questions without an answer
UNANSWERED_MS = 10_000  # nothing of what was sent has arrived for so long
CONNECT_SECONDS = 5
KEEP_PREPARED_AFTER = 3  # executions
POOL_SIZE = 5


def engine_options(*, pooled: bool) -> dict[str, Any]:
    """Options of the engine; `pooled` where a pooler gives out a connection for each transaction.

    Such a pooler hands one session to many: nothing may be prepared in it.
    """
    of_the_server = {
        "tcp_keepalives_idle": IDLE,
        "tcp_keepalives_interval": BETWEEN,
        "tcp_keepalives_count": PROBES,
        "tcp_user_timeout": UNANSWERED_MS,
    }
    return {
        "pool_size": POOL_SIZE,
        "hide_parameters": True,  # what a statement was given stands in no log
        "connect_args": {
            "prepare_threshold": None if pooled else KEEP_PREPARED_AFTER,
            "connect_timeout": CONNECT_SECONDS,
            "keepalives_idle": IDLE,
            "keepalives_interval": BETWEEN,
            "keepalives_count": PROBES,
            "tcp_user_timeout": UNANSWERED_MS,
            "options": " ".join(f"-c {name}={value}" for name, value in of_the_server.items()),
        },
    }
