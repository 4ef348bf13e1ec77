"""Every page of every role can be read, heard and worked by keyboard: axe finds nothing grave, nothing is too wide."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from tests.journeys.conftest import let_sign_in
from tests.journeys.people import DESK, PHONE, Person
from tests.support.accessibility import READ_ALL, bring_axe, findings, too_wide
from tests.support.database import WorkerDatabase
from tests.support.everything import Ids
from tests.support.growth import Growth
from tests.support.live import live_server
from tests.support.page_kinds import ROLES, Visit, elements_of, visits_of
from tests.support.shared_city import shared_city
from tests.support.world import World

pytestmark = pytest.mark.browser

ON_A_PHONE = (None, "member", "site")
MAIN_PAGES = {
    "member": ("/home", "/positions", "/positions/{position_id}", "/schedule", "/me"),
    "committee": ("/home", "/plans/{plan_id}", "/plans/{plan_id}/people", "/plans/{plan_id}/left"),
    "team": ("/home", "/demands/{demand_id}", "/projects/{project_id}", "/hours", "/members"),
}
# What the pages of this run were made of, on a phone (True) and at a desk; each worker of a run keeps its own.
LOOKED_AT: dict[bool, set[frozenset[str]]] = {True: set(), False: set()}
READ: dict[bool, set[str]] = {True: set(), False: set()}


@pytest.fixture(scope="module")
def shown(app: Flask, worker_database: WorkerDatabase) -> Iterator[tuple[World, Ids, str]]:
    """A city with something of every kind, and two more; nobody changes anything in it. Its rows, and its address."""
    with shared_city(app, worker_database) as (city, ids):
        let_sign_in(city)
        Growth(city, ids).by(2)
        with live_server(app) as address:
            yield city, ids, address


def person_at(chromium: Browser, address: str, role: str | None, **look: str) -> Person:
    """Somebody of this role at their usual screen, with the display they chose."""
    # What works without a network is looked at in journeys of its own; here its worker would fetch pages beside.
    screen = PHONE if role in ON_A_PHONE else DESK
    person = Person(chromium, address, role or "visitor", screen, service_workers="block")
    bring_axe(person.page.context)
    if role:
        person.sign_in()
    cookies: list[Any] = [{"name": name, "value": value, "url": address} for name, value in look.items()]
    person.page.context.add_cookies(cookies)
    return person


def wrong_on(person: Person, paths: list[str], look: Callable[[Page], list[str]] = findings) -> list[str]:
    """The findings of these pages."""
    wrong = []
    for path in paths:
        person.open(path)
        wrong += [f"{path} {finding}" for finding in look(person.page)]
    return wrong


def not_looked_at(role: str | None, visits: list[Visit]) -> tuple[list[str], list[str]]:
    """Those pages that axe has to read, and those that have to be measured only.

    Squad, team, supervisor and committee share most of their pages: the same elements in the same places under the
    same headings are the same to axe. A page that only puts together anew what was read on others may still be too
    wide. Whatever was made of just the same was looked at already.
    """
    on_a_phone = role in ON_A_PHONE
    read, measured = [], []
    pages = [(visit, elements_of(visit.answer.text)) for visit in visits if visit.answer.html]
    for visit, made_of in sorted(pages, key=lambda page: len(page[1]), reverse=True):
        if made_of in LOOKED_AT[on_a_phone]:
            continue
        (measured if made_of <= READ[on_a_phone] and not READ_ALL else read).append(visit.address)
        LOOKED_AT[on_a_phone].add(made_of)
        READ[on_a_phone] |= made_of
    return read, measured


@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_accessible(shown: tuple[World, Ids, str], chromium: Browser, role: str | None) -> None:
    city, _, address = shown
    visits = visits_of(city.browser(role).get, role)
    assert len(visits) >= 5
    person = person_at(chromium, address, role)
    read, measured = not_looked_at(role, visits)
    wrong = wrong_on(person, read) + wrong_on(person, measured, too_wide)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("look", [{"theme": "dark"}, {"size": "elder"}], ids=lambda look: next(iter(look.values())))
@pytest.mark.parametrize("role", MAIN_PAGES)
def test_main_pages_are_accessible_in_every_look(
    shown: tuple[World, Ids, str], chromium: Browser, role: str, look: dict[str, str]
) -> None:
    _, ids, address = shown
    wrong = wrong_on(person_at(chromium, address, role, **look), [path.format(**ids) for path in MAIN_PAGES[role]])
    assert not wrong, "\n".join(wrong)
