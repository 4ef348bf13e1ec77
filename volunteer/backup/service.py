"""A backup made by somebody at the terminal or by the clock, and what became of it, on record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import structlog
from flask import Flask

from volunteer.backup.models import BackupRun
from volunteer.backup.place import place_of
from volunteer.backup.problems import BackupError
from volunteer.backup.writing import Made, forget_older, make
from volunteer.happenings.backup import BackupFailed, BackupMade
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Acting, Work, use_case

log = structlog.get_logger()


def back_up(
    app: Flask, actor: Acting, directory: Path, passphrase: str, keep: int | None, say: Callable[[str], object]
) -> Made:
    """Make a backup, and then remove older ones than the newest `keep`; failures are recorded and raised."""
    begun = clock.now()
    try:
        made = make(place_of(app), app.config, directory, passphrase, begun, say)
    except BackupError as error:
        log.critical("backup failed", kind=error.kind, problem=str(error))
        failed(actor, begun, error)
        raise
    done(actor, begun, made)
    if keep is not None:
        for file in forget_older(directory, keep):
            say(f"removed: {file.name}")
    return made


@use_case
def done(work: Work, actor: Acting, begun: datetime, made: Made) -> None:
    """There is a backup."""
    run = BackupRun(begun_at=begun, finished_at=work.now, file=made.file.name, bytes=made.bytes)
    db.session.add(run)
    db.session.flush()
    work.record(BackupMade(subject_id=run.id, details={"file": made.file.name, "bytes": made.bytes}))


@use_case
def failed(work: Work, actor: Acting, begun: datetime, error: BackupError) -> None:
    """There is none that can be counted on."""
    run = BackupRun(begun_at=begun, finished_at=work.now, problem=error.kind)
    db.session.add(run)
    db.session.flush()
    work.record(BackupFailed(subject_id=run.id, details={"problem": str(error.kind)}))
