"""The administrator's home: what waits to be put in order, and how far the installation has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import func, select

from volunteer.access import account_queries, vacancies
from volunteer.access.queries import grants
from volunteer.home import queries
from volunteer.home.alarms import alarms
from volunteer.home.rows import FirstThings
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.outbox import OutboxMessage, stuck
from volunteer.organization.actor import Actor

SOON = 30  # days before a role ends that somebody should know


@dataclass(frozen=True)
class Untidy:
    """How many of each kind wait for somebody to decide."""

    pending: int
    locked: int
    leaders: int
    operators: int
    teams: int
    ending: int
    stuck: int


def administration(actor: Actor) -> dict[str, Any]:
    """What the template is given."""
    now = clock.now()
    things = queries.first_things(now)
    found = untidy(actor, now)
    return {
        "alarms": alarms(actor),
        "things": things,
        "tiles": _tiles(found),
        "pending": found.pending,
        "steps": _steps(things),
    }


def untidy(actor: Actor, now: datetime) -> Untidy:
    """The numbers behind the lists that the tiles lead to, in one statement."""
    lists: tuple[Any, ...] = (
        account_queries.managed_accounts(actor, now, state=account_queries.PENDING),
        account_queries.managed_accounts(actor, now, state=account_queries.LOCKED),
        vacancies.units_without_leader(actor, now),
        vacancies.sites_without_operator(actor, now),
        vacancies.sites_without_team(actor),
        grants(actor, now, ending_by=now + timedelta(days=SOON)),
        select(OutboxMessage.id).where(stuck(now)),
    )
    counts = (rows.with_only_columns(func.count()).order_by(None).options() for rows in lists)
    return Untidy(*db.session.execute(select(*(count.scalar_subquery() for count in counts))).one())


def _tiles(found: Untidy) -> list[dict[str, Any]]:
    """Each number with the list behind it; what is in order stays quiet."""
    entries = (
        (found.locked, _("账号已锁定"), url_for("access.accounts", state=account_queries.LOCKED)),
        (found.leaders, _("队伍没有负责人"), url_for("access.vacancies", kind="leaders")),
        (found.operators, _("社区没有操作员"), url_for("access.vacancies", kind="operators")),
        (found.teams, _("社区没有结对"), url_for("access.vacancies", kind="teams")),
        (found.ending, _("职责 30 天内到期"), url_for("access.grants", ending=SOON)),
        (found.stuck, _("没有发出去的消息"), url_for("outbox.index", state="stuck")),
    )
    return [
        {"value": number, "label": label, "url": url, "tone": "warn" if number else "plain"}
        for number, label, url in entries
    ]


def _steps(things: FirstThings) -> list[dict[str, Any]]:
    return [
        {
            "title": _("建好队伍"),
            "text": _("大队下设服务队和分队"),
            "url": url_for("units.index"),
            "done": things.units > 0,
        },
        {
            "title": _("登记社区"),
            "text": _("每个社区与一支服务队结对"),
            "url": url_for("sites.index"),
            "done": things.sites > 0,
        },
        {
            "title": _("登记人员"),
            "text": _("党员归入分队，领激活码开通账号"),
            "url": url_for("members.index"),
            "done": things.members > 0,
        },
        {
            "title": _("授权负责人"),
            "text": _("谁在哪支队伍、哪个社区能做什么"),
            "url": url_for("access.vacancies"),
            "done": things.grants > 1,
        },
    ]
