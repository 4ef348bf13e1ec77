"""A loaded database looked at with the eyes of this code: migrated forward if asked, its ledger proved, held.

Everything below works with the database of the application that is current, so the loaded one gets a bare application
of its own.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import flask_migrate
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from volunteer.audit.jobs import ensure_coming_months
from volunteer.backup.kept_files import FIELD_KEYS, HEADS, SIGNING_KEY
from volunteer.backup.place import Place, line
from volunteer.backup.problems import BackupError, ProblemKind
from volunteer.backup.unmarking import unmark
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.outbox_hold import HoldReason
from volunteer.kernel.outbox_release import hold
from volunteer.ledger.keeping import keeping
from volunteer.ledger.proof import Checked
from volunteer.ledger.proving import everything
from volunteer.organization.actor import SYSTEM
from volunteer.runtime.paths import PROJECT_ROOT

MIGRATIONS = PROJECT_ROOT / "migrations"


@dataclass(frozen=True)
class Settled:
    """How the ledger of a loaded database was proved, and what does not hold."""

    members: int
    entries: int
    days: int
    faults: list[str] = field(default_factory=list)


def settle(place: Place, files: dict[str, bytes], *, migrate: bool, hold_since: datetime | None = None) -> Settled:
    """Bring the database to this code's revision if asked, prove its ledger, hold its outbox since the backup's moment.

    The heads and the key stand in a private directory meanwhile. BackupError when this code cannot read the database.
    """
    with _application(place, files) as app, app.app_context():
        try:
            if migrate:
                flask_migrate.upgrade(directory=str(MIGRATIONS))
            checked = _prove()
            if hold_since is not None:
                unmark(place.owner_url)
                ensure_coming_months(clock.now())  # an old backup has none for the months since
                hold(SYSTEM, HoldReason.RESTORE, hold_since)
        except (SQLAlchemyError, SystemExit) as error:  # migrations end the program
            raise BackupError(ProblemKind.PROOF, f"this code cannot read the copy: {line(error)}") from error
        finally:
            db.session.remove()
            db.engine.dispose()
    faults = [f"{found.fault} {found.member_id or found.day or 'file'}" for found in checked.found]
    return Settled(checked.members, checked.entries, checked.days, faults)


def _prove() -> Checked:
    checked = Checked()
    for part in everything(keeping()):
        checked.add(part)
    db.session.rollback()
    return checked


@contextmanager
def _application(place: Place, files: dict[str, bytes]) -> Iterator[Flask]:
    app = Flask("settling")
    app.config.update(SQLALCHEMY_DATABASE_URI=place.app_url, MIGRATION_DATABASE_URL=place.owner_url)
    with tempfile.TemporaryDirectory(prefix="volunteer-proof-") as directory:
        for name in (FIELD_KEYS, HEADS, SIGNING_KEY):
            path = Path(directory) / name
            app.config[name] = str(path)
            if name in files:
                path.write_bytes(files[name])
        db.init_app(app)
        flask_migrate.Migrate(app, db, directory=str(MIGRATIONS), compare_type=True)
        yield app
