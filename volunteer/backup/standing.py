"""How backups stand, for whoever minds the installation."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, func, or_, select

from volunteer.backup.models import BackupRun
from volunteer.backup.problems import ProblemKind
from volunteer.backup.words import PROBLEMS
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.web.humanize import ago

LATE_AFTER = timedelta(hours=36)


def backup_pending(now: datetime) -> Select[int]:
    """A row while something is wrong with backups; none where none was ever asked for."""
    latest = select(func.max(BackupRun.id)).scalar_subquery()
    wrong: ColumnElement[bool] = BackupRun.problem.is_not(None)
    if current_app.config["BACKUP_DIR"]:
        wrong = or_(wrong, BackupRun.finished_at < now - LATE_AFTER)
    return select(BackupRun.id).where(BackupRun.id == latest, wrong)


def backup_alarm() -> str | None:
    """What is wrong, in one sentence."""
    last = _wrong()
    if last is None:
        return None
    if last.problem is None:
        return str(_("每天的备份停了，最近一次成功是%(when)s。", when=ago(last.finished_at)))
    why = PROBLEMS[ProblemKind(last.problem)]
    return str(_("最近一次备份没有成功（%(when)s）：%(why)s。", when=ago(last.finished_at), why=why))


def backup_fault() -> str | None:
    """The same for machines that watch, without saying why."""
    return "backup" if _wrong() is not None else None


def _wrong() -> BackupRun | None:
    number = db.session.scalar(backup_pending(clock.now()))
    return db.session.get(BackupRun, number) if number is not None else None
