"""A list on its way back: the sender's own columns in their order, and what became of each work order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import force_locale
from flask_babel import gettext as _

from volunteer.demands.models import Demand
from volunteer.demands.queries import TimelineEntry, timelines
from volunteer.demands.states import DemandStatus
from volunteer.demands.wording import STATUSES
from volunteer.happenings.exports import ExportMade
from volunteer.hotlines.models import HotlineList
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
WIDE, SHEET, THEIR_LANGUAGE = 24, "办理结果", "zh"


@dataclass(frozen=True)
class Became:
    """What became of a work order: where it stands in words, since when, with whom, and the last thing said of it."""

    words: str
    at: datetime | None
    unit: str | None
    note: str | None


@use_case
def results(work: Work, actor: Actor, made: HotlineList) -> Sheet:
    """The sheet; that it left is on record."""
    found = db.session.execute(with_demands(made)).all()
    told = stories([(demand, lead) for _row, demand, lead in found])
    work.record(ExportMade(details={"list": "hotline", "id": made.id, "rows": len(found)}))
    columns = [*(Column(heading, width=WIDE) for heading in made.headings), *(_added(name) for name in ADDED)]
    with force_locale(THEIR_LANGUAGE):
        rows = [[*row.cells, *_added_to(demand, lead, told)] for row, demand, lead in found]
    return Sheet(SHEET, columns, rows)


def stories(pairs: Iterable[tuple[Demand | None, Demand | None]]) -> dict[int, list[TimelineEntry]]:
    """The timelines of what `outcome_of` will be asked about."""
    return timelines([shown.id for demand, lead in pairs if (shown := lead or demand) is not None])


def outcome_of(demand: Demand, lead: Demand | None, told: Mapping[int, Sequence[TimelineEntry]]) -> Became:
    """Where a demand stands now, or the one that is done for both; numbers of persons in what was said are masked."""
    shown = lead or demand
    last = told[shown.id][-1] if told[shown.id] else None
    said = masked(last.reason) if last and last.reason and lead is None else None
    return Became(
        words=status_words(shown),
        at=shown.closed_at or (last.at if last else None),
        unit=shown.responsible_unit.name if shown.responsible_unit else None,
        note=_("与需求 %(number)s 一起办理", number=lead.number) if lead is not None else said,
    )


def status_words(demand: Demand) -> str:
    """Where it stands, and how it was received."""
    status = str(STATUSES[DemandStatus(demand.status)])
    return f"{status}（{status_look('outcome', demand.outcome).word}）" if demand.outcome else status


def _added(name: str) -> Column:
    return Column(name, "moment" if name == "办理日期" else "text", WIDE)


def _added_to(
    demand: Demand | None, lead: Demand | None, told: Mapping[int, Sequence[TimelineEntry]]
) -> tuple[str | datetime | None, ...]:
    if demand is None:
        return NOT_TAKEN, None, None, None, None
    became = outcome_of(demand, lead, told)
    return became.words, became.at, became.unit, became.note, demand.number
