"""The lists behind the numbers of a month: each holds exactly what was counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, func, select

from volunteer.answers.models import Answer
from volunteer.demands.models import Demand, Rating
from volunteer.kernel.database import db
from volunteer.ledger.models import EntryKind, HoursProposal, HoursSource
from volunteer.months.calendar import days_of
from volunteer.months.counting import below
from volunteer.months.facts import entries
from volunteer.months.queries import UnitMonth
from volunteer.organization.models import Place, Unit
from volunteer.people.models import Member
from volunteer.projects.models import Position, Project, ServiceSession
from volunteer.taxonomy.naming import skill_name
from volunteer.web.humanize import full_date, local, masked_name, number
from volunteer.web.humanize import minutes as minutes_words
from volunteer.web.statuses import status_look
from volunteer.web.tables import Page, page_of, page_of_list

SIZE = 50


@dataclass(frozen=True)
class Cell:
    """What a row shows in one column, and where it leads."""

    text: str
    url: str | None = None


Row = Sequence[Cell]


@dataclass(frozen=True)
class Heading:
    """A column; numbers stand to the right."""

    text: LazyString
    number: bool = False


@dataclass(frozen=True)
class Behind:
    """A list: its columns, and how the page that the address asks for is read."""

    headings: Sequence[Heading]
    page: Callable[[UnitMonth], Page]
    rows: Callable[[Sequence[Any]], list[Row]]


def _kept(name: str) -> Callable[[UnitMonth], Page]:
    """A page of the ids that were counted."""
    return lambda month: page_of_list(month.subjects.get(name, []), size=SIZE)


def _ordered(ids: Sequence[int], statement: Select[Any]) -> list[Any]:
    """The rows of some ids (in the first column), in their order."""
    found = {row[0]: row for row in db.session.execute(statement)} if ids else {}
    return [found[wanted] for wanted in ids if wanted in found]


def _sessions(ids: Sequence[int]) -> list[Row]:
    statement = (
        select(ServiceSession.id, ServiceSession.starts, Project.id, Project.title, Unit.short_name, Place.name)
        .join(Project, Project.id == ServiceSession.project_id)
        .join(Unit, Unit.id == Project.unit_id)
        .join(Place, Place.id == ServiceSession.site_id)
        .where(ServiceSession.id.in_(ids))
    )
    return [
        (Cell(title, _project(project_id)), Cell(full_date(local(starts))), Cell(unit), Cell(site))
        for _id, starts, project_id, title, unit, site in _ordered(ids, statement)
    ]


def _projects(ids: Sequence[int]) -> list[Row]:
    statement = (
        select(Project.id, Project.title, Unit.short_name, Place.name)
        .join(Unit, Unit.id == Project.unit_id)
        .join(Place, Place.id == Project.site_id)
        .where(Project.id.in_(ids))
    )
    return [
        (Cell(title, _project(project_id)), Cell(unit), Cell(site))
        for project_id, title, unit, site in _ordered(ids, statement)
    ]


def _ratings(ids: Sequence[int]) -> list[Row]:
    statement = (
        select(Rating.id, Demand.id, Demand.title, Rating.score, Rating.at, Unit.short_name)
        .join(Demand, Demand.id == Rating.demand_id)
        .join(Unit, Unit.id == Demand.responsible_unit_id)
        .where(Rating.id.in_(ids))
    )
    return _rated(ids, statement)


def _answers(ids: Sequence[int]) -> list[Row]:
    """At the end of a service without a demand, people rate the service itself."""
    statement = (
        select(
            Answer.id,
            Demand.id,
            func.coalesce(Demand.title, Project.title),
            Answer.score,
            Answer.at,
            Unit.short_name,
        )
        .join(Unit, Unit.id == Answer.unit_id)
        .outerjoin(Demand, Demand.id == Answer.demand_id)
        .outerjoin(ServiceSession, ServiceSession.id == Answer.session_id)
        .outerjoin(Project, Project.id == ServiceSession.project_id)
        .where(Answer.id.in_(ids))
    )
    return _rated(ids, statement)


def _rated(ids: Sequence[int], statement: Select[Any]) -> list[Row]:
    return [
        (
            Cell(title, _demand(demand_id) if demand_id else None),
            Cell(full_date(local(at))),
            Cell(unit),
            Cell(str(score)),
        )
        for _id, demand_id, title, score, at, unit in _ordered(ids, statement)
    ]


def _demands(ids: Sequence[int]) -> list[Row]:
    statement = (
        select(Demand.id, Demand.title, Demand.starts, Unit.short_name, Place.name)
        .join(Unit, Unit.id == Demand.responsible_unit_id)
        .join(Place, Place.id == Demand.site_id)
        .where(Demand.id.in_(ids))
    )
    return [
        (Cell(title, _demand(demand_id)), Cell(full_date(local(starts))), Cell(unit), Cell(site))
        for demand_id, title, starts, unit, site in _ordered(ids, statement)
    ]


def _empty(counted: Sequence[Sequence[int]]) -> list[Row]:
    amounts = {position_id: (places, minutes) for position_id, places, minutes in counted}
    statement = (
        select(Position.id, Project.id, Project.title, Position.title, Position.skill, ServiceSession.starts)
        .join(ServiceSession, ServiceSession.id == Position.session_id)
        .join(Project, Project.id == Position.project_id)
        .where(Position.id.in_(amounts))
    )
    return [
        (
            Cell(title, _project(project_id)),
            Cell(position),
            Cell(skill_name(skill) if skill else _("不限技能")),
            Cell(full_date(local(starts))),
            Cell(number(amounts[position_id][0])),
            Cell(minutes_words(amounts[position_id][1])),
        )
        for position_id, project_id, title, position, skill, starts in _ordered(list(amounts), statement)
    ]


def _ledger(month: UnitMonth, *, after: bool = False) -> Any:
    """The rows of the ledger that were counted; with `after` those that came in later."""
    days = days_of(month.month)
    rows = entries(days, None, since=month.until) if after else entries(days, month.until)
    return select(rows).where(below(rows.c.path, month.paths)).subquery("counted")


def _services(
    which: Callable[[Any], ColumnElement[bool]] | None = None, *, after: bool = False
) -> Callable[[UnitMonth], Page]:
    """A page of services, the latest first: (id, minutes)."""

    def page(month: UnitMonth) -> Page:
        rows = _ledger(month, after=after)
        grouped = (
            select(rows.c.proposal_id, func.sum(rows.c.minutes))
            .group_by(rows.c.proposal_id)
            .order_by(func.max(rows.c.service_date).desc(), rows.c.proposal_id)
        )
        return page_of(grouped.having(which(rows.c)) if which else grouped, scalars=False, size=SIZE)

    return page


def _service_rows(found: Sequence[Any]) -> list[Row]:
    minutes = {hours_id: int(total) for hours_id, total in found}
    statement = (
        select(
            HoursProposal.id,
            HoursProposal.service_date,
            HoursProposal.source,
            HoursProposal.note,
            Member.name,
            Unit.short_name,
            Project.title,
        )
        .join(Member, Member.id == HoursProposal.member_id)
        .join(Unit, Unit.id == HoursProposal.unit_id)
        .outerjoin(ServiceSession, ServiceSession.id == HoursProposal.session_id)
        .outerjoin(Project, Project.id == ServiceSession.project_id)
        .where(HoursProposal.id.in_(minutes))
    )
    return [
        (
            Cell(title or note or _("没有场次的服务"), url_for("hours.show", hours_id=hours_id)),
            Cell(full_date(day)),
            Cell(masked_name(name)),
            Cell(unit),
            Cell(str(status_look("hours_source", HoursSource(source)).word)),
            Cell(minutes_words(minutes[hours_id])),
        )
        for hours_id, day, source, note, name, unit, title in _ordered(list(minutes), statement)
    ]


def _people(month: UnitMonth) -> Page:
    rows = _ledger(month)
    grouped = select(rows.c.member_id, func.count(rows.c.proposal_id.distinct()), func.sum(rows.c.minutes))
    return page_of(grouped.group_by(rows.c.member_id).order_by(rows.c.member_id), scalars=False, size=SIZE)


def _people_rows(found: Sequence[Any]) -> list[Row]:
    sums = {member_id: (services, int(minutes)) for member_id, services, minutes in found}
    statement = (
        select(Member.id, Member.name, Member.number, Unit.short_name)
        .join(Unit, Unit.id == Member.unit_id)
        .where(Member.id.in_(sums))
    )
    return [
        (
            Cell(masked_name(name)),
            Cell(number_),
            Cell(unit),
            Cell(number(sums[member_id][0])),
            Cell(minutes_words(sums[member_id][1])),
        )
        for member_id, name, number_, unit in _ordered(list(sums), statement)
    ]


def _project(project_id: int) -> str:
    return url_for("projects.detail", project_id=project_id)


def _demand(demand_id: int) -> str:
    return url_for("demands.detail", demand_id=demand_id)


_UNIT, _SITE, _DAY = Heading(_l("队伍")), Heading(_l("地点")), Heading(_l("日期"))
_MINUTES = Heading(_l("时长"), number=True)
_SERVICE = (Heading(_l("服务")), _DAY, Heading(_l("姓名")), _UNIT, Heading(_l("来源")), _MINUTES)
_DEMAND = (Heading(_l("需求")), Heading(_l("希望的日期")), _UNIT, _SITE)
_RATING = (Heading(_l("需求")), Heading(_l("评价日期")), _UNIT, Heading(_l("评分"), number=True))
_EMPTY = (
    Heading(_l("项目")),
    Heading(_l("岗位")),
    Heading(_l("技能")),
    _DAY,
    Heading(_l("空着"), number=True),
    Heading(_l("人时"), number=True),
)
_PEOPLE = (Heading(_l("姓名")), Heading(_l("编号")), _UNIT, Heading(_l("人次"), number=True), _MINUTES)

LISTS: Mapping[str, Behind] = {
    "sessions": Behind((Heading(_l("项目")), _DAY, _UNIT, _SITE), _kept("sessions"), _sessions),
    "projects": Behind((Heading(_l("项目")), _UNIT, _SITE), _kept("projects"), _projects),
    "services": Behind(_SERVICE, _services(), _service_rows),
    "people": Behind(_PEOPLE, _people, _people_rows),
    "verified_minutes": Behind(_SERVICE, _services(lambda rows: ~func.bool_or(rows.backfilled)), _service_rows),
    "backfilled_minutes": Behind(_SERVICE, _services(lambda rows: func.bool_or(rows.backfilled)), _service_rows),
    "corrections": Behind(
        _SERVICE, _services(lambda rows: func.bool_or(rows.kind == EntryKind.REVERSAL)), _service_rows
    ),
    "site_ratings": Behind(_RATING, _kept("site_ratings"), _ratings),
    "recipient_ratings": Behind(_RATING, _kept("recipient_ratings"), _answers),
    "unrated": Behind(_DEMAND, _kept("unrated"), _demands),
    "declined": Behind(_DEMAND, _kept("declined"), _demands),
    "lapsed": Behind(_DEMAND, _kept("lapsed"), _demands),
    "empty_places": Behind(_EMPTY, _kept("empty"), _empty),
    "late": Behind(_SERVICE, _services(after=True), _service_rows),
}
