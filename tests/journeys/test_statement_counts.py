"""No page and no list asks the database more often because there is more to show."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import Context
from dataclasses import dataclass

import pytest
from werkzeug.test import TestResponse

from tests.support.everything import Ids, filled, something_of_everything
from tests.support.growth import Growth
from tests.support.page_kinds import ROLES, addresses_of
from tests.support.statements import asks_at_most, counted_statements
from tests.support.world import World
from volunteer.answers import rules

MOST = 15
FEW, MANY = 2, 18  # ten times as many in the end


@dataclass(frozen=True)
class Asked:
    """An address, and how one role asks for it."""

    role: str | None
    get: Callable[[str], TestResponse]
    path: str

    def statements(self) -> int:
        """Statements of one request.

        An empty context keeps the test's session, and the rows it knows already, out of the request.
        """
        with counted_statements() as statements:
            self.ask()
        return len(statements)

    def ask(self) -> None:
        """One request, which succeeds."""
        answer = Context().run(self.get, self.path)
        assert answer.status_code == 200, f"{self.role} {self.path}: {answer.status_code}"


@pytest.fixture
def ids(world: World, monkeypatch: pytest.MonkeyPatch) -> Ids:
    """Something of every kind; the changing address of a code to be scanned stays the same while the city grows."""
    monkeypatch.setattr(rules, "WORD_SECONDS", 24 * 3600)
    return something_of_everything(world)


def test_pages_ask_as_often_for_many_rows_as_for_few(world: World, ids: Ids) -> None:
    growth = Growth(world, ids)
    growth.by(FEW)
    others = [path for path in readable(world, ids) if not path.startswith(("/api/", "/static/"))]
    asked = []
    for role in ROLES:
        browser = world.browser(role)
        asked += [Asked(role, browser.get, path) for path in addresses_of(browser.get, role, others)]
    compare(growth, asked)


def test_the_api_asks_as_often_for_many_rows_as_for_few(world: World, ids: Ids) -> None:
    growth = Growth(world, ids)
    growth.by(FEW)
    prefix = "/api/v1"
    paths = [path.removeprefix(prefix) for path in readable(world, ids) if path.startswith(prefix)]
    asked = []
    for role in filter(None, ROLES):
        client = world.api(role)
        asked += [Asked(role, client.get, path) for path in paths if client.get(path).status_code == 200]
    compare(growth, asked)


def readable(world: World, ids: Ids) -> list[str]:
    """Every address that is read, with the ids of rows that exist."""
    rules = [rule for rule in world.app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    return [filled(rule.rule, ids) for rule in rules if rule.arguments <= ids.keys()]


def compare(growth: Growth, asked: list[Asked]) -> None:
    """The same addresses before and after the city has grown tenfold.

    What is kept between requests (trees, words, lists) is read again once after it changed, and as long as somebody
    else still writes: what asks more often is asked again.
    """
    assert {one.role for one in asked} >= set(filter(None, ROLES))
    few = {one: one.statements() for one in asked}  # each was asked for before: what is kept between requests is there
    growth.by(MANY)
    many = {one: one.statements() for one in asked}
    grown = {one: n for one, n in many.items() if n > few[one] and not asks_at_most(few[one], one.ask)}
    assert {(one.role, one.path): (few[one], n) for one, n in grown.items()} == {}
    over = {one: n for one, n in many.items() if n > MOST and not asks_at_most(MOST, one.ask)}
    assert {(one.role, one.path): n for one, n in over.items()} == {}
