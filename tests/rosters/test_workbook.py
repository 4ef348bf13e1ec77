"""Files as they are sent: where the table is found, and which files are refused."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from io import BytesIO

import pytest
from openpyxl import Workbook
from openpyxl.reader.strings import read_string_table

from tests.rosters.files import MEMBERS, workbook
from volunteer.rosters.package import Limits, Unreadable
from volunteer.rosters.reading import shared_texts
from volunteer.rosters.states import RosterKind
from volunteer.rosters.understanding import understood
from volunteer.rosters.workbook import Roster

LIMITS = Limits(packed=2 * 2**20, unpacked=32 * 2**20, rows=1000)
ROW = ["DG000001", "李晓雯", "13800138000", "", "第一分队", "", ""]


def opened(file: BytesIO) -> Roster:
    return Roster(file, RosterKind.MEMBERS, LIMITS)


def reason_of(file: BytesIO) -> Unreadable:
    with pytest.raises(Unreadable) as refused:
        list(opened(file).rows())
    return refused.value


def rewritten(change: Callable[[str, bytes], bytes | None], more: dict[str, bytes] | None = None) -> BytesIO:
    """A good workbook with its parts changed; None leaves a part out."""
    changed = BytesIO()
    with zipfile.ZipFile(workbook([ROW])) as source, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = change(name, source.read(name))
            if content is not None:
                target.writestr(name, content)
        for name, content in (more or {}).items():
            target.writestr(name, content)
    changed.seek(0)
    return changed


@pytest.mark.parametrize("above", [0, 1, 3, 9])
def test_headings_stand_anywhere_in_the_first_ten_rows(above: int) -> None:
    roster = opened(workbook([ROW], above=above))

    assert roster.layout.heading_line == above + 1
    assert [row.line for row in understood(roster, RosterKind.MEMBERS)] == [above + 2]


def test_columns_may_stand_in_any_order_and_have_other_names() -> None:
    headings = ["序号", "电话（必填）", "名字", "所属分队", " 工 号 *", "爱好"]
    roster = opened(workbook([[1, "１３８ ００１３ ８０００", "李 晓 雯", "第一分队", "dg１"]], headings))

    row = next(understood(roster, RosterKind.MEMBERS))

    assert row.cells["phone"] == "13800138000"
    assert (row.cells["name"], row.cells["pinyin"], row.cells["initials"]) == ("李晓雯", "lixiaowen", "lxw")
    assert row.key == "dg1"
    assert roster.layout.ignored == ("序号", "爱好")
    assert roster.layout.letter("squad") == "D"


def test_headings_of_two_rows_merged_into_each_other() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["党员信息"])
    sheet.append(["编号", "姓名", "联系", "", "组织", ""])
    sheet.append(["", "", "手机", "邮箱", "服务队", "分队"])
    sheet.append(["DG000001", "李晓雯", "13800138000", "a@b", "教育局", "第一分队"])
    for cells in ("A1:F1", "A2:A3", "B2:B3", "C2:D2", "E2:F2"):
        sheet.merge_cells(cells)
    file = BytesIO()
    book.save(file)

    rows = list(understood(opened(file), RosterKind.MEMBERS))

    assert [row.line for row in rows] == [4]
    assert rows[0].cells["phone"] == "13800138000"
    assert rows[0].cells["team"] == "教育局"
    assert rows[0].problems == []


def test_empty_rows_are_skipped_and_lines_still_counted() -> None:
    roster = opened(workbook([ROW, ["", " ", None], [None] * 7, ROW]))
    assert [row.line for row in understood(roster, RosterKind.MEMBERS)] == [2, 5]


def test_the_table_may_stand_on_a_later_sheet() -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(["说明", "请在第二张表填写"])
    sheet = book.create_sheet("名单")
    sheet.append(list(MEMBERS))
    sheet.append(ROW)
    file = BytesIO()
    book.save(file)

    assert opened(file).layout.sheet == "名单"


def test_formulas_are_text_where_they_never_came_to_anything() -> None:
    roster = opened(workbook([["DG000001", "=cmd|' /C calc'!A0", "13800138000", "", "第一分队"]]))
    assert next(understood(roster, RosterKind.MEMBERS)).cells["name"] == "=cmd|' /C calc'!A0"


def test_a_member_number_that_became_a_date_is_a_problem() -> None:
    midnight = datetime.combine(date(2026, 3, 1), time())  # spreadsheets know no zones
    roster = opened(workbook([[midnight, "李晓雯", "13800138000", "", "第一分队"]]))
    problems = next(understood(roster, RosterKind.MEMBERS)).problems
    assert [(one["column"], one["problem"]) for one in problems] == [("number", "became_date")]


def test_a_heading_of_identity_cards_is_refused() -> None:
    refused = reason_of(workbook([ROW], [*MEMBERS, "公民身份号码"]))
    assert refused.reason == "identity_cards"
    assert refused.details == {"column": "H"}


def test_identity_cards_are_refused_wherever_they_stand() -> None:
    assert reason_of(workbook([[*ROW, "441900199001011234"]], [*MEMBERS, "备注"])).reason == "identity_cards"
    assert reason_of(workbook([["441900199001011234", *ROW[1:]]])).reason == "identity_cards"


def test_missing_headings_are_named() -> None:
    assert reason_of(workbook([["1", "李"]], ["姓名", "手机"])).details == {"missing": "分队"}
    assert reason_of(workbook([["1", "李"]], ["甲", "乙"])).reason == "no_headings"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty_file"),
        (b"number,name\n1,2\n", "not_xlsx"),
        (b"PK\x03\x04 broken", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"PK\x03\x04" + bytes(3 * 2**20), "too_large"),
    ],
)
def test_what_is_no_workbook(content: bytes, reason: str) -> None:
    assert reason_of(BytesIO(content)).reason == reason


def test_another_zip_is_no_workbook() -> None:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("a.txt", "a")
    assert reason_of(file).reason == "not_xlsx"


def test_macros_are_refused() -> None:
    assert reason_of(rewritten(lambda _n, c: c, {"xl/vbaProject.bin": b"x"})).reason == "macros"
    marked = rewritten(
        lambda n, c: c.replace(b"spreadsheetml.sheet.main", b"x.macroEnabled.main") if "Types" in n else c
    )
    assert reason_of(marked).reason == "macros"


def test_zip_bombs_are_refused_before_they_are_read() -> None:
    assert reason_of(rewritten(lambda _n, c: c, {"xl/media/a.bin": bytes(8 * 2**20)})).reason == "zip_bomb"


DECLARED, TYPE = b'<?xml version="1.0"?>', b'<!DOCTYPE a [<!ENTITY b "bb">]>'


def _without_declaration(content: bytes) -> bytes:
    return content[content.index(b"?>") + 2 :] if content.startswith(b"<?xml") else content


@pytest.mark.parametrize(
    "hidden",
    [
        lambda content: DECLARED + TYPE + content,
        lambda content: DECLARED + b"<!-- " + b"a" * 5000 + b" -->" + TYPE + content,
        lambda content: DECLARED + b" " * 5000 + TYPE + content,
        lambda content: DECLARED + b"<!-- <a> -->" + TYPE + content,
        lambda content: b"<?xml version='1.0' ?><?a <b> ?>" + b"<?c ?>" * 400 + TYPE + content,
        lambda content: DECLARED + TYPE.replace(b"DOCTYPE", b"doctype") + content,
        lambda content: (DECLARED + TYPE + content).decode().encode("utf-16-le"),
        lambda content: (DECLARED + TYPE + content).decode().encode("utf-16-be"),
        lambda content: (DECLARED + TYPE + content).decode().encode("utf-16"),
    ],
    ids=["plain", "long comment", "space", "comment", "instructions", "lower", "utf-16-le", "utf-16-be", "marked"],
)
def test_document_types_are_refused_wherever_they_hide(hidden: Callable[[bytes], bytes]) -> None:
    def changed(name: str, content: bytes) -> bytes:
        return hidden(_without_declaration(content)) if name == "xl/workbook.xml" else content

    assert reason_of(rewritten(changed)).reason == "document_type"


def test_document_types_are_refused_in_parts_of_any_name() -> None:
    part = {"xl/worksheets/sheet9.bin": DECLARED + TYPE + b"<a/>"}
    assert reason_of(rewritten(lambda _n, c: c, part)).reason == "document_type"


def test_comments_before_the_first_element_are_no_harm() -> None:
    def commented(name: str, content: bytes) -> bytes:
        return DECLARED + b"\n<!-- made by hand -->\n" + _without_declaration(content) if "sheet1" in name else content

    assert [row.line for row in understood(opened(rewritten(commented)), RosterKind.MEMBERS)] == [2]


def test_a_workbook_of_thousands_of_parts_is_refused() -> None:
    parts = {f"xl/media/{n}.txt": b"" for n in range(2100)}
    assert reason_of(rewritten(lambda _n, c: c, parts)).reason == "zip_bomb"


def test_too_many_rows_are_refused_even_if_the_sheet_hides_them() -> None:
    assert reason_of(workbook([ROW] * 1200)).reason == "too_many_rows"
    far = rewritten(lambda n, c: c.replace(b'r="2"', b'r="900000"') if "sheet1" in n else c)
    assert reason_of(far).reason == "too_many_rows"


def test_a_damaged_sheet_is_told() -> None:
    assert reason_of(rewritten(lambda n, c: c[:-40] if "sheet1" in n else c)).reason == "damaged"


def test_shared_texts_are_those_of_openpyxl() -> None:
    table = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>李晓雯</t></si><si><t/></si>'
        '<si><r><rPr><b/></rPr><t>市教</t></r><r><t xml:space="preserve"> 育局</t></r></si>'
        '<si><t>滘</t><rPh sb="0" eb="1"><t>jiao</t></rPh></si></sst>'
    ).encode()
    assert shared_texts(BytesIO(table)) == ["李晓雯", "", "市教 育局", "滘"]
    assert shared_texts(BytesIO(table)) == read_string_table(BytesIO(table))
