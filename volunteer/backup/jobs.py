"""The nightly backup, where BACKUP_DIR says where to: tried again each hour until it works."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import structlog
from flask import Flask, current_app
from sqlalchemy import select

from volunteer.backup.models import BackupRun
from volunteer.backup.passphrase import configured
from volunteer.backup.problems import BackupError, ProblemKind
from volunteer.backup.service import back_up, failed
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.jobs import Job
from volunteer.kernel.unit_of_work import Work
from volunteer.organization.actor import SYSTEM

TRIED_AGAIN_AFTER = timedelta(hours=1)

log = structlog.get_logger()


def back_up_tonight(work: Work) -> int:
    """Make today's backup if it is time and there is none; whether one was made."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # the object behind the proxy
    if not app.config["BACKUP_DIR"] or not _is_due(work.now, app.config["BACKUP_HOUR"]):
        return 0
    try:
        given = configured(app.config)
        if given is None:
            raise BackupError(ProblemKind.PASSPHRASE, "set BACKUP_PASSPHRASE or BACKUP_PASSPHRASE_FILE")
    except BackupError as error:
        log.critical("backup failed", kind=error.kind, problem=str(error))
        failed(SYSTEM, work.now, error)
        return 0
    try:
        back_up(app, SYSTEM, Path(app.config["BACKUP_DIR"]), given, app.config["BACKUP_KEEP"], log.info)
    except BackupError:
        return 0  # told and on record
    return 1


def _is_due(now: datetime, hour: int) -> bool:
    """Whether today's hour has come, no backup was made since, and the last try is an hour ago."""
    due = clock.local(now).replace(hour=hour, minute=0, second=0, microsecond=0)
    last = db.session.scalars(select(BackupRun).order_by(BackupRun.id.desc()).limit(1)).first()
    if now < due or last is None:
        return now >= due
    if last.problem is None:
        return last.begun_at < due
    return last.finished_at <= now - TRIED_AGAIN_AFTER


BACK_UP = Job("backup.nightly", back_up_tonight, "cron", {"minute": "*/10"})
