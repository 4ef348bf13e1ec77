"""What somebody new in an overseeing role does first; a step is gone once what it asks for is there."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, exists, select

from volunteer.access import vacancies
from volunteer.accounts.models import Account
from volunteer.demands.models import Demand
from volunteer.demands.states import DemandStatus
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.organization.models import Grant, Place, PlaceKind, Unit
from volunteer.organization.permissions import Permission, Role
from volunteer.organization.scope import place_within, under, unit_within
from volunteer.projects.models import Project

NEWCOMER = timedelta(days=7)  # a supervisor changes nothing, so only time tells who has looked around

Step = dict[str, Any]


def first_steps(actor: Actor, now: datetime) -> list[Step]:
    """Three steps for the role that decides the home, each with whether it is done: one statement."""
    if Role.COMMITTEE in actor.roles:
        return _committee(actor, now)
    return _town(actor, now) if Role.TOWN_OFFICER in actor.roles else _supervisor(actor, now)


def _committee(actor: Actor, now: datetime) -> list[Step]:
    reach = actor.reach(Permission.UNIT_MANAGE)
    led, ruled, published = _facts(
        ~exists(vacancies.units_without_leader(actor, now).with_only_columns(Unit.id).order_by(None)),
        exists().where(under(Unit.path, reach.unit_paths), Unit.settings != {}),
        exists().where(unit_within(Project.unit_id, reach), Project.published_at.is_not(None)),
    )
    own = next(grant.node_id for grant in actor.grants if grant.role == Role.COMMITTEE)
    return [
        _step(_("给每支队伍定下负责人"), _("没有负责人的队伍，需求和签到没人处理"), url_for("access.vacancies"), led),
        _step(
            _("看一遍规则"),
            _("工作时间、答复期限、签到范围，下级默认沿用"),
            url_for("unit_settings.edit", unit_id=own),
            ruled,
        ),
        _step(_("发起第一个项目"), _("从等候的需求中选一条开始"), url_for("demands.index"), published),
    ]


def _town(actor: Actor, now: datetime) -> list[Step]:
    reach = actor.reach(Permission.DEMAND_ASK)
    here = place_within(Demand.site_id, reach)
    kept = exists().where(Grant.place_id == Place.id, Grant.role == Role.SITE_OPERATOR, Grant.not_over(now))
    sites = (Place.kind == PlaceKind.SITE, under(Place.path, reach.place_paths))
    manned, asked, rated = _facts(
        ~exists().where(*sites, ~kept),
        exists().where(here, Demand.status != DemandStatus.DRAFT),
        exists().where(here, Demand.status == DemandStatus.CLOSED),
    )
    return [
        _step(_("核对社区名单"), _("每个社区都要有操作员，缺人请联系党工委"), url_for("sites.index"), manned),
        _step(_("发布一条需求"), _("可以替镇街的任何一个社区发布"), url_for("demand_forms.new"), asked),
        _step(_("看看办得怎样"), _("服务结束后由社区评价，评价后销号"), url_for("demands.index"), rated),
    ]


def _supervisor(actor: Actor, now: datetime) -> list[Step]:
    (settled,) = _facts(exists().where(Account.id == actor.account_id, Account.consented_at < now - NEWCOMER))
    return [
        _step(_("看哪里还缺帮助"), _("下面每个数字都能点开看明细"), url_for("home.lists.gaps"), settled),
        _step(_("看一个项目的进展"), _("每场有多少人报名、到场"), url_for("projects.index"), settled),
        _step(_("看时长是怎样记的"), _("签到认定和补录分开统计，可以查到每一条"), url_for("hours.index"), settled),
    ]


def _facts(*questions: ColumnElement[bool]) -> tuple[bool, ...]:
    return tuple(db.session.execute(select(*questions)).one())


def _step(title: str, text: str, url: str, done: bool) -> Step:
    return {"title": title, "text": text, "url": url, "done": done}
