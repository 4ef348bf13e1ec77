"""Numbers, counts and the spreadsheet: equal to their lists, and without a word of what was written."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import openpyxl
from sqlalchemy import select

from tests.complaints.sent import CONTACT, TEXT, about_unit, office, sent, who_handles
from tests.records.given import issued, serve
from tests.records.sheets import printed_code
from tests.support.statements import counted_statements
from tests.support.world import World, text_of
from volunteer.audit.models import AuditEvent
from volunteer.complaints import overview, service
from volunteer.complaints.states import About
from volunteer.home import heaps
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.permissions import Role


def counted(world: World, name: str) -> int:
    """How many wait, as the leader's day counts them."""
    (waiting,) = heaps.sums(world.actor(name), ["complaint"])
    return int(db.session.execute(select(waiting)).one()[0])


def test_the_count_of_the_day_is_that_of_the_list(world: World) -> None:
    for unit in ("squad_a1", "squad_a2", "squad_b1", "team_a"):
        about_unit(world, unit)
    service.answer(world.actor("team"), about_unit(world, "squad_a1")[0], "已核实")
    for name, waiting in {"team": 2, "team_b": 1, "committee": 1}.items():
        assert counted(world, name) == waiting
        listed = world.browser(name).get("/complaints").get_data(as_text=True)
        assert len(re.findall(r'data-open href="/complaints/\d+"', listed)) == waiting
    assert "答复投诉建议" in text_of(world.browser("team").get("/home"))
    assert "等你答复 1 件" in text_of(world.browser("committee").get("/home"))


def test_the_overview_compares_each_kind_and_unit_with_itself(world: World) -> None:
    with clock.travel(clock.now() - timedelta(days=40)):
        about_unit(world, "squad_a1")
        about_unit(world, "team_a")
    for _ in range(3):
        complaint, _token = about_unit(world, "squad_a1")
    service.answer(world.actor("team"), complaint, "已核实")
    looked = overview.span(30, clock.now())
    (figures,) = overview.by_kind(world.actor("committee"), looked)
    assert (figures.came, figures.before, figures.change) == (3, 2, 1)
    assert (figures.answered, figures.in_time, figures.contested) == (1, 1, 0)
    rows = [tuple(row) for row in db.session.execute(overview.by_unit(world.actor("committee"), looked))]
    assert rows == [("squad_a1 服务队", 3, 1), ("team_a 服务队", 0, 1)]
    assert "squad_a1 服务队" in text_of(world.browser("committee").get("/complaints/overview?days=30"))


def test_nobody_counts_what_names_themselves(world: World) -> None:
    about_unit(world, "team_a")
    about_unit(world, "squad_a1")
    sent()
    looked = overview.span(30, clock.now())
    assert [row.unit for row in db.session.execute(overview.by_unit(world.actor("team"), looked))] == [
        "squad_a1 服务队"
    ]
    (figures,) = overview.by_kind(world.actor("team"), looked)
    assert figures.came == 1
    (whole,) = overview.by_kind(world.actor("committee"), looked)
    assert whole.came == 3


def test_the_spreadsheet_holds_the_list_and_no_words(world: World) -> None:
    complaint, _ = about_unit(world, "squad_a1")
    answer = world.browser("team").post("/complaints/export")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0]
    cells = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row]
    assert "squad_a1 服务队" in cells
    assert not any(part in cell for cell in cells for part in (TEXT, CONTACT, "李四"))
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "export.made")).one()
    assert (event.details["list"], event.details["rows"]) == ("complaints", 1)
    service.answer(world.actor("team"), complaint, "已核实")
    assert world.browser("team").post("/complaints/export?show=settled").status_code == 200


def test_every_page_leads_to_the_form_about_itself(world: World) -> None:
    project = world.project()
    page = world.browser("member").get(f"/projects/{project.id}").get_data(as_text=True)
    assert f"/complaints/new?about=project&amp;id={project.id}" in page
    position = world.browser(None).get(f"/positions/{project.positions[0].id}").get_data(as_text=True)
    (link,) = set(re.findall(r'href="(/complaints/new[^"]*)"', position))
    assert project.title in text_of(world.browser(None).get(link.replace("&amp;", "&")))
    assert 'href="/complaints/new"' in world.browser(None).get("/").get_data(as_text=True)


def test_a_certificate_and_ones_own_record_lead_to_the_form_about_them(world: World) -> None:
    office(world, "member", Role.COMMITTEE)
    hours, certificate = serve(world, "member"), issued(world, "member")
    verified = world.browser(None).get(f"/verify/{printed_code(certificate.pdf or b'')}").get_data(as_text=True)
    of_certificate = f"/complaints/new?about=certificate&amp;id={certificate.id}"
    assert of_certificate in verified
    assert of_certificate in world.browser("member").get(f"/certificates/{certificate.id}").get_data(as_text=True)
    serial = (certificate.snapshot or {})["serial"]
    form = text_of(world.browser(None).get(of_certificate.replace("&amp;", "&")))
    assert serial in form
    assert world.members["member"].name not in form
    own = world.browser("member").get("/me/record").get_data(as_text=True)
    chosen = re.search(r'action="(/complaints/new)">\s*<input type="hidden" name="about" value="record">', own)
    assert chosen is not None
    assert f'<option value="{hours}">' in own
    assert f"第 {hours} 号服务时长" in text_of(world.browser(None).get(f"{chosen[1]}?about=record&id={hours}"))
    complaint, _ = sent(About.CERTIFICATE, certificate.id)
    assert who_handles(world, complaint) == {"committee"}  # neither who issued it nor whose it is
    assert serial in text_of(world.browser("committee").get(f"/complaints/{complaint}"))


def test_pages_ask_as_often_for_many_as_for_few(world: World) -> None:
    asked = []
    browser = world.browser("team")
    for _ in range(2):
        for _more in range(4):
            about_unit(world, "squad_a1")
        browser.get("/complaints")
        with counted_statements() as statements:
            assert browser.get("/complaints").status_code == 200
            assert browser.get("/complaints/overview").status_code == 200
        asked.append(len(statements))
    assert asked[0] == asked[1]
