"""0044: a demand of a project finds the session at its time and site, on the way up again too."""

from __future__ import annotations

from datetime import timedelta

import flask_migrate
import psycopg
from flask import Flask

from tests.migrations.test_up_and_down import own_app as own_app  # the fixture
from tests.support.database import WorkerDatabase
from tests.support.world import build_world, coming
from volunteer.demands.states import DemandStatus
from volunteer.kernel.database import db
from volunteer.projects import service
from volunteer.projects.content import ProjectContent

LINKS = "SELECT demand_id, session_id FROM project_demand ORDER BY demand_id"
MOVED = "UPDATE service_session SET ends = ends + interval '1 hour' WHERE id = %s"


def test_links_are_guessed_once_for_what_is_there(own_app: Flask, worker_database: WorkerDatabase) -> None:
    world = build_world(own_app)
    first = world.demand(status=DemandStatus.ACCEPTED)
    later = {"starts": coming(days=9), "ends": coming(days=9) + timedelta(hours=2)}
    second = world.demand(status=DemandStatus.ACCEPTED, **later)
    ids = [first.id, second.id]
    project = service.make(world.actor("team"), ProjectContent(), demand_ids=ids)
    made = {session.starts: session.id for session in project.sessions}
    linked = [(first.id, made[first.starts]), (second.id, made[second.starts])]
    db.session.remove()
    db.engine.dispose()
    with psycopg.connect(worker_database.urls.owner, autocommit=True) as connection:
        assert connection.execute(LINKS).fetchall() == linked
        flask_migrate.downgrade(revision="0043")
        connection.execute(MOVED, [linked[1][1]])
        flask_migrate.upgrade()
        assert connection.execute(LINKS).fetchall() == [linked[0], (ids[1], None)]
