"""How backups stand, for whoever minds the installation."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select

from volunteer.backup.models import BackupRun
from volunteer.backup.problems import ProblemKind
from volunteer.backup.words import PROBLEMS
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.web.humanize import ago

LATE_AFTER = timedelta(hours=36)


def backup_alarm() -> str | None:
    """What is wrong with backups, in one sentence; None where nothing is, and where none was ever asked for."""
    last = _last()
    if last is None or not _is_wrong(last):
        return None
    if last.problem is None:
        return str(_("每天的备份停了，最近一次成功是%(when)s。", when=ago(last.finished_at)))
    why = PROBLEMS[ProblemKind(last.problem)]
    return str(_("最近一次备份没有成功（%(when)s）：%(why)s。", when=ago(last.finished_at), why=why))


def backup_fault() -> str | None:
    """The same for machines that watch, without saying why."""
    last = _last()
    return "backup" if last is not None and _is_wrong(last) else None


def _last() -> BackupRun | None:
    return db.session.scalars(select(BackupRun).order_by(BackupRun.id.desc()).limit(1)).first()


def _is_wrong(last: BackupRun) -> bool:
    late = bool(current_app.config["BACKUP_DIR"]) and clock.now() - last.finished_at > LATE_AFTER
    return last.problem is not None or late
