"""The JSON API is swept from its own OpenAPI document: every answer is a documented one, never a 5xx."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings

from tests.plans.drafts import a_draft, propose
from tests.support.world import World, coming
from volunteer.claims.states import ClaimStatus
from volunteer.kernel.database import db
from volunteer.wiring import create_app


@pytest.fixture
def swept_world(world: World) -> World:
    """The small city with something of every kind, so that low ids exist."""
    demand = world.demand()
    project = world.project(demand=demand, sessions=2, headcount=3)
    world.claim("member", project.positions[0])
    world.claim("member_2", project.positions[0], ClaimStatus.OFFERED)
    world.project(starts=coming(days=20), headcount=1)
    propose(world, a_draft(world), project.positions[1], "member_a2")
    return world


def _document() -> dict[str, Any]:
    """What the application says of its API; it names no database, the calls go to the application of the test.

    All calls are signed in: a missing token as one of several faults of a call would not be one on its way.
    """
    app = create_app({"SECRET_KEY": "document", "SQLALCHEMY_DATABASE_URI": "postgresql:///none"})
    answer = app.test_client().get("/api/v1/openapi.json").json
    assert answer is not None
    document = dict(answer)
    document.pop("security", None)
    for path in document["paths"].values():
        for operation in path.values():
            if isinstance(operation, dict):
                operation.pop("security", None)
    return document


schema = schemathesis.openapi.from_dict(_document())


SWEEP = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


# Whoever may not call an operation is refused before it is read what was sent: after so many refusals one more call
# that does not fit the schema shows nothing new. Those that fit are all sent, and tests/access asks every operation.
ENOUGH_REFUSALS = 3


class Caller:
    """Somebody who calls the API with a token, and takes another after a call that may have ended it."""

    def __init__(self, world: World, role: str) -> None:
        self._world = world
        self._role = role
        self._token = ""
        self._refusals = 0

    def call(self, case: schemathesis.Case) -> None:
        """One call, whose answer has to be a documented one."""
        if self._refusals >= ENOUGH_REFUSALS and case.meta is not None and case.meta.generation.mode.is_negative:
            return
        self._token = self._token or self._world.api(self._role).token
        # Without a server between, nothing unpacks what is sent packed.
        headers = {"Authorization": f"Bearer {self._token}", "Accept-Encoding": "identity"}
        answer = case.call_and_validate(app=self._world.app, headers=headers)
        self._refusals += answer.status_code == 403
        if case.method != "GET" and answer.status_code < 300:
            self._token = ""
        db.session.rollback()


@pytest.fixture
def callers(swept_world: World) -> list[Caller]:
    """Who may see and do nearly everything, and who is refused most things."""
    return [Caller(swept_world, role) for role in ("committee", "member")]


@pytest.mark.slow
@schema.parametrize()
@SWEEP
def test_as_committee_and_member(case: schemathesis.Case, callers: list[Caller]) -> None:
    for caller in callers:
        caller.call(case)
