"""Sorting and paging on the server: only the columns a list allows, every row on exactly one page."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import column, select, table

from tests.support.world import World
from volunteer.kernel.database import db
from volunteer.people.models import Member
from volunteer.web.tables import page_of, page_of_list, sorting

PEOPLE = table("people", column("id"), column("name"), column("town"), column("code"))
COLUMNS = {"name": PEOPLE.c.name, "place": (PEOPLE.c.town, PEOPLE.c.code)}


def order_of(app: Flask, query: str, default: str = "name") -> str:
    with app.test_request_context(f"/people{query}"):
        statement = sorting(COLUMNS, PEOPLE.c.id, default).apply(select(PEOPLE.c.id))
        return str(statement).partition("ORDER BY ")[2].replace("people.", "")


def test_a_list_stands_in_its_default_order(app: Flask) -> None:
    assert order_of(app, "") == "name ASC NULLS LAST, id ASC NULLS LAST"
    assert order_of(app, "", "-name") == "name DESC NULLS LAST, id DESC NULLS LAST"


def test_the_address_chooses_column_and_direction(app: Flask) -> None:
    assert order_of(app, "?sort=place&dir=desc") == "town DESC NULLS LAST, code DESC NULLS LAST, id DESC NULLS LAST"


@pytest.mark.parametrize("query", ["?sort=phone", "?sort=name;DROP+TABLE+people", "?sort=", "?dir=desc", "?sort=id"])
def test_anything_that_is_not_on_the_list_is_ignored(app: Flask, query: str) -> None:
    assert order_of(app, query) == "name ASC NULLS LAST, id ASC NULLS LAST"


def test_a_header_leads_to_the_other_direction_and_to_the_first_page(app: Flask) -> None:
    with app.test_request_context("/people?q=z&sort=name&dir=asc&page=3"):
        order = sorting(COLUMNS, PEOPLE.c.id, "name")
        assert (order.aria("name"), order.aria("place")) == ("ascending", None)
        assert order.url("name") == "/people?q=z&sort=name&dir=desc"
        assert order.url("place") == "/people?q=z&sort=place&dir=asc"


def test_pages_hold_every_row_once_however_many_are_equal(app: Flask, world: World) -> None:
    for n in range(12):
        world.add_member(f"same{n}", "squad_a2", pinyin="liu", initials="l")
    wanted = select(Member.id).where(Member.pinyin == "liu")
    seen: list[int] = []
    for number in (1, 2, 3):
        with app.test_request_context(f"/members?page={number}&sort=name&dir=desc"):
            page = page_of(sorting({"name": Member.pinyin}, Member.id, "name").apply(wanted), size=5)
            assert (page.total, page.pages, page.page) == (12, 3, number)
            seen += page.items
    assert len(seen) == 12
    assert set(seen) == set(db.session.scalars(wanted))


@pytest.mark.parametrize(("asked", "shown"), [("0", 1), ("-4", 1), ("99", 3), ("x", 1), ("9" * 30, 3), ("2", 2)])
def test_a_page_that_does_not_exist_is_the_nearest_one(app: Flask, asked: str, shown: int) -> None:
    with app.test_request_context(f"/people?page={asked}"):
        page = page_of_list(list(range(50)))
    assert (page.page, next(iter(page.items))) == (shown, (shown - 1) * 20)
