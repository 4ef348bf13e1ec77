"""Fixtures every test may use: the application, a client and a session on a clean database."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.nodeid import NodeId
from flask import Flask, Response, g
from flask.testing import FlaskClient
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from tests.support.browser import find_chromium
from tests.support.chromium import browser_process, chromium
from tests.support.database import WorkerDatabase, clean_database, database_urls, worker_database
from tests.support.world import World, build_world
from volunteer.kernel import changes
from volunteer.kernel.connections import reading
from volunteer.kernel.database import db
from volunteer.runtime.database_urls import DatabaseUrls
from volunteer.wiring import create_app

__all__ = ["browser_process", "chromium", "clean_database", "database_urls", "worker_database"]


os.environ.setdefault("LOG_LEVEL", "warning")  # a line for each of a run's many requests helps nobody
# One file of keys for all processes of a run, as those of one installation share it; it outlives a run as databases do.
os.environ["FIELD_KEYS_FILE"] = str(Path(tempfile.gettempdir()) / f"volunteer-tests-{os.geteuid()}" / "field.keys")

# As in gunicorn.conf.py: what is imported stays, and a page makes thousands of objects that are gone at its end.
gc.set_threshold(20_000, 20, 20)


def pytest_collection_finish() -> None:
    """Leave the application and the collected tests out of every search for cycles, which begin now."""
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests run where a Chromium is found; elsewhere each says why it does not.

    Tests are handed to the processes of a run by their ids: of two with the same only one would be run. Schemathesis
    leaves the operation out of them.
    """
    for item in items:
        if item.parent is not None and not item.nodeid.endswith(item.name):
            item._id = NodeId.parse(f"{item.parent.nodeid}::{item.name}")
    assert len({item.nodeid for item in items}) == len(items)
    if find_chromium() is None:
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason="no Chromium found"))


@pytest.fixture(scope="session")
def app(database_urls: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The whole application on this worker's database."""
    outside = tmp_path_factory.mktemp("ledger")
    application = create_app(
        {
            "TESTING": True,
            "SECRET_KEY": "for tests only",
            "SQLALCHEMY_DATABASE_URI": database_urls.app,
            "MIGRATION_DATABASE_URL": database_urls.owner,
            "LEDGER_HEADS_FILE": str(outside / "heads.jsonl"),
            "LEDGER_SIGNING_KEY_FILE": str(outside / "signing.key"),
        }
    )
    application.before_request_funcs.setdefault(None, []).insert(0, forget_the_last_request)
    application.after_request(fit_for_the_wire)
    return application


def fit_for_the_wire(answer: Response) -> Response:
    """Servers refuse headers beyond Latin-1 (PEP 3333); the test client would let them pass."""
    for _name, value in answer.headers:
        value.encode("latin-1")
    return answer


def forget_the_last_request() -> None:
    """Requests inside a test's application context share its `g` and session; in production each has its own.

    A connection on which the last request read without transactions (`kernel/connections.py`) is no use to one that
    writes.
    """
    for name in list(g):
        g.pop(name)
    session = db.session()
    if session.in_transaction() and session.connection().connection.driver_connection.autocommit and not reading():
        session.rollback()


@pytest.fixture
def client(app: Flask, clean_database: WorkerDatabase) -> FlaskClient:
    """A browser or API client nobody has signed in with, on a clean database."""
    changes.forget(app)
    return app.test_client()


@pytest.fixture
def db_session(app: Flask, clean_database: WorkerDatabase) -> Iterator[scoped_session[Session]]:
    """The session of an application context on a clean database."""
    changes.forget(app)
    with app.app_context():
        yield db.session
        db.session.remove()


@pytest.fixture
def world(db_session: scoped_session[Session], app: Flask) -> World:
    """A small city, inside an application context."""
    return build_world(app)
