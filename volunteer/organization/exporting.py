"""Lists as spreadsheets: exactly what the screen lists, every page of it, masked unless it is opened on record."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, islice
from typing import Any

from flask import flash, redirect, request
from flask_babel import gettext as _
from sqlalchemy import Select
from werkzeug.wrappers import Response as BaseResponse

from volunteer.happenings.exports import ExportMade, ExportUnmasked
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor, Reach
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.web.humanize import masked_name, masked_phone
from volunteer.web.links import inside
from volunteer.web.spreadsheet import Column, Kind, Sheet, answer
from volunteer.web.statuses import status_look

MOST_ROWS = 100_000  # of one file; what is beyond is said in it
AT_ONCE = 1_000  # rows in memory
LONGEST_PURPOSE = 200
PAGING = frozenset({"page", "sort", "dir"})
TYPED = frozenset({"q", "who"})  # may hold a person's name, which no audit row does
PLAIN = re.compile(r"[\w.:-]{1,40}", re.ASCII)

Row = Any


@dataclass(frozen=True)
class Disclosure:
    """How much of persons a file shows: names and phones are in clear only of those within reach."""

    reach: Reach = field(default_factory=Reach)
    purpose: str | None = None

    def name(self, name: str | None, unit_path: str | None) -> str:
        """A person's name."""
        return name if name and self.reach.covers(unit_path) else masked_name(name or "")

    def phone(self, phone: str | None, unit_path: str | None) -> str:
        """A person's phone."""
        return phone if phone and self.reach.covers(unit_path) else masked_phone(phone or "")


@dataclass(frozen=True)
class ListColumn:
    """A column of a list: its heading, and what it shows of a row."""

    heading: str
    value: Callable[[Row, Disclosure], Any]
    kind: Kind = "text"
    width: int = 14


@dataclass(frozen=True)
class Export:
    """A list that can leave: its name in the audit trail, its title, its columns.

    `load` turns the rows of a select, a thousand at a time, into what the columns show.
    """

    name: str
    title: str
    columns: Sequence[ListColumn]
    scalars: bool = True
    load: Callable[[Sequence[Any]], Iterable[Row]] = iter


class _Counted:
    """The rows of a file as they pass, never more than it may hold."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = iter(rows)
        self.number = 0
        self.cut = False

    def __iter__(self) -> Iterator[Row]:
        for row in islice(self._rows, MOST_ROWS):
            self.number += 1
            yield row
        self.cut = next(self._rows, None) is not None


def export(what: Export, rows: Select[*tuple[Any, ...]] | Iterable[Row]) -> BaseResponse:
    """The answer to the form of `export_button`: the file, put on record; or back to the list if no purpose is given.

    A select is read through a cursor of the server, so that memory does not grow with the list.
    """
    actor = current_actor()
    disclosure = disclosure_asked(actor)
    if disclosure is None:
        return without_purpose()
    counted = _Counted(_read(what, rows) if isinstance(rows, Select) else rows)
    day = clock.local(clock.now()).strftime("%Y%m%d")
    response = answer(_sheets(what, counted, disclosure, actor), f"{what.title}-{day}")
    put_on_record(actor, what.name, counted.number, disclosure, filters_asked())
    return response


def disclosure_asked(actor: Actor) -> Disclosure | None:
    """What the form asks to be shown of persons; None where it asks for all of it and gives no purpose."""
    purpose = request.form.get("purpose", "").replace("\x00", "").strip()[:LONGEST_PURPOSE]
    if not request.form.get("full"):
        return Disclosure()
    if not actor.may(Permission.MEMBER_UNMASK):
        raise Forbidden
    return Disclosure(actor.reach(Permission.MEMBER_UNMASK), purpose) if purpose else None


def without_purpose() -> BaseResponse:
    """Back to the list, to say what for."""
    flash(_("导出完整姓名和电话要写明用途"), "error")
    return redirect(inside(request.form.get("next")) or "/", 303)


def status_words(kind: str) -> Callable[[str], str]:
    """The words of a kind of status, each looked up once for all rows."""

    @cache
    def word(status: str) -> str:
        return str(status_look(kind, status).word)

    return word


def chunked(keys: Sequence[Any], load: Callable[[Sequence[Any]], Iterable[Row]]) -> Iterator[Row]:
    """The rows behind keys that are all known beforehand, a thousand at a time."""
    for start in range(0, len(keys), AT_ONCE):
        yield from load(keys[start : start + AT_ONCE])


def _read(what: Export, statement: Select[*tuple[Any, ...]]) -> Iterator[Row]:
    streamed = statement.limit(MOST_ROWS + 1).execution_options(yield_per=AT_ONCE)
    with db.session.execute(streamed) as found:
        chunks = (found.scalars() if what.scalars else found).partitions(AT_ONCE)
        yield from chain.from_iterable(what.load(chunk) for chunk in chunks)


def _sheets(what: Export, rows: _Counted, disclosure: Disclosure, actor: Actor) -> Iterator[Sheet]:
    cells = ([column.value(row, disclosure) for column in what.columns] for row in rows)
    yield Sheet(what.title, [Column(one.heading, one.kind, one.width) for one in what.columns], cells)
    yield Sheet(_("说明"), [Column(_("项目"), width=16), Column(_("内容"), width=60)], _about(rows, disclosure, actor))


def _about(rows: _Counted, disclosure: Disclosure, actor: Actor) -> Iterator[tuple[str, str]]:
    """Said on a sheet of its own, once the list is written."""
    yield _("导出时间"), clock.local(clock.now()).strftime("%Y-%m-%d %H:%M")
    yield _("导出人"), masked_name(actor.name)
    yield _("行数"), str(rows.number)
    if rows.cut:
        yield _("未完"), _("名单超过 %(most)s 行，只导出了前面的部分，请缩小筛选范围再导出", most=MOST_ROWS)
    if disclosure.purpose:
        yield _("用途"), disclosure.purpose
        yield _("姓名和电话"), _("完整，导出已记录，请按用途使用、妥善保管")
    else:
        yield _("姓名和电话"), _("已按规定遮挡")


@use_case
def put_on_record(
    work: Work, actor: Actor, name: str, rows: int, disclosure: Disclosure, filters: Mapping[str, str | bool]
) -> None:
    """Which list left, how many rows, narrowed to what, and for what purpose where persons are in clear."""
    unit_id = next((grant.node_id for grant in actor.grants if grant.tree == "unit"), actor.unit_id)
    full = disclosure.purpose is not None
    details = {"list": name, "rows": rows, "filters": dict(filters), "unmasked": full}
    work.record(ExportMade(unit_id=unit_id, details=details, reason=disclosure.purpose))
    if full:
        work.record(ExportUnmasked(unit_id=unit_id, details=details, reason=disclosure.purpose))


def filters_asked() -> dict[str, str | bool]:
    """What the list was narrowed to; of words that were typed only that there were some."""
    asked = {name: value for name, value in request.args.items() if value and name not in PAGING}
    return {
        name: value if name not in TYPED and PLAIN.fullmatch(value) else True
        for name, value in asked.items()
        if PLAIN.fullmatch(name)
    }
