"""Pages of sites."""

from __future__ import annotations

from sqlalchemy import select

from tests.support.world import World
from volunteer.kernel.database import db
from volunteer.organization.models import Place


def test_a_site_shows_who_runs_it_and_who_answers(world: World) -> None:
    page = world.browser("member").get(f"/sites/{world.places['site_1'].id}").text
    assert "site账号" in page
    assert "team_a 服务队" in page
    unpaired = world.browser("member").get(f"/sites/{world.places['site_2'].id}").text
    assert "未结对" in unpaired
    assert "brigade 服务队" in unpaired


def test_sites_are_listed_by_town(world: World) -> None:
    page = world.browser("town").get("/sites?town=town_2").text
    assert "site_3 社区" in page
    assert "site_1 社区" not in page
    assert "没有找到" in world.browser("town").get("/sites?q=none").text


def test_a_town_officer_adds_and_pairs_a_site(world: World) -> None:
    browser = world.browser("town")
    form = {"name": "新社区", "lon": "113.8", "lat": "23.0", "paired_unit_id": "0"}
    new = {**form, "town_id": str(world.places["town_1"].id), "code": "441900999"}
    assert browser.get("/sites/new").status_code == 200
    assert browser.post("/sites/new", new).status_code == 303
    wrong = browser.post("/sites/new", new)
    assert wrong.status_code == 422
    assert 'value="441900999"' in wrong.text
    place = db.session.scalars(select(Place).where(Place.code == "441900999")).one()
    assert browser.get(f"/sites/{place.id}/edit").status_code == 200
    paired = {**form, "version": "1", "paired_unit_id": str(world.units["team_b"].id)}
    assert browser.post(f"/sites/{place.id}/edit", paired).status_code == 303
    db.session.refresh(place)
    assert place.paired_unit_id == world.units["team_b"].id
    assert browser.post(f"/sites/{place.id}/edit", paired).status_code == 422


def test_only_who_keeps_a_site_edits_it(world: World) -> None:
    assert world.browser("town").get(f"/sites/{world.places['site_3'].id}/edit").status_code == 403
    assert world.browser("member").get("/sites/new").status_code == 403


def test_whoever_may_post_for_a_site_finds_its_help_poster_there(world: World) -> None:
    site, other = world.places["site_1"], world.places["site_3"]
    poster = f"/help/{site.code}/poster.pdf"
    for name in ("site", "town", "committee"):
        browser = world.browser(name)
        assert f'href="{poster}"' in browser.get(f"/sites/{site.id}").text
        assert browser.get(poster).mimetype == "application/pdf"
    for name in ("member", "team", "supervisor", "admin"):
        assert "poster.pdf" not in world.browser(name).get(f"/sites/{site.id}").text
    assert "poster.pdf" not in world.browser("site").get(f"/sites/{other.id}").text


def test_a_leader_who_looks_at_a_site_asks_for_it_from_there(world: World) -> None:
    site = world.places["site_3"]
    for name, words in {"squad": "代社区提需求", "team": "代社区提需求", "site_3": "发布需求"}.items():
        browser = world.browser(name)
        page = browser.get(f"/sites/{site.id}").text
        assert f'href="/demands/new?site={site.id}"' in page
        assert words in page
        assert site.name in browser.get(f"/demands/new?site={site.id}").text
    for name in ("site", "member", "supervisor", "admin"):
        assert "/demands/new?site=" not in world.browser(name).get(f"/sites/{site.id}").text
