"""The slip at the site's desk, the list of a site, one's own page, the team's page: without any script."""

from __future__ import annotations

import io

import openpyxl
import pytest
from sqlalchemy import select

from tests.activities.day import scan
from tests.support.world import World, coming, text_of
from volunteer.audit.models import AuditEvent
from volunteer.kernel.database import db
from volunteer.ledger import service as ledger
from volunteer.ledger.models import HoursProposal
from volunteer.people.models import Registration, RegistrationStatus
from volunteer.registrations import service


def ask(world: World, member: str = "member", site: str = "site_1") -> Registration:
    return service.ask(world.actor(member), world.places[site].id)


def site_page(world: World, query: str = "") -> str:
    return f"/sites/{world.places['site_1'].id}/registrations{query}"


def test_from_choosing_a_site_to_being_received(world: World) -> None:
    member, site = world.browser("member"), world.browser("site")
    assert "还没有在居住地社区报到" in text_of(member.get("/me/registrations"))
    near = text_of(member.get("/me/registrations/new"))
    assert near.index("site_2") < near.index("site_3")
    assert member.post("/me/registrations", {"place": world.places["site_1"].id}).status_code == 303
    asked = db.session.scalars(select(Registration)).one()
    slip = member.get(f"/me/registrations/{asked.id}/slip")
    assert world.members["member"].name in text_of(slip)
    assert asked.slip is not None
    assert f"{asked.slip[:4]}-{asked.slip[4:]}" in text_of(slip)

    found = site.get(f"/registrations/slip?code={asked.slip.lower()}")
    shown = text_of(site.get(found.headers["Location"]))
    assert "张*" in shown
    assert world.members["member"].name not in shown
    assert world.members["member"].unit.name in shown
    assert site.post(f"/registrations/{asked.id}/receive").status_code == 303
    assert "已经接收" in text_of(site.get(found.headers["Location"]))
    assert "已接收" in text_of(member.get("/me/registrations"))


def test_a_slip_of_another_site_is_not_found(world: World) -> None:
    asked = ask(world, site="site_3")
    answer = world.browser("site").get(f"/registrations/slips/{asked.slip}")
    assert answer.status_code == 404
    assert "没有找到这份报到单" in text_of(answer)
    assert world.browser("member_2").get(f"/registrations/slips/{asked.slip}").status_code == 404
    own = world.browser("member").get(f"/registrations/slips/{asked.slip}")
    assert own.headers["Location"] == f"/me/registrations/{asked.id}/slip"
    assert world.browser("member_2").get(f"/me/registrations/{asked.id}/slip").status_code == 404


def test_the_waiting_are_received_by_ticking(world: World) -> None:
    first, second = ask(world), ask(world, "member_2")
    site = world.browser("site")
    page = text_of(site.get(site_page(world, "?show=waiting")))
    assert "接收勾选的人" in page
    assert "张*" in text_of(site.get(f"/registrations/{second.id}"))
    assert world.browser("site_3").get(f"/registrations/{second.id}").status_code == 404
    site.post(site_page(world, "/receive"), {"ids": [first.id]})
    assert first.status == RegistrationStatus.RECEIVED
    assert second.status == RegistrationStatus.REQUESTED
    answer = site.post(site_page(world, "/receive"))
    assert "没有勾选待接收的人" in text_of(site.get(answer.headers["Location"]))
    site.post(site_page(world, "/receive"), {"all": 1})
    assert second.status == RegistrationStatus.RECEIVED


def test_a_refusal_without_reason_changes_nothing(world: World) -> None:
    asked, site = ask(world), world.browser("site")
    site.post(f"/registrations/{asked.id}/refuse", {"reason": " "}, referrer=f"/registrations/slips/{asked.slip}")
    assert asked.status == RegistrationStatus.REQUESTED
    site.post(f"/registrations/{asked.id}/refuse", {"reason": "请到住处所在社区"})
    assert asked.status == RegistrationStatus.REFUSED
    assert "请到住处所在社区" in text_of(world.browser("member").get("/me/registrations"))


def served(world: World, site: str, days: int) -> None:
    """Two hours of the member at a site, confirmed into the ledger."""
    project = world.project(starts=coming(days=days), site_id=world.places[site].id)
    world.claim("member", project.positions[0])
    scan(world, "member", project.sessions[0])
    ledger.confirm(world.actor("team"), db.session.scalars(select(HoursProposal.id)).all())


def test_the_site_sees_skills_and_its_own_service_but_never_phones(world: World) -> None:
    service.receive(world.actor("site"), ask(world).id)
    service.receive(world.actor("site"), ask(world, "member_2").id)
    world.give_skill("member", "nursing", 3)
    world.give_skill("member_2", "law", approved=False)
    served(world, "site_1", 2)
    served(world, "site_3", 4)
    answer = world.browser("site").get(site_page(world))
    page = text_of(answer)
    assert "护理" in page
    assert page.count("法律咨询") == 1  # the filter's choice; nobody approved it
    assert "1 次" in page
    assert "2 次" not in page
    assert "13800000000" not in answer.get_data(as_text=True)
    assert world.members["member"].name not in page
    nurses = text_of(world.browser("site").get(site_page(world, "?skill=nursing")))
    assert nurses.count("张*") == 1


def test_the_list_leaves_masked_and_on_record(world: World) -> None:
    service.receive(world.actor("site"), ask(world).id)
    service.receive(world.actor("site"), ask(world, "member_2").id)
    world.give_skill("member", "nursing", 3)
    answer = world.browser("site").post(site_page(world, "/export?skill=nursing&q=zhang"))
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0].values)
    assert [row[0] for row in rows[1:]] == ["张*" + "*" * (len(world.members["member"].name) - 2)]
    assert rows[1][4] == "护理（专业）"
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "export.made")).one()
    assert event.details["rows"] == 1
    assert event.details["filters"] == {"skill": "nursing", "q": True}  # a name that was typed stays out of the trail


@pytest.mark.parametrize(
    ("role", "status"),
    [("site", 200), ("town", 200), ("committee", 200), ("site_3", 403), ("team", 403), ("member", 403)],
)
def test_who_opens_the_list_of_a_site(world: World, role: str, status: int) -> None:
    browser = world.browser(role)
    assert browser.get(site_page(world)).status_code == status
    assert browser.post(site_page(world, "/export")).status_code == status
    assert browser.post(site_page(world, "/receive")).status_code == (303 if status == 200 else status)


def test_whoever_answers_for_one_site_stands_there_at_once(world: World) -> None:
    assert world.browser("site").get("/registrations").headers["Location"] == site_page(world)
    ask(world, site="site_2")
    sites = text_of(world.browser("town").get("/registrations"))
    assert sites.index("site_2") < sites.index("site_1")
    assert "site_3" not in sites


def test_a_team_registers_from_its_page(world: World) -> None:
    team, unit = world.browser("team"), world.units["team_a"].id
    assert "单位报到" in text_of(team.get(f"/units/{unit}/registrations"))
    assert "全部报到" in text_of(team.get(f"/units/{unit}/registrations/new"))
    team.post(f"/units/{unit}/registrations", {"site": world.places["site_1"].id, "all": 1})
    assert len(db.session.scalars(select(Registration)).all()) == 3
    assert "都已报到给这个社区" in text_of(team.get(f"/units/{unit}/registrations/new"))
    squad = text_of(world.browser("squad").get(f"/units/{world.units['squad_a1'].id}/registrations"))
    assert "0 / 2" in squad
    assert world.browser("team_b").get(f"/units/{unit}/registrations").status_code == 404


def test_the_api_does_the_same(world: World) -> None:
    member, site = world.api("member"), world.api("site")
    asked = member.post("/me/registrations", {"site_id": world.places["site_1"].id})
    assert asked.status_code == 201
    number = asked.get_json()["id"]
    assert member.post("/me/registrations", {"site_id": world.places["site_2"].id}).get_json()["reason"] == (
        "registration_asked"
    )
    listed = site.get("/registrations?status=requested").get_json()
    assert [one["id"] for one in listed] == [number]
    assert "slip" not in listed[0]
    assert world.api("site_3").get("/registrations").get_json() == []
    assert world.api("site_3").post(f"/registrations/{number}/receive").status_code == 404
    assert site.post(f"/registrations/{number}/receive").get_json()["status"] == "received"
    assert site.post(f"/registrations/{number}/refuse", {"reason": "x"}).status_code == 409
    assert site.post(f"/registrations/{number}/release", {"reason": "搬走了"}).get_json()["status"] == "ended"
    assert member.get("/me/registrations").get_json()[0]["reason"] == "搬走了"
    registered = world.api("team").post(
        f"/units/{world.units['team_a'].id}/registrations", {"site_id": world.places["site_1"].id}
    )
    assert registered.get_json() == {"registered": 3}
