"""Every migration goes up and down with rows in the tables, and the models match what the migrations make."""

from __future__ import annotations

from collections.abc import Iterator

import flask_migrate
import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import create_engine

from tests.complaints.sent import about_unit, sent
from tests.support.database import WorkerDatabase
from tests.support.world import World, build_world
from volunteer.complaints.models import ComplaintStep
from volunteer.complaints.states import About, ComplaintStepKind
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.records.models import Certificate
from volunteer.wiring import create_app


@pytest.fixture
def own_app(worker_database: WorkerDatabase, clean_database: WorkerDatabase) -> Iterator[Flask]:
    """An application whose database may be torn down: it is made anew afterwards."""
    urls = worker_database.urls
    app = create_app(
        {"SECRET_KEY": "x", "SQLALCHEMY_DATABASE_URI": urls.app, "MIGRATION_DATABASE_URL": urls.owner, "TESTING": True}
    )
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_down_and_up_with_rows(own_app: Flask, worker_database: WorkerDatabase) -> None:
    _complain(build_world(own_app))
    db.session.remove()
    db.engine.dispose()
    flask_migrate.downgrade(revision="0027")
    with psycopg.connect(worker_database.urls.owner) as connection:
        complaints = connection.execute("SELECT about, oversight FROM complaint ORDER BY id").fetchall()
    assert complaints == [("unit", True), ("unit", False)]
    flask_migrate.downgrade(revision="base")
    with psycopg.connect(worker_database.urls.owner) as connection:
        left = connection.execute(
            "SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'p', 'S') AND relnamespace = 'public'::regnamespace"
            " AND relname <> 'alembic_version'"
        ).fetchone()
    assert left == (0,)
    flask_migrate.upgrade()
    build_world(own_app)


def _complain(world: World) -> None:
    """About a certificate, which is answered at the top, and about a squad."""
    member = world.members["member"]
    certificate = Certificate(
        member_id=member.id,
        unit_id=world.units["team_a"].id,
        until=clock.today(),
        purpose="年度考核",
        requested_at=clock.now(),
    )
    db.session.add(certificate)
    db.session.commit()
    about_certificate, _ = sent(About.CERTIFICATE, certificate.id)
    about_unit(world, "squad_a1")
    step = ComplaintStep(
        complaint_id=about_certificate,
        kind=ComplaintStepKind.HANDED_OVER,
        at=clock.now(),
        unit_id=world.units["brigade"].id,
    )
    db.session.add(step)
    db.session.commit()


def test_models_match_the_migrations(own_app: Flask, worker_database: WorkerDatabase) -> None:
    engine = create_engine(worker_database.urls.owner)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_name": lambda name, kind, _: kind != "table" or not (name or "").startswith("audit_event_"),
            },
        )
        assert compare_metadata(context, db.metadata) == []
    engine.dispose()
