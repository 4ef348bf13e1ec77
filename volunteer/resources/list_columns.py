"""The columns of the three lists, the same on the screen, on paper and in the spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select

from volunteer.demands.models import Demand
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.exporting import Export, ListColumn
from volunteer.organization.models import Place
from volunteer.projects.models import Position, Project, ServiceSession
from volunteer.resources import shown
from volunteer.resources.words import KINDS
from volunteer.taxonomy.naming import category_name, skill_name
from volunteer.web.statuses import status_look


@dataclass(frozen=True)
class ProjectRow:
    """A project with the sum of its sessions."""

    project: Project
    sessions: int = 0
    first: datetime | None = None
    last: datetime | None = None
    places: int = 0
    taken: int = 0


def resource_list() -> Export:
    """资源清单."""
    columns = [
        ListColumn(_("名称"), lambda card, _d: card.resource.title, width=28),
        ListColumn(_("种类"), lambda card, _d: str(KINDS[card.resource.kind]), width=10),
        ListColumn(_("类别"), lambda card, _d: category_name(card.resource.category)),
        ListColumn(_("提供单位"), lambda card, _d: card.resource.unit.name, width=32),
        ListColumn(_("面向镇街"), lambda card, _d: _("、").join(card.towns) or _("全市"), width=24),
        ListColumn(_("可点日期"), lambda card, _d: shown.dates_words(card.resource) or _("长期"), width=20),
        ListColumn(_("提前天数"), lambda card, _d: card.resource.notice_days, "number", 10),
        ListColumn(_("每月次数"), lambda card, _d: card.resource.monthly_quota, "number", 10),
        ListColumn(_("近一年"), lambda card, _d: card.record.served, "number", 10),
        ListColumn(_("评价"), lambda card, _d: _rated(card.record), width=16),
    ]
    return Export("resource_list", _("资源清单"), columns, load=lambda found: shown.cards(found, clock.now()))


def demand_list() -> Export:
    """需求清单: the public part only (D6)."""
    columns = [
        ListColumn(_("编号"), lambda demand, _d: demand.number, width=14),
        ListColumn(_("需求"), lambda demand, _d: demand.title, width=28),
        ListColumn(_("类别"), lambda demand, _d: category_name(demand.category)),
        ListColumn(_("技能"), lambda demand, _d: skill_name(demand.skill)),
        ListColumn(_("社区"), lambda demand, _d: demand.site.name),
        ListColumn(_("镇街"), lambda demand, _d: _town(demand.site)),
        ListColumn(_("服务时间"), lambda demand, _d: demand.starts, "moment", 18),
        ListColumn(_("人数"), lambda demand, _d: demand.headcount, "number", 8),
        ListColumn(_("责任单位"), _responsible, width=32),
        ListColumn(_("状态"), lambda demand, _d: str(status_look("demand", demand.status).word), width=10),
    ]
    return Export("demand_list", _("需求清单"), columns)


def project_list() -> Export:
    """项目清单."""
    columns = [
        ListColumn(_("项目"), lambda row, _d: row.project.title, width=28),
        ListColumn(_("类别"), lambda row, _d: category_name(row.project.category)),
        ListColumn(_("社区"), lambda row, _d: row.project.site.name),
        ListColumn(_("镇街"), lambda row, _d: _town(row.project.site)),
        ListColumn(_("组织单位"), lambda row, _d: row.project.unit.name, width=32),
        ListColumn(_("场次"), lambda row, _d: row.sessions, "number", 8),
        ListColumn(_("首场"), lambda row, _d: row.first, "moment", 18),
        ListColumn(_("末场结束"), lambda row, _d: row.last, "moment", 18),
        ListColumn(_("名额"), lambda row, _d: row.places, "number", 8),
        ListColumn(_("已认领"), lambda row, _d: row.taken, "number", 8),
        ListColumn(_("状态"), lambda row, _d: str(status_look("project", row.project.status).word), width=10),
    ]
    return Export("project_list", _("项目清单"), columns, load=_with_sums)


COLUMNS: Mapping[str, Callable[[], Export]] = {
    "resources": resource_list,
    "demands": demand_list,
    "projects": project_list,
}


def _with_sums(found: Sequence[Project]) -> list[ProjectRow]:
    ids = [project.id for project in found]
    sessions = (
        select(
            ServiceSession.project_id,
            func.count(),
            func.min(ServiceSession.starts),
            func.max(ServiceSession.ends),
        )
        .where(ServiceSession.project_id.in_(ids))
        .group_by(ServiceSession.project_id)
    )
    places = (
        select(Position.project_id, func.sum(Position.headcount), func.sum(Position.taken))
        .where(Position.project_id.in_(ids))
        .group_by(Position.project_id)
    )
    held = {project_id: sums for project_id, *sums in db.session.execute(sessions)}
    room = {project_id: (int(all_), int(taken)) for project_id, all_, taken in db.session.execute(places)}
    return [
        ProjectRow(project, *held.get(project.id, (0, None, None)), *room.get(project.id, (0, 0))) for project in found
    ]


def _responsible(demand: Demand, _disclosure: object) -> str:
    return demand.responsible_unit.name if demand.responsible_unit else ""


def _town(site: Place) -> str:
    return site.parent.name if site.parent else ""


def _rated(record: shown.Record) -> str:
    """With how many said so: an average alone says little."""
    if record.average is None:
        return ""
    return _("%(average)s（%(num)s 份）", average=f"{record.average:.1f}", num=record.ratings)
