"""How backups stand: for the health page and Prometheus."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ScalarSelect, func, select

from volunteer.backup.models import BackupRun
from volunteer.backup.problems import ProblemKind
from volunteer.backup.words import PROBLEMS
from volunteer.health.checks import Finding, Standing
from volunteer.health.gauges import Figure
from volunteer.kernel.database import db
from volunteer.web.humanize import ago, moment

LATE, VERY_LATE = timedelta(hours=36), timedelta(days=4)


def backups(now: datetime) -> Iterable[Finding]:
    """The last backup is of last night; each is proved when it is made."""
    part, last = _("备份"), db.session.scalars(select(BackupRun).order_by(BackupRun.id.desc()).limit(1)).first()
    daily = _("请技术人员安排每天备份一次，并把备份存到另一台机器上")
    if last is None:
        yield Finding(part, Standing.ATTENTION, _("还没有备份记录"), daily)
        return
    when = moment(last.finished_at)
    if last.problem is not None:
        why = PROBLEMS[ProblemKind(last.problem)]
        said = _("最近一次备份没有成功（%(when)s）：%(why)s", when=when, why=why)
        yield Finding(part, Standing.TROUBLE, said, _("排除原因后会在一小时内再备份一次"))
    elif now - last.finished_at > LATE:
        grave = now - last.finished_at > VERY_LATE
        said = _("每天的备份停了，最近一次成功是%(when)s", when=ago(last.finished_at, now))
        yield Finding(part, Standing.TROUBLE if grave else Standing.ATTENTION, said, daily)
    else:
        yield Finding(part, Standing.FINE, _("最近一次在%(when)s，核对过可以恢复", when=when))


def _age(now: datetime) -> ScalarSelect[Any]:
    last = select(func.max(BackupRun.finished_at)).where(BackupRun.problem.is_(None)).scalar_subquery()
    return select(func.extract("epoch", now - last)).scalar_subquery()


FIGURES = (Figure("volunteer_backup_age_seconds", "Since the last backup that was proved, 0 without any", _age),)
