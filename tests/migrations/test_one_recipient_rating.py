"""0032: what recipients said in ratings becomes answers and back again, and frozen months follow. 0035: what was merged
into a demand that was served since ends with it."""

from __future__ import annotations

import flask_migrate
import psycopg
from flask import Flask
from psycopg.types.json import Jsonb
from sqlalchemy import select

from tests.answers.spoken import answer_on, served
from tests.migrations.test_up_and_down import own_app as own_app  # the fixture
from tests.support.database import WorkerDatabase
from tests.support.world import build_world
from volunteer.answers.giving import Said, relay
from volunteer.answers.models import Answer
from volunteer.demands.states import DemandStatus, Outcome
from volunteer.kernel import clock
from volunteer.kernel.database import db

COUNTED = """
    INSERT INTO month_report (unit_id, month, figures, subjects, paths, definitions, frozen_at)
    SELECT id, '2026-10-01', '{}', %s, '{}', 1, now() FROM unit LIMIT 1
"""
RATED = "SELECT id, score, on_behalf, do_again FROM rating WHERE kind = 'recipient' ORDER BY score"
ANSWERED = "SELECT id, score, again, replaced_at IS NOT NULL FROM answer WHERE source = 'relayed' ORDER BY score"
ENDED = """
    SELECT demand.status, outcome, closed_at IS NOT NULL, step FROM demand
    JOIN demand_step ON demand_id = demand.id AND demand_step.reason IS NOT DISTINCT FROM %s
    WHERE merged_into_id = %s
"""
LISTED = "SELECT subjects -> 'recipient_ratings' FROM month_report"


def test_what_was_said_and_merged_survives_the_way_down_and_up(own_app: Flask, worker_database: WorkerDatabase) -> None:
    world = build_world(own_app)
    alone, spoken = served(world), served(world)
    relay(world.actor("site"), alone.id, Said(1))
    relay(world.actor("site"), spoken.id, Said(4))
    closed = world.demand(status=DemandStatus.CLOSED, outcome=Outcome.REMARK, closed_at=clock.now())
    followed = [(lead.id, lead.number) for lead in (closed, alone)]
    for lead_id, _number in followed:
        world.demand(status=DemandStatus.MERGED, merged_into_id=lead_id)
    ids = list(db.session.scalars(select(Answer.id).order_by(Answer.score)))
    own = answer_on(spoken, score=2).id
    db.session.remove()
    db.engine.dispose()
    with psycopg.connect(worker_database.urls.owner, autocommit=True) as connection:
        connection.execute(COUNTED, [Jsonb({"recipient_ratings": [ids[0], own]})])
        flask_migrate.downgrade(revision="0031")
        rated = connection.execute(RATED).fetchall()
        assert [row[1:] for row in rated] == [(1, True, False), (4, True, False)]
        assert connection.execute(LISTED).fetchone() == ([rated[0][0]],)
        connection.execute("UPDATE rating SET do_again = true WHERE score = 1")
        flask_migrate.upgrade()
        answered = connection.execute(ANSWERED).fetchall()
        assert [row[1:] for row in answered] == [(1, True, False), (4, False, True)]
        assert connection.execute(LISTED).fetchone() == ([answered[0][0]],)
        (closed_id, number), (served_id, _number) = followed
        together = ("closed", "remark", True, "close_together")
        assert connection.execute(ENDED, [number, closed_id]).fetchall() == [together]
        assert connection.execute(ENDED, [None, served_id]).fetchall() == [("awaiting_rating", None, False, "finish")]
        assert connection.execute("SELECT count(*) FROM rating").fetchone() == (0,)
