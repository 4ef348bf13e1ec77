"""The demo city shows what comes without an account in every state, as the use cases would have left it."""

from __future__ import annotations

from collections import Counter

import psycopg

from tests.demo.test_load import NOW, TINY
from tests.support.database import WorkerDatabase
from volunteer.demands.states import Channel, DemandStatus
from volunteer.demo.load import load, make_city


def test_what_came_without_an_account_is_alive(clean_database: WorkerDatabase) -> None:
    owner = clean_database.urls.owner
    load(owner, make_city(TINY, 7, NOW, "hash"))
    with psycopg.connect(owner) as connection:
        channels = "SELECT channel, status FROM demand WHERE asker_id IS NULL"
        found = Counter(connection.execute(channels).fetchall())
        for status in ("SUBMITTED", "RETURNED", "ACCEPTED", "PUBLISHED", "CLOSED", "WITHDRAWN", "DECLINED"):
            assert found[Channel.RESIDENT, DemandStatus[status]], status
        assert found[Channel.HOTLINE, DemandStatus.SUBMITTED]
        assert found[Channel.HOTLINE, DemandStatus.CLOSED]
        without_link = "SELECT count(*) FROM demand d WHERE channel = 'resident' AND NOT EXISTS" + (
            " (SELECT FROM demand_link WHERE demand_id = d.id AND purpose = 'follow')"
        )
        assert connection.execute(without_link).fetchone() == (0,)
        lists = "SELECT status, counts FROM hotline_list ORDER BY id"
        told = [(status, {name: n for name, n in counts.items() if n}) for status, counts in connection.execute(lists)]
        assert told[-1] == ("checked", {"new": 3, "changed": 1, "same": 1, "wrong": 1})
        assert [status for status, _counts in told] == ["applied", "applied", "checked"]
        applied = "(SELECT id FROM hotline_list WHERE status = 'applied')"
        done = f"SELECT count(*) FROM hotline_row WHERE done AND list_id IN {applied}"
        orders = "SELECT count(*) FROM hotline_order"
        assert connection.execute(done).fetchone() == connection.execute(orders).fetchone()
