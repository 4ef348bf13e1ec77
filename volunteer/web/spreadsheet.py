"""Spreadsheets out: typed columns, text that no office program takes for a formula, rows streamed to the file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any, Literal, cast

import xlsxwriter
from flask import Response
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from volunteer.kernel.clock import local
from volunteer.web.downloads import as_download

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Kind = Literal["text", "number", "date", "moment"]
FORMATS: dict[Kind, str] = {"text": "@", "number": "#,##0.##", "date": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm"}
IN_MEMORY = 8 * 2**20  # what is longer waits in a temporary file
CHUNK = 64 * 2**10


@dataclass(frozen=True)
class Column:
    """One column: its heading, what its cells are, and how wide it stands (in characters).

    `choices` become a dropdown, `note` a comment on the heading; both are for sheets that people fill in.
    """

    heading: str
    kind: Kind = "text"
    width: int = 14
    choices: Sequence[str] = ()
    note: str = ""


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook. `rows` hold a value per column; an instant is shown as Shanghai's clock has it."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Any]] = ()


def write(sheets: Iterable[Sheet], target: IO[bytes] | str) -> None:
    """A workbook with these sheets; memory does not grow with the rows."""
    with xlsxwriter.Workbook(target, {"constant_memory": True}) as workbook:
        heading = workbook.add_format({"bold": True, "bg_color": "#FBECEC", "border": 1, "text_wrap": True})
        formats = {kind: workbook.add_format({"num_format": shown}) for kind, shown in FORMATS.items()}
        for sheet in sheets:
            _fill(workbook.add_worksheet(sheet.name[:31]), sheet, heading, formats)


def answer(sheets: Iterable[Sheet], name: str) -> Response:
    """The workbook as a download called `name` (without ending)."""
    file = cast(IO[bytes], tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115  # closed with the answer
    write(sheets, file)
    file.seek(0)
    response = Response(iter(lambda: file.read(CHUNK), b""), mimetype=MEDIA_TYPE)
    response.call_on_close(file.close)
    as_download(response, name, "xlsx")
    return response


def _fill(worksheet: Worksheet, sheet: Sheet, heading: Format, formats: dict[Kind, Format]) -> None:
    worksheet.freeze_panes(1, 0)
    for n, column in enumerate(sheet.columns):
        worksheet.set_column(n, n, column.width, formats[column.kind])
        worksheet.write_string(0, n, column.heading, heading)
        if column.note:
            worksheet.write_comment(0, n, column.note)
        if column.choices:
            worksheet.data_validation(1, n, 1_048_575, n, {"validate": "list", "source": list(column.choices)})
    for line, row in enumerate(sheet.rows, 1):
        for n, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
            _put(worksheet, line, n, column.kind, value, formats)


def _put(worksheet: Worksheet, line: int, n: int, kind: Kind, value: Any, formats: dict[Kind, Format]) -> None:
    if value is None or value == "":
        return
    if kind == "number":
        worksheet.write_number(line, n, value, formats[kind])
    elif isinstance(value, datetime):
        worksheet.write_datetime(line, n, local(value).replace(tzinfo=None), formats[kind])
    elif isinstance(value, date):
        worksheet.write_datetime(line, n, value, formats[kind])
    else:  # as a string whatever it looks like, so "=1+1" stays what somebody wrote
        worksheet.write_string(line, n, str(value), formats["text"])
