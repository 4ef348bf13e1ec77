"""Spreadsheets out, read back by another library."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import openpyxl

from volunteer.web.spreadsheet import Column, Sheet, write

COLUMNS = (
    Column("姓名", note="与身份证件一致"),
    Column("人数", "number"),
    Column("日期", "date"),
    Column("时间", "moment"),
    Column("类别", choices=("助老", "助学")),
)


def written(*rows: tuple[object, ...]) -> openpyxl.worksheet.worksheet.Worksheet:
    file = io.BytesIO()
    write([Sheet("名单", COLUMNS, rows)], file)
    return openpyxl.load_workbook(io.BytesIO(file.getvalue())).active


def test_values_keep_their_kind() -> None:
    sheet = written(("𠮷田", 3, date(2026, 11, 22), datetime(2026, 11, 22, 1, 30, tzinfo=UTC), "助老"))
    name, count, day, moment, category = (cell.value for cell in sheet[2])
    assert (name, count, category) == ("𠮷田", 3, "助老")
    assert (day.isoformat(), moment.isoformat()) == ("2026-11-22T00:00:00", "2026-11-22T09:30:00")


def test_text_is_never_a_formula() -> None:
    cell = written(("=cmd|' /C calc'!A0", 1, None, None, "+1"))["A2"]
    assert (cell.value, cell.data_type) == ("=cmd|' /C calc'!A0", "s")


def test_headings_carry_notes_and_dropdowns() -> None:
    sheet = written()
    assert sheet["A1"].comment.text == "与身份证件一致"
    (choice,) = sheet.data_validations.dataValidation
    assert choice.formula1 == '"助老,助学"'
