"""The pages of imports, without a script: a file chosen, watched, looked over, let through; codes printed."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from tests.rosters.files import MEMBERS, carry_on, checked, member_row, workbook
from tests.support.world import Browser, World, text_of
from volunteer.kernel.database import db
from volunteer.rosters.models import RosterImport
from volunteer.rosters.states import ImportStatus


@pytest.fixture
def city(world: World) -> World:
    """The small city with names of units as offices write them."""
    for unit in world.units.values():
        unit.name = unit.name.replace(" ", "")
    db.session.commit()
    return world


def rows(city: World, count: int = 2) -> list[list[str]]:
    return [member_row(city, f"N{n:05d}", f"新人{n}", str(13_100_000_000 + n)) for n in range(count)]


def send(browser: Browser, file: BytesIO, name: str = "名单.xlsx", kind: str = "members") -> TestResponse:
    return browser.post("/rosters/new", {"kind": kind, "file": (file, name)})


def test_from_the_file_to_the_members(city: World) -> None:
    browser = city.browser("committee")
    answer = send(browser, workbook(rows(city)))
    page = answer.headers["Location"]
    assert "几秒内开始检查" in text_of(browser.get(page))
    carry_on()

    shown = text_of(browser.get(page))
    assert re.search(r"2 新增|新增 2", shown)
    assert "没有问题，可以导入" in shown
    version = re.search(r'name="version" value="(\d+)"', browser.get(page).get_data(as_text=True))
    assert version is not None
    assert browser.post(f"{page}/apply", {"version": version[1]}).status_code == 303
    assert "正在导入" in text_of(browser.get(page))
    carry_on()

    assert "已全部导入" in text_of(browser.get(page))


def test_a_file_that_cannot_be_read_is_told_beside_its_field(city: World) -> None:
    browser = city.browser("committee")
    answer = send(browser, workbook([["1"]], [*MEMBERS, "身份证号"]))
    assert answer.status_code == 422
    assert "第 H 列是身份证号" in text_of(answer)
    assert "这不是 .xlsx 表格文件" in text_of(send(browser, BytesIO(b"a,b\n1,2"), "名单.csv"))


def test_files_larger_than_other_requests_are_taken(city: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(city.app.config, "MAX_CONTENT_LENGTH", 2000)
    assert send(city.browser("committee"), workbook(rows(city))).status_code == 303


def test_problems_are_listed_by_place_and_come_back_beside_the_rows(city: World) -> None:
    wrong = rows(city)
    wrong[1][2] = "12345"
    made = checked(city.actor("committee"), workbook(wrong, above=1))
    browser = city.browser("committee")

    shown = text_of(browser.get(f"/rosters/{made.id}"))
    assert "C 列第 4 行" in shown
    assert "“12345”不是 11 位手机号" in shown
    book = load_workbook(BytesIO(browser.get(f"/rosters/{made.id}/problems").data))
    lines = list(book.active.iter_rows(values_only=True))
    assert lines[0][:3] == ("问题", "编号", "姓名")
    assert lines[2][0] == "手机：“12345”不是 11 位手机号"
    assert lines[1][0] is None


def test_the_report_can_be_handed_in_again(city: World) -> None:
    wrong = rows(city)
    wrong[1][2] = "12345"
    made = checked(city.actor("committee"), workbook(wrong))
    report = BytesIO(city.browser("committee").get(f"/rosters/{made.id}/problems").data)

    again = checked(city.actor("committee"), report)

    assert again.summary["ignored"] == ["问题"]
    assert again.summary["problems"] == 1


@pytest.mark.parametrize("kind", ["members", "units", "towns", "sites", "operators"])
def test_templates_have_dropdowns_notes_and_columns_of_text(city: World, kind: str) -> None:
    book = load_workbook(BytesIO(city.browser("committee").get(f"/rosters/templates/{kind}").data))
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    assert len(headings) == len(set(headings)) >= 5
    assert sheet.column_dimensions["A"].width > 5
    assert any(cell.comment for cell in sheet[1])
    if kind in ("members", "units", "operators"):
        assert sheet.data_validations.dataValidation
    assert [cell.value for cell in book.worksheets[1][1]] == ["列", "是否必填", "说明", "示例"]


def test_a_filled_template_is_understood(city: World) -> None:
    book = load_workbook(BytesIO(city.browser("committee").get("/rosters/templates/members").data))
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    values = dict(zip(MEMBERS, rows(city, 1)[0], strict=True))
    sheet.append([values.get(str(heading), "") for heading in headings])
    file = BytesIO()
    book.save(file)
    file.seek(0)

    made = checked(city.actor("committee"), file)

    assert (made.summary["created"], made.summary["problems"]) == (1, 0)


def test_decisions_are_ticked_and_compared_anew(city: World) -> None:
    some = rows(city)
    some[0][3], some[0][4] = "team_a", "青年分队"
    made_id = checked(city.actor("committee"), workbook(some)).id
    browser = city.browser("committee")
    assert "青年分队" in text_of(browser.get(f"/rosters/{made_id}"))

    browser.post(f"/rosters/{made_id}/decide", {"units": "0"})
    carry_on()

    shown = browser.get(f"/rosters/{made_id}")
    assert "没有问题，可以导入" in text_of(shown)
    assert re.search(r'name="units" value="0" checked', shown.get_data(as_text=True))


def test_many_leaving_are_asked_for_by_their_number(city: World) -> None:
    made = checked(city.actor("committee"), workbook(rows(city)))
    team = city.units["brigade"].id
    browser = city.browser("committee")
    browser.post(f"/rosters/{made.id}/decide", {"complete": str(team)})
    carry_on()
    db.session.expire_all()
    version = db.session.get_one(RosterImport, made.id).version

    page = text_of(browser.get(f"/rosters/{made.id}"))
    assert "其中 4 人离开" in page
    assert "填写人数 4" in page
    refused = browser.post(f"/rosters/{made.id}/apply", {"version": version, "leaving": "3"})
    assert refused.status_code == 422
    assert "会让 4 人离开" in text_of(refused)
    assert browser.post(f"/rosters/{made.id}/apply", {"version": version, "leaving": "4"}).status_code == 303


def test_an_import_is_put_aside(city: World) -> None:
    made = checked(city.actor("committee"), workbook(rows(city)))
    browser = city.browser("committee")
    assert browser.post(f"/rosters/{made.id}/discard").status_code == 303
    assert "这次导入已放弃" in text_of(browser.get(f"/rosters/{made.id}"))
    assert "已放弃" in text_of(browser.get("/rosters"))


@pytest.mark.parametrize(
    ("name", "status"),
    [("committee", 200), ("admin", 200), ("team", 200), ("town", 200), ("squad", 403), ("member", 403), ("site", 403)],
)
def test_who_imports(city: World, name: str, status: int) -> None:
    assert city.browser(name).get("/rosters").status_code == status
    assert city.browser(name).get("/rosters/new").status_code == status


def test_each_imports_what_is_theirs(city: World) -> None:
    assert city.browser("team").get("/rosters/templates/sites").status_code == 404
    assert city.browser("town").get("/rosters/templates/members").status_code == 404
    made = checked(city.actor("committee"), workbook(rows(city)))
    assert city.browser("team").get(f"/rosters/{made.id}").status_code == 404
    assert city.browser("town").get(f"/rosters/{made.id}").status_code == 404
    assert city.browser("admin").get(f"/rosters/{made.id}").status_code == 200


def test_codes_are_printed_for_those_not_yet_active(city: World) -> None:
    browser = city.browser("committee")
    made_id = checked(city.actor("committee"), workbook(rows(city, 3))).id
    made = db.session.get_one(RosterImport, made_id)
    browser.post(f"/rosters/{made_id}/apply", {"version": made.version})
    carry_on()
    page = browser.get(f"/rosters/{made_id}/codes")
    assert "还有 3 人没有启用账号" in text_of(page)
    fields = dict(re.findall(r'name="(group|first|last)" value="([^"]*)"', page.get_data(as_text=True)))
    assert fields == {"group": "team_a服务队", "first": "2", "last": "4"}

    sheet = browser.post(f"/rosters/{made_id}/codes", fields)

    found = re.findall(r'code-slip-code">([A-Z0-9]{4}-[A-Z0-9]{4})<', sheet.get_data(as_text=True))
    assert len(set(found)) == 3
    assert all(f"新人{n}" in text_of(sheet) for n in range(3))
    assert "用户名：n00000" in text_of(city.browser(None).get(f"/activate?code={found[0]}"))
    again = browser.post(f"/rosters/{made_id}/codes", {**fields, "group": "别的队"})
    assert again.status_code == 303
    assert db.session.get_one(RosterImport, made_id).status == ImportStatus.APPLIED
