"""The queue over the API: the same order, the same suggestions and the same steps as on its pages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.statements import asks_at_most, counted_statements
from tests.support.world import World
from tests.triage.test_merging import SAME_TREE, TREE, submitted
from volunteer.demands.models import Demand
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.triage.twins import twins_of

QUEUE = "/triage/demands"
PHONE = "请联系13812345678"


def titles(world: World, query: str = "") -> list[str]:
    return [one["title"] for one in world.api("team").get(f"{QUEUE}{query}").get_json()]


def test_the_queue_in_its_orders(world: World) -> None:
    now = clock.now()
    world.demand(title="还早", deadline=now + timedelta(days=3), submitted_at=now - timedelta(hours=1))
    world.demand(title="应急", deadline=now + timedelta(days=1), urgency="emergency", submitted_at=now)
    world.demand(title="超期", deadline=now - timedelta(days=1), submitted_at=now - timedelta(days=3))
    assert titles(world) == ["应急", "超期", "还早"]
    assert titles(world, "?order=newest") == ["应急", "还早", "超期"]
    assert world.api("team").get(f"{QUEUE}?order=by_hand").status_code == 422


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("urgency=emergency", ["应急"]),
        ("channel=hotline", ["热线"]),
        ("overdue=true", ["热线"]),
        ("town=nowhere", []),
        ("category=care", ["应急", "热线"]),
        ("category=law", []),
    ],
)
def test_the_queue_is_narrowed_as_the_page_is(world: World, query: str, found: list[str]) -> None:
    now = clock.now()
    world.demand(title="应急", urgency="emergency", deadline=now + timedelta(hours=1))
    world.demand(title="热线", channel="hotline", deadline=now - timedelta(hours=1))
    assert titles(world, f"?{query}") == found
    page = world.browser("team").get(f"/triage?{query.replace('true', '1')}").text
    assert [title for title in ("应急", "热线") if f">{title}</a>" in page] == found


def test_the_town_of_a_site_narrows(world: World) -> None:
    demand = world.demand(title="本镇的")
    assert titles(world, f"?town={demand.site.parent.code}") == ["本镇的"]


def test_what_was_found_about_one(world: World) -> None:
    first = submitted(world, **TREE)
    words = {**SAME_TREE, "text": SAME_TREE["text"] + "树压着电线，今晚就要处理，要四个人。" + PHONE}
    second = submitted(world, **words)
    found = world.api("team").get(f"{QUEUE}/{second.id}").get_json()
    assert {"field": "headcount", "value": "4"}.items() <= next(
        hint.items() for hint in found["hints"] if hint["field"] == "headcount"
    )
    assert {hint["field"] for hint in found["hints"]} >= {"headcount", "urgency"}
    assert found["personal"] == ["phone"]
    assert [twin["demand_id"] for twin in found["twins"]] == [first.id]
    assert found["units"][0]["unit_id"] == world.units["team_a"].id
    assert "与这个社区结对" in found["units"][0]["reasons"]
    assert {"accept", "return", "forward", "merge"} <= set(found["steps"])


def test_the_steps_of_a_triager(world: World) -> None:
    lead, demand = submitted(world, **TREE), submitted(world, **{**SAME_TREE, "text": SAME_TREE["text"] + PHONE})
    team = world.api("team")
    taken_over = team.post(f"{QUEUE}/{demand.id}/sort", {"urgency": "urgent", "headcount": 3}).get_json()
    assert (taken_over["urgency"], taken_over["headcount"]) == ("urgent", 3)
    assert team.post(f"{QUEUE}/{demand.id}/harmless").status_code == 200
    masked = team.post(f"{QUEUE}/{demand.id}/mask").get_json()
    assert "13812345678" not in masked["text"]
    assert team.post(f"{QUEUE}/{demand.id}/mask").status_code == 409
    assert team.post(f"{QUEUE}/{demand.id}/merge", {"lead_id": lead.id}).get_json()["status"] == "merged"
    assert team.post(f"{QUEUE}/{demand.id}/split", {"reason": "两棵树"}).get_json()["status"] == "submitted"
    assert team.post(f"{QUEUE}/{demand.id}/apart", {"other_id": lead.id}).status_code == 204
    assert twins_of(world.actor("team"), [demand.id]) == {demand.id: []}


@pytest.mark.parametrize(
    ("step", "body", "status"),
    [
        ("sort", {"headcount": 0}, 422),
        ("sort", {"urgency": "soon"}, 422),
        ("sort", {"category": "none"}, 422),
        ("sort", {"category": None}, 422),
        ("sort", {"title": "别的"}, 422),
        ("sort", {}, 409),
        ("merge", {"lead_id": 2**62}, 404),
        ("split", {}, 422),
        ("split", {"reason": "没有并过"}, 409),
        ("apart", {"other_id": 2**62}, 404),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    world: World, step: str, body: dict[str, object], status: int
) -> None:
    demand = world.demand()
    version = demand.version
    assert world.api("team").post(f"{QUEUE}/{demand.id}/{step}", body).status_code == status
    assert db.session.get_one(Demand, demand.id).version == version


@pytest.mark.parametrize(("name", "status"), [("site", 403), ("member", 403), ("squad", 403), ("team_b", 404)])
def test_who_may_not_pass_it_on_may_not_look_or_act(world: World, name: str, status: int) -> None:
    demand = world.demand(text=PHONE)
    asked = world.api(name)
    assert asked.get(f"{QUEUE}/{demand.id}").status_code == status
    assert asked.post(f"{QUEUE}/{demand.id}/mask").status_code == status
    assert db.session.get_one(Demand, demand.id).text == PHONE


def test_the_list_does_not_ask_more_often_as_it_grows(world: World) -> None:
    team = world.api("team")
    world.demand()
    with counted_statements() as few:
        team.get(QUEUE)
    for n in range(8):
        world.demand(title=f"再来一件{n}")
    assert asks_at_most(len(few), lambda: team.get(QUEUE))
