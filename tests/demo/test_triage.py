"""The demo city shows a triager doubles that wait, one merged, one split off again, and words that are too personal."""

from __future__ import annotations

from tests.demo.test_load import NOW, TINY
from volunteer.demands.models import Demand, DemandStep
from volunteer.demands.states import DemandStatus
from volunteer.demo.load import make_city
from volunteer.organization.models import Place
from volunteer.texts.sensitive import kinds
from volunteer.triage.models import DemandTwin
from volunteer.triage.twins import ALIKE, NEAR_DAYS


def test_the_queue_of_the_demo_is_alive() -> None:
    rows = make_city(TINY, 7, NOW, "hash")
    demands = {row["id"]: row for row in rows.of(Demand)}
    twins = rows.of(DemandTwin)
    waiting = [pair for pair in twins if not pair["apart_at"]]
    assert len(twins) - len(waiting) == 1
    towns = {place["id"]: place.get("parent_id") for place in rows.of(Place)}
    for pair in waiting:
        one, other = demands[pair["lower_id"]], demands[pair["higher_id"]]
        assert pair["likeness"] >= ALIKE, (one["title"], other["title"])
        assert abs(one["starts"] - other["starts"]) <= NEAR_DAYS
        assert towns[one["site_id"]] == towns[other["site_id"]]
    (merged,) = [row for row in demands.values() if row["status"] == DemandStatus.MERGED]
    assert demands[merged["merged_into_id"]]["status"] == DemandStatus.ACCEPTED
    assert merged["deadline"] is None
    told = [step["step"] for step in rows.of(DemandStep) if step["demand_id"] == merged["id"]]
    assert told == ["submit", "merge"]
    assert "split" in {step["step"] for step in rows.of(DemandStep)}
    assert any(kinds([row["text"]]) == ["phone"] for row in demands.values() if row["status"] == DemandStatus.SUBMITTED)
