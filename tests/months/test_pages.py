"""The page of a month, the lists behind its numbers, and its files."""

from __future__ import annotations

import io
import re

import docx
import openpyxl
import pytest
from sqlalchemy import select

from tests.months.october import CUT_OFF, FIGURES, SEPTEMBER, an_october, freeze, moment, month_of, serve
from tests.support.world import World, text_of
from volunteer.audit.models import AuditEvent
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.months.calendar import cut_off
from volunteer.months.lists import LISTS
from volunteer.months.words import LINES
from volunteer.web.humanize import minutes

# How a list says the number of its figure: by its rows, or by the sum of its last column.
SUMMED = {"verified_minutes": 330, "backfilled_minutes": 120}
BY_PLACES = {"empty_places": 3}


@pytest.mark.parametrize("frozen", [False, True])
@pytest.mark.parametrize("figure", sorted(set(LISTS) - {"late"}))
def test_every_number_equals_its_list(world: World, figure: str, frozen: bool) -> None:
    an_october(world)
    if frozen:
        freeze()
        serve(world, "member_a2", moment(10, 30), confirmed=moment(11, 6))
        at = moment(11, 7)
    else:
        at = CUT_OFF
    month = month_of(world, at=at)
    listed = LISTS[figure]
    with world.app.test_request_context("/"):
        rows = listed.rows(listed.page(month).items)
    if figure in SUMMED:
        assert sum(_minutes(row[-1].text) for row in rows) == month.figures[figure] == FIGURES[figure]
    elif figure in BY_PLACES:
        assert sum(int(row[-2].text) for row in rows) == month.figures[figure] == FIGURES[figure]
        assert sum(_minutes(row[-1].text) for row in rows) == month.figures["empty_minutes"]
    else:
        assert len(rows) == month.figures[figure] == FIGURES[figure]


def test_every_number_with_a_list_leads_to_it(world: World) -> None:
    an_october(world)
    freeze()
    team = world.units["team_a"].id
    with clock.travel(moment(11, 6)):
        browser = world.browser("team")
        page = browser.get(f"/reports/month?unit={team}&month=2027-10").text
        for key, line in LINES.items():
            address = f"/reports/month/behind/{key}?unit={team}&amp;month=2027-10"
            assert (address in page) == line.listed, key
            assert str(line.meaning) in page
            if line.listed:
                assert line.said(FIGURES) in text_of(browser.get(address.replace("&amp;", "&")))
        assert "已于 2027年11月5日" in page
        assert "截止后没有追加" in page


def test_a_month_under_way_says_so(world: World) -> None:
    with clock.travel(moment(10, 12)):
        page = text_of(world.browser("team").get("/reports/month?month=2027-10"))
    assert "未截止" in page
    assert "2027年11月5日" in page
    assert "本组织这个月没有发起服务" in page


def test_a_year_tells_months_without_a_report_from_those_to_come(world: World) -> None:
    with clock.travel(moment(10, 12)):
        answer = world.browser("team").get("/reports/month?year=2027")
    rows = {row.split("月")[0]: row for row in text_of(answer).split("2027年")}
    assert "没有截止的月报" in rows["8"]
    assert "未截止" in rows["10"]
    assert "未截止" not in rows["11"]
    assert "month=2027-10" in answer.text
    assert "month=2027-11" not in answer.text


def test_what_came_late_is_shown_apart(world: World) -> None:
    an_october(world)
    freeze()
    serve(world, "member_a2", moment(10, 30), confirmed=moment(11, 6))
    with clock.travel(moment(11, 7)):
        browser = world.browser("team")
        page = browser.get("/reports/month?month=2027-10").text
        assert re.search(r'id="late".*?服务人次.*?>1</a>', page, re.S)
        late = text_of(browser.get("/reports/month/behind/late?month=2027-10"))
    assert "10月30日" in late
    assert "10月10日" not in late


def test_a_year_shows_what_is_frozen(world: World) -> None:
    an_october(world)
    freeze(cut_off(SEPTEMBER, 5))
    freeze()
    with clock.travel(moment(11, 7)):
        page = text_of(world.browser("team").get("/reports/month?year=2027"))
    assert "已截止 2 个月" in page


@pytest.mark.parametrize(
    ("who", "unit", "status"),
    [
        ("team", "team_a", 200),
        ("team", "squad_a2", 200),
        ("team", "team_b", 404),
        ("squad", "team_a", 404),
        ("supervisor", "team_a", 200),
        ("committee", "team_b", 200),
        ("site", "team_a", 403),
        ("member", "team_a", 403),
    ],
)
def test_who_sees_whose_month(world: World, who: str, unit: str, status: int) -> None:
    unit_id = world.units[unit].id
    for address in (f"/reports/month?unit={unit_id}", f"/reports/month/behind/services?unit={unit_id}"):
        assert world.browser(who).get(address).status_code == status
    assert world.api(who).get(f"/reports/month?unit_id={unit_id}&month=2027-10").status_code == status
    assert world.browser(who).post(f"/reports/month/file?unit={unit_id}", {}).status_code == status


def test_lists_mask_names(world: World) -> None:
    an_october(world)
    freeze()
    with clock.travel(moment(11, 6)):
        for figure in ("services", "people"):
            page = text_of(world.browser("team").get(f"/reports/month/behind/{figure}?month=2027-10"))
            assert world.members["member"].name not in page


def test_the_workbook_holds_the_numbers(world: World) -> None:
    an_october(world)
    freeze()
    with clock.travel(moment(11, 6)):
        answer = world.browser("team").post("/reports/month/file?month=2027-10", {"format": "xlsx"})
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    numbers = {row[0]: row[1] for row in book["月报"].iter_rows(min_row=2, values_only=True)}
    for key, line in LINES.items():
        assert numbers[str(line.label)] == line.value(FIGURES), key
    meanings = {row[0] for row in book["统计口径"].iter_rows(values_only=True)}
    assert {str(line.label) for line in LINES.values()} <= meanings
    assert book["发起的项目"].max_row == 1 + FIGURES["projects"]
    assert book["追加"].max_row == 1


def test_the_document_holds_the_numbers_and_can_be_edited(world: World) -> None:
    an_october(world)
    freeze()
    serve(world, "member_a2", moment(10, 30), confirmed=moment(11, 6))
    with clock.travel(moment(11, 7)):
        answer = world.browser("team").post("/reports/month/file?month=2027-10", {"format": "docx"})
    paper = docx.Document(io.BytesIO(answer.data))
    said = {row.cells[0].text: row.cells[1].text for table in paper.tables[:3] for row in table.rows}
    assert {str(line.label): line.said(FIGURES) for line in LINES.values()}.items() <= said.items()
    late = {row.cells[0].text: row.cells[1].text for row in paper.tables[3].rows}
    assert (late["服务人次"], late["已核实时长"]) == ("1", minutes(120))
    assert len(paper.tables[4].rows) == 1 + FIGURES["projects"]
    assert "2027年10月服务月报" in paper.paragraphs[0].text
    paper.paragraphs[1].add_run("，请批示")
    paper.save(io.BytesIO())


def test_the_workbook_of_a_year_has_a_column_for_each_month(world: World) -> None:
    an_october(world)
    freeze()
    with clock.travel(moment(11, 6)):
        answer = world.browser("team").post("/reports/month/year-file?year=2027", {})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data))["年度汇总"]
    headings, *rows = sheet.iter_rows(values_only=True)
    by_label = {row[0]: dict(zip(headings, row, strict=True)) for row in rows}
    assert len(headings) == 1 + 1 + 12 + 1
    for key, line in LINES.items():
        row = by_label[str(line.label)]
        assert row["全年"] == row["2027年10月"] == line.value(FIGURES), key
        assert row["2027年9月"] is None


def test_each_file_is_on_record(world: World) -> None:
    world.browser("team").post("/reports/month/file?month=2027-10", {})
    world.browser("team").post("/reports/month/year-file?year=2027", {})
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "export.made").order_by(AuditEvent.id))
    unit = str(world.units["team_a"].id)
    assert [event.details["filters"] for event in events] == [
        {"unit": unit, "month": "2027-10"},
        {"unit": unit, "year": "2027"},
    ]


@pytest.mark.parametrize("frozen", [False, True])
def test_a_month_without_anything_says_nothing_wrong(world: World, frozen: bool) -> None:
    """No session, nobody rated: counts are nought, averages are none, the files open all the same."""
    with clock.travel(moment(11, 6)):
        if frozen:
            freeze()
        team, address = world.browser("team"), "/reports/month"
        assert team.get(f"{address}?month=2027-10").status_code == 200
        told = world.api("team").get(f"{address}?month=2027-10").get_json()
        assert set(told["figures"].values()) == {0}
        assert (told["site_average"], told["recipient_average"]) == (None, None)
        sheet = openpyxl.load_workbook(io.BytesIO(team.post(f"{address}/file?month=2027-10").data)).worksheets[0]
        assert {row[1] for row in sheet.iter_rows(min_row=2, values_only=True)} <= {0, None}
        paper = docx.Document(io.BytesIO(team.post(f"{address}/file?month=2027-10", {"format": "docx"}).data))
        assert "没有。" in [paragraph.text for paragraph in paper.paragraphs]
        for figure in ("sessions", "services", "people", "empty_places", "late"):
            assert team.get(f"{address}/behind/{figure}?month=2027-10").status_code == 200


def test_the_api_tells_a_month(world: World) -> None:
    an_october(world)
    freeze()
    with clock.travel(moment(11, 6)):
        told = world.api("team").get("/reports/month?month=2027-10").get_json()
        assert told["figures"] == FIGURES
        assert (told["site_average"], told["recipient_average"]) == (4.5, 3.0)
        assert told["frozen_at"].startswith("2027-11-0")
        assert told["late"]["services"] == 0
        assert world.api("team").get("/reports/month?month=2027-11").get_json()["late"] is None
    assert world.api("team").get("/reports/month?month=2027-13").status_code == 422


def _minutes(said: str) -> int:
    found = re.search(r"(?:(\d+) 小时)?\s*(?:(\d+) 分)?", said)
    assert found is not None
    hours, rest = found.groups()
    return int(hours or 0) * 60 + int(rest or 0)
