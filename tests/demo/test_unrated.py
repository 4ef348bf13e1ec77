"""The demo city has somebody to call, and somebody whom nobody called in time."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from tests.demo.test_load import NOW, TINY
from tests.support.database import WorkerDatabase
from volunteer.accounts.models import SignInIdentity
from volunteer.answers.call_backs import number_to_call
from volunteer.answers.late_calls import PASS_ON, passed_on
from volunteer.demo.load import load, make_city
from volunteer.demo.unrated import TO_CALL
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.jobs import perform_whole
from volunteer.organization.actor import Actor
from volunteer.people.identity import actor_of_account


def acting(name: str) -> Actor:
    """Whoever signs in under this name."""
    own = db.session.scalars(select(SignInIdentity.account_id).where(SignInIdentity.subject == name)).one()
    actor = actor_of_account(own, 0, clock.now(), None)
    assert actor is not None
    return actor


def test_the_team_has_calls_to_make_and_the_committee_one_that_came_late(
    app: Flask, clean_database: WorkerDatabase
) -> None:
    load(clean_database.urls.owner, make_city(TINY, 7, NOW, "hash"))
    with app.app_context(), clock.travel(NOW):
        assert number_to_call(acting("team"), NOW) >= len(TO_CALL) + 1
        late = passed_on(acting("committee"), NOW)
        assert len(db.session.scalars(late).all()) == 1
        assert perform_whole(PASS_ON) == 0, "what is late was passed on already"
        db.session.remove()
