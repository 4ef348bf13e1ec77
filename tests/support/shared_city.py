"""One city with something of everything for all tests of a module that only look at it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from tests.support.database import WorkerDatabase
from tests.support.everything import Ids, something_of_everything
from tests.support.world import World, build_world
from volunteer.kernel import changes
from volunteer.kernel.database import db


@contextmanager
def shared_city(app: Flask, database: WorkerDatabase) -> Iterator[tuple[World, Ids]]:
    """The small city and its rows, inside an application context; making them costs as much as fifty tests."""
    database.clean()
    changes.forget(app)
    with app.app_context():
        city = build_world(app)
        yield city, something_of_everything(city)
        db.session.remove()
