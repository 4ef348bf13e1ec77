"""What another site could make somebody's browser send: nothing is done without the token of our own form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.support.database import WorkerDatabase
from tests.support.everything import Ids, filled
from tests.support.shared_city import shared_city
from tests.support.world import World
from volunteer.audit.models import AuditEvent
from volunteer.kernel.database import db
from volunteer.web.security import UNSAFE

# What heeds no cookie, so that there is nothing to forge, and what stands in its place.
WITHOUT_COOKIE = {"POST /sign-in/with/<provider>/logout": "a token signed by the provider"}
ROLES = ("committee", "team", "site", "town", "squad", "member", "admin")


@pytest.fixture(scope="module")
def city(app: Flask, worker_database: WorkerDatabase) -> Iterator[tuple[World, Ids]]:
    """A city with something of every kind."""
    with shared_city(app, worker_database) as both:
        yield both


def unsafe(world: World, *, api: bool) -> list[tuple[str, str]]:
    """Method and rule of every address that changes something."""
    rules = [rule for rule in world.app.url_map.iter_rules() if rule.rule.startswith("/api/") == api]
    return sorted((method, rule.rule) for rule in rules for method in UNSAFE & (rule.methods or set()))


def trail() -> int:
    """How many rows the trail has: every use case leaves one."""
    return db.session.scalar(select(func.count()).select_from(AuditEvent)) or 0


@pytest.mark.parametrize("api", [False, True], ids=["pages", "api"])
def test_nothing_is_done_without_the_token(city: tuple[World, Ids], api: bool) -> None:
    world, ids = city
    known: dict[str, Any] = {**dict.fromkeys(_names(world), 1), **ids}
    browser, before, taken = world.browser("committee"), trail(), {}
    for method, rule in unsafe(world, api=api):
        body: dict[str, Any] = {"json": {}} if api else {"data": {"csrf_token": "forged"}}
        answer = browser.client.open(filled(rule, known), method=method, **body)
        if answer.status_code != 400:
            taken[f"{method} {rule}"] = answer.status_code
    assert taken.keys() == (set() if api else WITHOUT_COOKIE.keys())
    assert trail() == before


def _names(world: World) -> set[str]:
    return {name for rule in world.app.url_map.iter_rules() for name in rule.arguments}


def test_a_token_of_somebody_else_is_no_token(city: tuple[World, Ids]) -> None:
    world, _ids = city
    theirs = world.browser("member")._csrf
    answer = world.browser("committee").post("/account/locale", {"csrf_token": theirs, "locale": "en"})
    assert answer.status_code == 400


@pytest.mark.parametrize("how", [{"headers": {"X-HTTP-Method-Override": "DELETE"}}, {"query_string": "_method=DELETE"}])
def test_a_method_is_what_the_request_line_says(city: tuple[World, Ids], how: dict[str, Any]) -> None:
    world, _ids = city
    api = world.api("member")
    answer = world.app.test_client().post(
        "/api/v1/tokens/current",
        **{**how, "headers": {"Authorization": f"Bearer {api.token}", **how.get("headers", {})}},
    )
    assert answer.status_code == 405
    assert api.get("/me").status_code == 200


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "DEBUG"])
def test_other_methods_are_not_answered(app: Flask, method: str) -> None:
    assert app.test_client().open("/positions", method=method).status_code == 405


def test_a_field_that_nobody_named_is_refused_everywhere(city: tuple[World, Ids]) -> None:
    """Mass assignment: whatever else a body holds is an error, before anything is done."""
    world, ids = city
    known: dict[str, Any] = {**dict.fromkeys(_names(world), 1), **ids, "step": "contest"}
    paths = world.app.test_client().get("/api/v1/openapi.json").get_json()["paths"]
    waiting = {
        (verb.upper(), path.replace("{", "<").replace("}", ">"))
        for path, verbs in paths.items()
        for verb, operation in verbs.items()
        if isinstance(operation, dict) and "application/json" in operation.get("requestBody", {}).get("content", {})
    }
    assert len(waiting) > 50
    apis = [world.api(role) for role in ROLES]
    for api in apis:
        for verb, rule in sorted(waiting):
            path = filled(rule, known).removeprefix("/api/v1")
            answer = api.call(verb, path, {"no_such_field": 1})
            if answer.status_code == 422 and "no_such_field" in answer.get_json().get("errors", {}).get("json", {}):
                waiting.discard((verb, rule))
    assert waiting == set()
