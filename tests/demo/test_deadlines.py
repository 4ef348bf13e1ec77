"""No demand of the demo city is listed as late before it was."""

from __future__ import annotations

from dataclasses import replace

from tests.demo.test_load import NOW, TINY
from volunteer.deadlines.models import DemandAlert
from volunteer.demands.models import Demand, DemandStep
from volunteer.demands.states import DemandStatus
from volunteer.demo.load import make_city


def test_what_is_listed_was_late_and_not_taken_on_yet() -> None:
    rows = make_city(replace(TINY, past_projects=300), 7, NOW, "hash")
    demands = {row["id"]: row for row in rows.of(Demand)}
    stories: dict[int, list[tuple[object, str]]] = {}
    for step in rows.of(DemandStep):
        stories.setdefault(step["demand_id"], []).append((step["at"], step["step"]))
    alerts = rows.of(DemandAlert)
    assert any(demands[alert["demand_id"]]["status"] == DemandStatus.CLOSED for alert in alerts)
    for alert in alerts:
        demand = demands[alert["demand_id"]]
        assert demand["submitted_at"] < demand["deadline"] < alert["at"]
        told = [name for _at, name in sorted(stories[demand["id"]])]
        assert told[0] == "submit"
        if demand["status"] == DemandStatus.CLOSED:
            assert told[1:3] == [alert["level"], "accept"]
