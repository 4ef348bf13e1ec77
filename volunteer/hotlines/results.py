"""A list on its way back: the sender's own columns in their order, and what became of each work order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from volunteer.demands.models import Demand
from volunteer.demands.queries import TimelineEntry, timelines
from volunteer.demands.states import DemandStatus
from volunteer.demands.wording import STATUSES
from volunteer.happenings.exports import ExportMade
from volunteer.hotlines.models import HotlineList, HotlineRow
from volunteer.hotlines.queries import with_demands
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.texts.sensitive import masked
from volunteer.web.spreadsheet import Column, Sheet
from volunteer.web.statuses import status_look

# They travel back to the hotline: Chinese whatever language the screen speaks.
ADDED = ("办理结果", "办理日期", "承办单位", "办理说明", "需求编号")
NOT_TAKEN = "未接收"
WIDE, SHEET = 24, "办理结果"
Found = tuple[HotlineRow, Demand | None]


@use_case
def results(work: Work, actor: Actor, made: HotlineList) -> Sheet:
    """The sheet; that it left is on record."""
    found: list[Found] = [(row, demand) for row, demand in db.session.execute(with_demands(made))]
    told = timelines([demand.id for _row, demand in found if demand is not None])
    details = {"list": "hotline", "id": made.id, "rows": len(found)}
    work.record(ExportMade(details=details))
    columns = [*(Column(heading, width=WIDE) for heading in made.headings), *(_added(name) for name in ADDED)]
    return Sheet(SHEET, columns, _rows(found, told))


def _added(name: str) -> Column:
    return Column(name, "moment" if name == "办理日期" else "text", WIDE)


def _rows(found: list[Found], told: dict[int, list[TimelineEntry]]) -> Iterator[list[Any]]:
    for row, demand in found:
        yield [*row.cells, *_outcome(demand, told)]


def _outcome(demand: Demand | None, told: dict[int, list[TimelineEntry]]) -> list[Any]:
    if demand is None:
        return [NOT_TAKEN, None, None, None, None]
    last = told[demand.id][-1] if told[demand.id] else None
    words = status_words(demand)
    unit = demand.responsible_unit.name if demand.responsible_unit else None
    at: datetime | None = demand.closed_at or (last.at if last else None)
    return [words, at, unit, masked(last.reason) if last and last.reason else None, demand.number]


def status_words(demand: Demand) -> str:
    """Where it stands, and how it was received."""
    status = str(STATUSES[DemandStatus(demand.status)])
    return f"{status}（{status_look('outcome', demand.outcome).word}）" if demand.outcome else status
