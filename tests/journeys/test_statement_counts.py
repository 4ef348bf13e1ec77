"""No page and no list asks the database more often because there is more to show."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import Context

import pytest
from werkzeug.test import TestResponse

from tests.support.everything import Ids, filled, something_of_everything
from tests.support.growth import Growth
from tests.support.page_kinds import ROLES, addresses_of
from tests.support.statements import counted_statements
from tests.support.world import World

MOST = 15
FEW, MANY = 2, 18  # ten times as many in the end


@pytest.fixture
def ids(world: World) -> Ids:
    """Something of every kind, and a few more of each."""
    return something_of_everything(world)


@pytest.mark.parametrize("role", ROLES)
def test_pages_ask_as_often_for_many_rows_as_for_few(world: World, ids: Ids, role: str | None) -> None:
    growth = Growth(world, ids)
    growth.by(FEW)
    browser = world.browser(role)
    others = [path for path in readable(world, ids) if not path.startswith(("/api/", "/static/"))]
    compare(growth, browser.get, addresses_of(browser.get, role, others))


@pytest.mark.parametrize("role", [role for role in ROLES if role])
def test_the_api_asks_as_often_for_many_rows_as_for_few(world: World, ids: Ids, role: str) -> None:
    growth = Growth(world, ids)
    growth.by(FEW)
    client = world.api(role)
    prefix = "/api/v1"
    paths = [path.removeprefix(prefix) for path in readable(world, ids) if path.startswith(prefix)]
    compare(growth, client.get, [path for path in paths if client.get(path).status_code == 200])


def readable(world: World, ids: Ids) -> list[str]:
    """Every address that is read, with the ids of rows that exist."""
    rules = [rule for rule in world.app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    return [filled(rule.rule, ids) for rule in rules if rule.arguments <= ids.keys()]


def compare(growth: Growth, get: Callable[[str], TestResponse], paths: list[str]) -> None:
    """The same addresses, each asked once already, before and after the city has grown tenfold.

    What is kept between requests (trees, words, taxonomy) is read again once after it changed: whoever comes second
    counts.
    """
    assert paths
    few = {path: count(get, path) for path in paths}
    growth.by(MANY)
    many = {path: count(get, path) for path in paths}
    many.update({path: count(get, path) for path in paths if many[path] != few[path]})
    assert {path: (few[path], n) for path, n in many.items() if n != few[path]} == {}
    assert {path: n for path, n in many.items() if n > MOST} == {}


def count(get: Callable[[str], TestResponse], path: str) -> int:
    """Statements of one request.

    An empty context keeps the test's session, and the rows it knows already, out of the request.
    """
    with counted_statements() as statements:
        answer = Context().run(get, path)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return len(statements)
