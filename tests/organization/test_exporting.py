"""Lists as spreadsheets: what is on the screen, masked unless opened with a purpose, on record, in bounded memory."""

from __future__ import annotations

import io
import time
import tracemalloc
from typing import Any

import openpyxl
import pytest
from flask import g
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests.support.statements import counted_statements
from tests.support.world import World, text_of
from volunteer.audit.models import AuditEvent
from volunteer.kernel.database import db
from volunteer.organization import exporting
from volunteer.organization.exporting import Export, ListColumn
from volunteer.web.spreadsheet import MEDIA_TYPE

FULL = {"full": "1", "purpose": "慰问名单"}


def sheets_of(answer: TestResponse) -> tuple[list[tuple[Any, ...]], dict[str, str]]:
    """The rows of the list below its headings, and what the second sheet says about them."""
    assert (answer.status_code, answer.mimetype) == (200, MEDIA_TYPE)
    book = openpyxl.load_workbook(io.BytesIO(answer.data), read_only=True)
    rows, about = (list(sheet.iter_rows(values_only=True)) for sheet in book)
    return rows[1:], {str(key): str(value) for key, value in about[1:]}


def records() -> list[AuditEvent]:
    """What the audit trail holds of exports."""
    return list(
        db.session.scalars(select(AuditEvent).where(AuditEvent.subject_kind == "export").order_by(AuditEvent.id))
    )


def names(answer: TestResponse) -> list[str]:
    """The first column."""
    return [row[0] for row in sheets_of(answer)[0]]


def add(world: World, account: str, squad: str, called: str, **values: Any) -> None:
    """One more member of this name."""
    world.add_member(account, squad, **values).name = called
    db.session.commit()


def test_the_file_holds_what_the_screen_lists(world: World) -> None:
    add(world, "zhou", "squad_a1", "周一", pinyin="zhouyi", initials="zy", phone="13812345678")
    add(world, "wu", "squad_a2", "吴二", pinyin="wuer", initials="we")
    browser = world.browser("team")
    assert names(browser.post("/members/export?q=zhou")) == ["周*"]
    everybody = names(browser.post("/members/export?sort=name&dir=desc&page=7"))
    assert everybody[0] == "周*"
    assert len(everybody) == 5
    squad = world.units["squad_a2"].id
    assert "吴*" in names(browser.post(f"/members/export?unit={squad}"))
    assert "周*" not in names(browser.post(f"/members/export?unit={squad}"))


def test_names_and_phones_are_masked_unless_opened_with_a_purpose(world: World) -> None:
    add(world, "zhou", "squad_a1", "周一", pinyin="zhouyi", phone="13812345678")
    browser = world.browser("team")
    masked, about = sheets_of(browser.post("/members/export?q=zhou"))
    assert (masked[0][0], masked[0][2]) == ("周*", "138****5678")
    assert about["姓名和电话"] == "已按规定遮挡"
    opened, about = sheets_of(browser.post("/members/export?q=zhou", FULL))
    assert (opened[0][0], opened[0][2]) == ("周一", "13812345678")
    assert about["用途"] == "慰问名单"


def test_without_a_purpose_nothing_leaves(world: World) -> None:
    browser = world.browser("team")
    answer = browser.post("/members/export", {"full": "1", "purpose": " ", "next": "/members?q=z"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/members?q=z")
    assert records() == []


def test_who_may_not_unmask_gets_no_names_however_they_ask(world: World) -> None:
    assert world.browser("supervisor").post("/members/export", FULL).status_code == 403
    assert "导出完整姓名和电话" not in text_of(world.browser("supervisor").get("/members"))
    assert "导出完整姓名和电话" in text_of(world.browser("team").get("/members"))


def test_each_export_is_on_record_without_names(world: World) -> None:
    world.browser("team").post("/members/export?q=张&kind=active&page=2")
    (made,) = records()
    assert (made.action, made.account_id, made.unit_id) == (
        "export.made",
        world.accounts["team"].id,
        world.units["team_a"].id,
    )
    assert made.details == {
        "list": "members",
        "rows": 3,
        "filters": {"q": True, "kind": "active"},
        "unmasked": False,
    }


def test_opening_names_is_one_more_record_however_many_they_are(world: World) -> None:
    world.browser("team").post("/members/export", FULL)
    made, opened = records()
    assert (made.action, opened.action) == ("export.made", "export.unmasked")
    assert opened.reason == "慰问名单"
    assert (opened.details["rows"], opened.details["unmasked"]) == (3, True)


def test_the_list_ends_at_ones_reach(world: World) -> None:
    assert len(names(world.browser("team_b").post("/members/export"))) == 1
    assert world.browser("member").post("/members/export").status_code == 403
    assert world.browser(None).post("/members/export").status_code == 302


def test_what_somebody_wrote_is_never_a_formula(world: World) -> None:
    world.add_member("evil", "squad_a1", pinyin="evil", branch='=HYPERLINK("http://x")')
    answer = world.browser("team").post("/members/export?q=evil")
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0] for cell in row]
    (cell,) = [cell for cell in cells if cell.value == '=HYPERLINK("http://x")']
    assert cell.data_type == "s"


def test_statements_do_not_grow_with_the_rows(world: World) -> None:
    browser = world.browser("committee")
    browser.post("/members/export")
    with counted_statements() as few:
        assert len(names(browser.post("/members/export"))) == 4
    for n in range(40):
        world.add_member(f"m{n}", "squad_a1")
    with counted_statements() as many:
        assert len(names(browser.post("/members/export"))) == 44
    assert len(many) == len(few)


def test_a_file_that_is_cut_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "MOST_ROWS", 2)
    rows, about = sheets_of(world.browser("team").post("/members/export"))
    assert len(rows) == 2
    assert "2 行" in about["未完"]
    assert records()[0].details["rows"] == 2


def leave(world: World, number: int) -> tuple[float, int]:
    """Seconds of this process and the most bytes held while a list of so many rows leaves."""
    numbered = select(func.generate_series(1, number).label("n"))
    columns = [ListColumn(f"第{n}列", lambda one, _show: f"东莞市机关服务队第{one}分队") for n in range(7)]
    with world.app.test_request_context(method="POST"):
        g.actor = world.actor("committee")
        began = time.process_time()
        exporting.export(Export("units", "队伍", columns), numbered).close()
        seconds = time.process_time() - began
        tracemalloc.start()
        exporting.export(Export("units", "队伍", columns), numbered).close()
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return seconds, most


def test_a_long_list_leaves_quickly_in_memory_that_does_not_grow(world: World) -> None:
    _seconds, few = leave(world, 1_000)
    seconds, many = leave(world, 14_000)
    assert seconds < 3
    assert many < few + exporting.AT_ONCE * 4_096
