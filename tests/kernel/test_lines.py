"""The lines to the database, on a real server."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from tests.support.database import WorkerDatabase
from volunteer.kernel import lines

OFTEN = lines.KEEP_PREPARED_AFTER + 2


@pytest.mark.parametrize(("pooled", "kept"), [(False, 1), (True, 0)])
def test_nothing_is_prepared_where_a_pooler_shares_sessions(
    worker_database: WorkerDatabase, pooled: bool, kept: int
) -> None:
    options = lines.engine_options(pooled=pooled)
    engine = create_engine(
        worker_database.urls.app.replace("postgresql://", "postgresql+psycopg://"),
        poolclass=NullPool,
        connect_args=options["connect_args"],
    )
    with engine.connect() as connection:
        for number in range(OFTEN):
            connection.execute(text("SELECT :number + 1"), {"number": number})
        found = connection.scalar(text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT $1%'"))
    assert found == kept


def test_the_server_takes_back_what_a_lost_host_holds() -> None:
    given = lines.engine_options(pooled=False)["connect_args"]
    longest = max(lines.IDLE + lines.BETWEEN * lines.PROBES, lines.UNANSWERED_MS / 1000)
    assert longest <= 15  # seconds in which others wait for its places
    for name in ("tcp_keepalives_idle", "tcp_keepalives_interval", "tcp_keepalives_count", "tcp_user_timeout"):
        assert f"-c {name}=" in given["options"]
