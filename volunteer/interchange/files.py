"""Service records as files: JSON written as it is read, or a workbook. Memory does not grow with the records."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any, TextIO

from flask_babel import gettext as _

from volunteer.interchange.fields import SHEET_FIELDS, as_json, as_row
from volunteer.interchange.records import ServiceRecord, Wanted
from volunteer.organization.exporting import Disclosure
from volunteer.web.spreadsheet import Column, Sheet

FORMAT, VERSION = "volunteer-service-records", 1
SCHEMA_FILE = Path(__file__).with_name("service-records.schema.json")
ROWS_OF_A_SHEET = 1_000_000  # a sheet holds 1,048,576
DEFINITIONS = {
    "record": "one service of one member whose minutes stand in the ledger",
    "minutes": "whole minutes of actual service, travel excluded; after corrections",
    "service_date": "the day on which the service began, in Asia/Shanghai",
    "source": "verified: evidenced on the day; backfilled: entered afterwards with proof and a second person",
    "unit": "the member's unit at the time of service",
}


class Counted:
    """Records on their way into a file, and how many they were."""

    def __init__(self, records: Iterable[ServiceRecord]) -> None:
        self._records = iter(records)
        self.number = 0

    def __iter__(self) -> Iterator[ServiceRecord]:
        for record in self._records:
            self.number += 1
            yield record


def write_json(target: TextIO, records: Counted, wanted: Wanted, show: Disclosure, now: datetime) -> None:
    """The whole file; its last key says how many records it has, so that a file cut short is noticed."""
    head = {
        "format": FORMAT,
        "version": VERSION,
        "exported_at": now.isoformat(),
        "since": wanted.since and wanted.since.isoformat(),
        "until": wanted.until and wanted.until.isoformat(),
        "names": "clear" if show.purpose else "masked",
        "definitions": DEFINITIONS,
    }
    target.write(_packed(head)[:-1] + ',"records":[')
    for n, record in enumerate(records):
        target.write(("," if n else "") + "\n" + _packed(as_json(record, show)))
    target.write(f'\n],"count":{records.number}}}\n')


def sheets(records: Iterable[ServiceRecord], show: Disclosure) -> Iterator[Sheet]:
    """As many sheets as the records need."""
    rows = (as_row(record, show) for record in records)
    columns = [Column(str(field.heading), field.kind, field.width) for field in SHEET_FIELDS]
    number, first = 1, next(rows, None)
    while first is not None or number == 1:
        name = _("服务记录") if number == 1 else _("服务记录%(number)s", number=number)
        yield Sheet(name, columns, chain([] if first is None else [first], islice(rows, ROWS_OF_A_SHEET - 1)))
        number, first = number + 1, next(rows, None)


def _packed(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
