"""The trail's months are made ahead, and sign-ins do not fail in heaps: for the health page and Prometheus."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ScalarSelect, func, select, text

from volunteer.audit.models import AuditEvent
from volunteer.audit.partitions import PARENT, WAITING, partition_name
from volunteer.happenings.accounts import SignInFailed
from volunteer.health.checks import Finding, Standing
from volunteer.health.gauges import Figure
from volunteer.kernel.database import db

HOUR = timedelta(hours=1)
MANY_FAILED = 200  # sign-ins in an hour

MONTHS = text(
    "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = to_regclass(:parent)"
)


def months(now: datetime) -> Iterable[Finding]:
    """This month and the next have a partition, and none waits outside of one."""
    part = _("操作记录")
    made = set(db.session.scalars(MONTHS, {"parent": PARENT}))
    this = partition_name(now.date())
    following = partition_name(_next(now.date()))
    todo = _("每晚零点二十分自动准备，请看定时任务“为操作记录准备下个月”为什么没有做成")
    if this not in made:
        said = _("这个月没有准备好，记录先放在备用的地方，没有丢")
        yield Finding(part, Standing.TROUBLE, said, todo)
    elif following not in made:
        yield Finding(part, Standing.ATTENTION, _("下个月还没有准备好"), todo)
    else:
        yield Finding(part, Standing.FINE, _("这个月和下个月都准备好了，只能添加，不能改"))


def sign_ins(now: datetime) -> Iterable[Finding]:
    """Nobody is trying passwords on a large scale."""
    part, failed = _("登录"), db.session.scalar(select(_failed(now))) or 0
    if failed >= MANY_FAILED:
        said = _("最近一小时登录失败 %(num)s 次", num=failed)
        todo = _("可能有人在试密码。在操作记录里按“登录失败”查看来自哪些地址，请技术人员在防火墙上拦截")
        yield Finding(part, Standing.TROUBLE, said, todo)
    else:
        yield Finding(part, Standing.FINE, _("最近一小时登录失败 %(num)s 次", num=failed))


def _failed(now: datetime) -> ScalarSelect[Any]:
    counted = select(func.count()).select_from(AuditEvent)
    return counted.where(AuditEvent.action == SignInFailed.action, AuditEvent.at > now - HOUR).scalar_subquery()


def _waiting(_now: datetime) -> ScalarSelect[Any]:
    found = select(func.count()).select_from(text(f"(SELECT 1 FROM {WAITING} LIMIT 1000) AS waiting"))
    return found.scalar_subquery()


def _next(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


FIGURES = (
    Figure("volunteer_sign_in_failures", "Failed sign-ins of the last hour", _failed),
    Figure("volunteer_audit_without_month", "Rows of the trail that no month's partition holds, up to 1000", _waiting),
)
