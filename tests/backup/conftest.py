"""A database that the owner's role owns, as in an installation, with one backup made while rows were written."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from click.testing import Result
from flask import Flask
from psycopg import sql

from tests.ledger.test_service import served
from tests.support.database import TEMPLATE, WorkerDatabase
from tests.support.world import World, build_world
from volunteer.backup.place import Place, place_of
from volunteer.kernel import changes, clock
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import transaction
from volunteer.ledger import service
from volunteer.ledger.heads import make_heads
from volunteer.organization.actor import SYSTEM
from volunteer.runtime import provision
from volunteer.runtime.database_urls import DatabaseUrls
from volunteer.runtime.paths import PROJECT_ROOT
from volunteer.wiring import create_app

FILES = ("LEDGER_HEADS_FILE", "LEDGER_SIGNING_KEY_FILE", "FIELD_KEYS_FILE")
PASSPHRASE = "four plums in June"
WRITE = (
    "INSERT INTO outbox_message (dedupe_key, channel, recipient, payload, due_at) VALUES (%s, 'x', '1', '{}', now())"
)


@dataclass
class Installation:
    """An application on a database and a directory of its own."""

    app: Flask
    place: Place
    directory: Path

    @property
    def backups(self) -> Path:
        """Where backups go."""
        return self.directory / "backups"

    def run(self, *arguments: str) -> Result:
        """A command of flask."""
        return self.app.test_cli_runner().invoke(args=list(arguments))

    def process(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """The same as an operator runs it."""
        environment = {
            **os.environ,
            "BACKUP_PASSPHRASE": PASSPHRASE,
            "DATABASE_URL": self.place.app_url,
            "MIGRATION_DATABASE_URL": self.place.owner_url,
            "SECRET_KEY": "for tests only",
            "VOLUNTEER_INSTANCE": str(self.directory / "instance"),
            **{name: str(self.app.config[name]) for name in FILES},
        }
        command = [sys.executable, "-m", "flask", "--app", "app", *arguments]
        return subprocess.run(command, env=environment, cwd=PROJECT_ROOT, capture_output=True, text=True, check=False)

    def query(self, statement: str, url: str | None = None) -> list[tuple[object, ...]]:
        """Rows, read by the application's role or by that of the URL."""
        with psycopg.connect(url or self.place.app_url, autocommit=True) as connection:
            return connection.execute(statement).fetchall()


def install(urls: DatabaseUrls, name: str, directory: Path) -> Installation:
    """An application on a database of that name, which need not be there."""
    place = Place(urls.app, urls.owner).named(name)
    directory.mkdir(exist_ok=True)
    app = create_app(
        {
            "TESTING": True,
            "SECRET_KEY": "for tests only",
            "SQLALCHEMY_DATABASE_URI": place.app_url,
            "MIGRATION_DATABASE_URL": place.owner_url,
            "LEDGER_HEADS_FILE": str(directory / "heads.jsonl"),
            "LEDGER_SIGNING_KEY_FILE": str(directory / "signing.key"),
            "FIELD_KEYS_FILE": str(directory / "field.keys"),
            "BACKUP_PASSPHRASE": PASSPHRASE,
        }
    )
    return Installation(app, place_of(app), directory)


@pytest.fixture(scope="module")
def directory() -> Iterator[Path]:
    """Short, and outside of pytest's own."""
    made = Path(tempfile.mkdtemp(prefix="vb-"))
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="module")
def city(worker_database: WorkerDatabase, database_urls: DatabaseUrls, directory: Path) -> Iterator[Installation]:
    """A small city in a database that belongs to the owner's role."""
    name = f"{worker_database.name}_city"
    superuser = database_urls.owner.replace(provision.OWNER_ROLE, provision.SUPERUSER)
    with psycopg.connect(superuser, autocommit=True) as server:
        create = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}")
        owner = sql.Identifier(provision.OWNER_ROLE)
        server.execute(create.format(sql.Identifier(name), owner, sql.Identifier(TEMPLATE)))
    made = install(database_urls, name, directory / "city")
    with made.app.app_context():
        changes.forget(made.app)
        _serve(build_world(made.app))
        db.session.remove()
    yield made
    with made.app.app_context():
        db.engine.dispose()
    with psycopg.connect(superuser, autocommit=True) as server:
        for (left,) in server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", (name,)):
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(left)))


def _serve(world: World) -> None:
    """Hours of two people on two days, and the heads of these days."""
    for days, members in ((0, ("member", "member_2")), (1, ("member",))):
        with clock.travel(clock.now() + timedelta(days=days)):
            service.confirm(world.actor("squad"), [served(world, name) for name in members])
    with clock.travel(clock.now() + timedelta(days=3)), transaction(SYSTEM) as work:
        assert make_heads(work.now)


@pytest.fixture(scope="module")
def backup(city: Installation) -> Path:
    """The backup of the city; messages were queued all the time that it took."""
    stop = threading.Event()

    def write() -> None:
        with psycopg.connect(city.place.app_url, autocommit=True) as connection:
            for number in range(1_000_000):
                connection.execute(WRITE, (f"written meanwhile {number}",))
                if stop.wait(0.002):
                    return

    writer = threading.Thread(target=write)
    writer.start()
    try:
        result = city.run("backup", str(city.backups))
    finally:
        stop.set()
        writer.join()
    assert result.exit_code == 0, result.output
    assert "backed up and proved" in result.output
    (file,) = city.backups.iterdir()
    return file
