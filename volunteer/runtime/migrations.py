"""Bringing a database to the schema of this code, as the role that owns it."""

from __future__ import annotations

import gc
import sys

import psycopg
from alembic.script import ScriptDirectory

from volunteer.config import ConfigurationError
from volunteer.runtime.database_urls import DatabaseUrls, resolve_urls
from volunteer.runtime.paths import PROJECT_ROOT

DIRECTORY = PROJECT_ROOT / "migrations"


class NewerDatabase(RuntimeError):
    """The database was migrated by newer code than this."""


def stored_revisions(owner_url: str) -> list[str]:
    """Revisions the database says it is at; none for a fresh one."""
    with psycopg.connect(owner_url) as connection:
        if connection.execute("SELECT to_regclass('alembic_version')").fetchone() == (None,):
            return []
        return [row[0] for row in connection.execute("SELECT version_num FROM alembic_version")]


def is_current(owner_url: str) -> bool:
    """Whether no migration is missing. Raises when the database is at a revision that this code has never heard of."""
    stored, scripts = set(stored_revisions(owner_url)), ScriptDirectory(str(DIRECTORY))
    unknown = sorted(stored - {script.revision for script in scripts.walk_revisions()})
    if unknown:
        raise NewerDatabase(f"the database (revision {', '.join(unknown)}) is newer than this code: update the code")
    return stored == set(scripts.get_heads())


def upgrade(urls: DatabaseUrls) -> None:
    """Run the migrations that are missing; where none is, nothing is loaded that would run them."""
    if is_current(urls.owner):
        return
    import flask_migrate  # with the application, seconds of every start

    from volunteer.wiring import create_app

    settings = {"SQLALCHEMY_DATABASE_URI": urls.app, "MIGRATION_DATABASE_URL": urls.owner, "SECRET_KEY": "unused"}
    app = create_app(settings)
    with app.app_context():
        flask_migrate.upgrade(directory=str(DIRECTORY))


def main() -> int:
    """Migrate the database of this checkout; one line and status 1 when that is not possible."""
    gc.disable()  # for the seconds that this takes; a fifth of them would go into looking for garbage
    try:
        upgrade(resolve_urls())
    except NewerDatabase as refusal:
        print(f"error: {refusal}", file=sys.stderr)
        return 1
    except ConfigurationError as faults:
        print("\n".join(f"error: {fault}" for fault in str(faults).splitlines()), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
