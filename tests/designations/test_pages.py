"""The pages and the API of posts and areas, and where else they show."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.support.world import World, text_of
from volunteer.audit.models import AuditEvent
from volunteer.designations.models import Designation
from volunteer.kernel import clock
from volunteer.kernel.database import db


def _asked(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "kind": "responsibility_area",
        "title": "花园路责任区",
        "unit_id": world.units["squad_a1"].id,
        "place_id": world.places["site_1"].id,
        **changes,
    }


@pytest.fixture
def area(world: World) -> str:
    """The address of an area that squad_a1 keeps at site_1."""
    address = world.browser("team").post("/designations/new", _asked(world)).location
    assert address is not None
    return address


def test_an_area_is_named_shown_everywhere_and_ended(world: World, area: str) -> None:
    browser, site, squad = world.browser("team"), world.places["site_1"], world.units["squad_a1"]
    assert "确认结束" in text_of(browser.get(area))
    assert "确认结束" not in text_of(world.browser("squad").get(area))
    for path in ("/designations", f"/designations?unit={squad.id}", f"/units/{squad.id}", f"/sites/{site.id}"):
        assert "花园路责任区" in text_of(browser.get(path)), path
    assert "花园路责任区" in text_of(world.browser("site").get(f"/sites/{site.id}"))
    assert browser.post(f"{area}/end", {"version": 1}).location == area
    assert "确认结束" not in text_of(browser.get(area))
    assert "花园路责任区" in text_of(browser.get("/designations"))
    with clock.travel(clock.now() + timedelta(days=1)):
        browser = world.browser("team")
        assert "花园路责任区" not in text_of(browser.get("/designations"))
        assert "花园路责任区" in text_of(browser.get("/designations?state=ended"))
        assert "已于" in text_of(browser.get(area))


def test_a_post_shows_on_the_members_page_masked_and_on_the_own(world: World) -> None:
    member = world.members["member"]
    asked = _asked(world, kind="pioneer_post", title="义诊先锋岗", unit_id="", place_id="", member_id=member.id)
    browser = world.browser("team")
    address = browser.post("/designations/new", asked).location
    assert address is not None
    assert "义诊先锋岗" in text_of(browser.get(f"/members/{member.id}"))
    assert "义诊先锋岗" in text_of(world.browser("member").get("/me"))
    for path in (address, "/designations"):
        page = text_of(browser.get(path))
        assert member.name not in page
        assert "张*" in page
    sheet = text_of(browser.get(f"{address}/plate"))
    assert member.name in sheet
    assert "member.unmasked" in set(db.session.scalars(select(AuditEvent.action)))
    assert world.browser("supervisor").get(f"{address}/plate").status_code == 403


def test_what_is_missing_is_said_beside_the_field(world: World) -> None:
    page = world.browser("team").post("/designations/new", _asked(world, place_id="", title=""))
    assert page.status_code == 422
    assert "请填写名称" in text_of(page)
    page = world.browser("team").post("/designations/new", _asked(world, place_id=""))
    assert "责任区要选择社区" in text_of(page)
    assert db.session.scalars(select(Designation.id)).all() == []


def test_others_are_kept_out(world: World, area: str) -> None:
    assert world.browser("team_b").get(area).status_code == 404
    assert world.browser("team_b").post(f"{area}/end", {"version": 1}).status_code == 404
    assert world.browser("squad").post(f"{area}/end", {"version": 1}).status_code == 403
    for name in ("member", "site"):
        assert world.browser(name).get("/designations").status_code == 403
    assert world.browser("squad").get("/designations/new").status_code == 403


def test_the_api_names_lists_and_ends(world: World) -> None:
    api = world.api("team")
    day = clock.today()
    made = api.post("/designations", _asked(world, since=str(day - timedelta(days=9))))
    assert made.status_code == 201
    listed = api.get(f"/designations?unit_id={world.units['team_a'].id}&kind=responsibility_area")
    assert [row["title"] for row in listed.json] == ["花园路责任区"]
    path = f"/designations/{made.json['id']}/end"
    assert api.post(path, {"version": 7}).json["reason"] == "stale"
    yesterday = str(day - timedelta(days=1))
    assert api.post(path, {"version": 1, "until": yesterday}).json["until"] == yesterday
    assert api.get("/designations?ended=true").json[0]["id"] == made.json["id"]
    assert world.api("team_b").get("/designations").json == []
    assert world.api("team_b").post(path, {"version": 2}).status_code == 404
    assert api.post("/designations", _asked(world, place_id=None)).status_code == 422
    assert world.api("member").post("/designations", _asked(world)).status_code == 403
