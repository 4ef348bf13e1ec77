"""0046: codes that are out open as before on the way up, and nothing after the way down."""

from __future__ import annotations

import flask_migrate
import psycopg
import pytest
from flask import Flask

from tests.accounts.conftest import PASSWORD, code_for, with_password
from tests.migrations.test_up_and_down import own_app as own_app  # the fixture
from tests.support.database import WorkerDatabase
from tests.support.world import build_world
from volunteer.accounts import codes, rules
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Refused
from volunteer.organization.actor import NOBODY

OF_BEFORE = "UPDATE one_time_code SET code_hash = %s, expires_at = now() + interval '1 day' WHERE account_id = %s"


def test_codes_that_are_out_stay_good(own_app: Flask, worker_database: WorkerDatabase) -> None:
    world = build_world(own_app)
    account = with_password(world, "member")
    account_id, printed = account.id, code_for(account).code
    db.session.remove()
    db.engine.dispose()
    flask_migrate.downgrade(revision="0045")
    with psycopg.connect(worker_database.urls.owner, autocommit=True) as connection:
        left = connection.execute("SELECT count(*) FROM one_time_code WHERE expires_at > now()").fetchone()
        assert left == (0,)
        connection.execute(OF_BEFORE, [rules.digest(printed), account_id])
    flask_migrate.upgrade()
    assert codes.owner_of(printed, clock.now()) is not None
    codes.use_code(NOBODY, printed, PASSWORD)
    with pytest.raises(Refused, match="code_wrong"):
        codes.use_code(NOBODY, printed, PASSWORD)
