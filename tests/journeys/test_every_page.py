"""Every page for every role: an answer that was meant, a whole document, nothing left unrendered."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.support.database import WorkerDatabase
from tests.support.everything import Ids, filled
from tests.support.shared_city import shared_city
from tests.support.world import World

ROLES = (None, "member", "site", "town", "squad", "team", "committee", "supervisor", "admin")
SENT_ON = (301, 302, 303)
REFUSED = (403, 404)
# Put into a page by script, which has a link for those without.
FRAGMENT = re.compile(r"/units/\d+/branch|/system/worst")
UNRENDERED = ("{{", "{%", "{#", "Undefined", "Traceback (most", "bound method", "&lt;volunteer.")
BEYOND = 2**63
WRITTEN = re.compile(r"^text/|json|xml$")  # pictures and spreadsheets have no words to look through


@pytest.fixture(scope="module")
def shown(app: Flask, worker_database: WorkerDatabase) -> Iterator[tuple[World, Ids]]:
    """A city, and for each part of an address the id of a row that exists."""
    with shared_city(app, worker_database) as both:
        yield both


def addresses(world: World, ids: Ids) -> list[str]:
    """Every address of the site that is read, the machines' own left out."""
    found = []
    for rule in world.app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint != "static" and not rule.rule.startswith("/api/"):
            assert rule.arguments <= ids.keys(), f"{rule}: which row?"
            found.append(filled(rule.rule, ids))
    return sorted(found)


@pytest.mark.parametrize("role", ROLES)
def test_every_page_answers_as_meant(shown: tuple[World, Ids], role: str | None) -> None:
    city, ids = shown
    browser, seen, wrong = city.browser(role), 0, []
    for path in addresses(city, ids):
        answer = browser.get(path)
        problem = problem_of(answer, whole=not FRAGMENT.fullmatch(path))
        seen += answer.status_code == 200
        if problem:
            wrong.append(f"{path}: {problem}")
    assert wrong == []
    assert seen >= 5


def problem_of(answer: TestResponse, *, whole: bool) -> str | None:
    """What is wrong with an answer, if anything; a page is a whole document."""
    if answer.status_code in SENT_ON:
        return None
    if answer.status_code != 200 and answer.status_code not in REFUSED:
        return f"status {answer.status_code}"
    if not WRITTEN.search(answer.mimetype):
        return None
    left = [mark for mark in UNRENDERED if mark in answer.text]
    if left:
        return f"unrendered {left}"
    if answer.mimetype != "text/html" or not whole:
        return None
    missing = [part for part in ("<title>", "<h1", "<html lang=") if part not in answer.text]
    return f"without {missing}" if missing else None


@pytest.mark.parametrize("role", ["committee", "member"])
def test_ids_beyond_every_row_are_not_found(shown: tuple[World, Ids], role: str) -> None:
    city, ids = shown
    browser = city.browser(role)
    beyond = {**dict.fromkeys(ids, BEYOND), "code": "zh"}
    rules = [rule.rule for rule in city.app.url_map.iter_rules() if "<int:" in rule.rule and "GET" in rule.methods]
    paths = [filled(rule, beyond) for rule in rules if not rule.startswith("/api/")]
    answers = {path: browser.get(path).status_code for path in paths}
    assert {path: status for path, status in answers.items() if status not in (*SENT_ON, *REFUSED)} == {}
