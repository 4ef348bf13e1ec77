"""Every address as every role, from inside and outside of what the rows belong to, without changing anything.

The commit of a request is refused, so that each is asked of the same rows: who would have changed something, may.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import event

from tests.support.bodies import least_body
from tests.support.everything import Ids
from tests.support.world import World
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.models import Grant, Tier
from volunteer.organization.permissions import Role
from volunteer.runtime.paths import PROJECT_ROOT

PART = re.compile(r"<(?:\w+:)?(\w+)>")
STEP = re.compile(r"<any\(([^)]*)\):\w+>")
# What forms ask for before anything else.
WORDS = {"reason": "原因", "purpose": "用途", "due_on": (clock.today() + timedelta(days=60)).isoformat()}
WOULD_CHANGE = 299  # stands for an answer that would have followed a change
VISITOR = "visitor"
INSIDE = {
    Role.ADMIN: "admin",
    Role.COMMITTEE: "committee",
    Role.SUPERVISOR: "supervisor",
    Role.TEAM_LEADER: "team",
    Role.SQUAD_LEADER: "squad",
    Role.TOWN_OFFICER: "town",
    Role.SITE_OPERATOR: "site",
}
OUTSIDE = {role: f"far_{role}" for role in INSIDE}


class Held(Exception):
    """A request came as far as its commit."""


@dataclass(frozen=True)
class Line:
    """One address of docs/permissions.md: its pattern, verb, whom it is open to in words, and the roles marked."""

    pattern: str
    verb: str
    open_to: str
    roles: frozenset[Role]

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of the parts of the address that tell a row."""
        return tuple(PART.findall(self.pattern))

    def address(self, ids: Ids) -> str:
        """The address with the ids of rows in it."""
        return PART.sub(lambda part: str(ids[part[1]]), self.pattern)


def lines() -> list[Line]:
    """The table of addresses, read from the document; a step named in the address makes a line each."""
    text = (PROJECT_ROOT / "docs" / "permissions.md").read_text("utf-8").split("## Addresses")[1]
    found = []
    for row in text.splitlines():
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        if row.startswith("| `"):
            marked = frozenset(role for role, cell in zip(Role, cells[3:], strict=True) if cell)
            patterns = _each_step(cells[0].strip("`"))
            found += [Line(pattern, verb, cells[2], marked) for verb in cells[1].split() for pattern in patterns]
    return found


def _each_step(pattern: str) -> list[str]:
    steps = STEP.search(pattern)
    if steps is None:
        return [pattern]
    return [pattern.replace(steps[0], step.strip(" \"'")) for step in steps[1].split(",")]


def add_far_accounts(world: World) -> None:
    """The same roles elsewhere: another county's brigade, another team, another town."""
    world._unit("far_brigade", Tier.BRIGADE, "brigade")
    since = clock.now() - timedelta(days=1)
    for role, node in {
        Role.ADMIN: {"unit_id": world.units["far_brigade"].id},
        Role.COMMITTEE: {"unit_id": world.units["far_brigade"].id},
        Role.SUPERVISOR: {"unit_id": world.units["team_b"].id},
        Role.TEAM_LEADER: {"unit_id": world.units["team_b"].id},
        Role.SQUAD_LEADER: {"unit_id": world.units["squad_b1"].id},
        Role.TOWN_OFFICER: {"place_id": world.places["town_2"].id},
        Role.SITE_OPERATOR: {"place_id": world.places["site_3"].id},
    }.items():
        account = world._account(OUTSIDE[role])
        db.session.add(Grant(account_id=account.id, role=role, since=since, **node))
    db.session.commit()


@contextmanager
def nothing_changes() -> Iterator[None]:
    """Hold every commit that would write."""

    def hold(_session: Any) -> None:
        raise Held

    event.listen(db.session, "before_commit", hold)
    try:
        yield
    finally:
        event.remove(db.session, "before_commit", hold)


class Asker:
    """One account asking: pages as a browser of its own each time, the API with a token."""

    def __init__(self, world: World, name: str) -> None:
        self._world = world
        self._name = None if name == VISITOR else name
        self._token = world.api(name).token if self._name else None
        self._key = world.browser(self._name).key

    def ask(self, verb: str, path: str) -> int:
        """The status of the answer; WOULD_CHANGE when the request would have written something.

        The API gets the least body that its schema takes, so that a wrong body hides nothing.
        """
        try:
            if path.startswith("/api/"):
                return self._ask_api(verb, path)
            browser = self._world.browser(self._name, self._key)
            return (browser.get(path) if verb == "GET" else browser.post(path, WORDS)).status_code
        except Held:
            return WOULD_CHANGE
        finally:
            db.session.rollback()

    def _ask_api(self, verb: str, path: str) -> int:
        head = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        body = None if verb in ("GET", "DELETE") else least_body(self._world.app, verb, path)
        return self._world.app.test_client().open(path, method=verb, json=body, headers=head).status_code
