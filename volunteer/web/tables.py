"""Tables that sort and page on the server; the order and the page are kept in the address."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from sqlalchemy import Select, func, select

from volunteer.kernel.database import db
from volunteer.web.links import here

PAGE_SIZE = 20
# OFFSET is a bigint; no list of this system has as many pages.
LAST_PAGE = 1_000_000


@dataclass(frozen=True)
class Sorting:
    """The order a list stands in: by one of the columns the list allows, and by `tie` where that leaves rows equal.

    A column is an expression or a tuple of them. Every row must have another `tie` (its id), so that no row is on two
    pages or on none.
    """

    columns: Mapping[str, Any]
    tie: Any
    key: str
    descending: bool

    def apply(self, statement: Select[Any]) -> Select[Any]:
        """The statement in this order and no other; rows without a value stand last either way."""
        chosen = self.columns[self.key]
        columns = [*chosen, self.tie] if isinstance(chosen, tuple) else [chosen, self.tie]
        ordered = [(column.desc() if self.descending else column.asc()).nulls_last() for column in columns]
        return statement.order_by(None).order_by(*ordered)

    def aria(self, key: str) -> str | None:
        """What `aria-sort` says of a column; None where the list is not in its order."""
        if key != self.key:
            return None
        return "descending" if self.descending else "ascending"

    def url(self, key: str) -> str:
        """This page from its start, in the order of a column; once more turns the order round."""
        turned = key == self.key and not self.descending
        return here(sort=key, dir="desc" if turned else "asc", page=None)


def sorting(columns: Mapping[str, Any], tie: Any, default: str) -> Sorting:
    """The order that the address asks for (`?sort=name&dir=desc`); `default`, as "name" or "-name", for any other."""
    key, descending = request.args.get("sort", ""), request.args.get("dir") == "desc"
    if key not in columns:
        key, descending = default.removeprefix("-"), default.startswith("-")
    return Sorting(columns, tie, key, descending)


@dataclass(frozen=True)
class Page:
    """One page of a list, and where it stands in the whole."""

    items: Sequence[Any]
    total: int
    page: int
    size: int

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // self.size))


def page_of(
    rows: Select[Any], *, scalars: bool = True, total: int | None = None, size: int = PAGE_SIZE, name: str = "page"
) -> Page:
    """The page of a select that the address asks for, the last one if it asks for too much.

    `total` spares the counting statement where the caller knows it or counts more cheaply.
    """
    if total is None:
        total = db.session.scalar(select(func.count()).select_from(rows.order_by(None).subquery())) or 0
    number = page_number(total, size, name)
    wanted = rows.limit(size).offset((number - 1) * size)
    items = db.session.scalars(wanted).unique().all() if scalars else db.session.execute(wanted).all()
    return Page(items, total, number, size)


def page_of_list(rows: Sequence[Any], *, size: int = PAGE_SIZE, load: Callable[[Sequence[Any]], Any] = list) -> Page:
    """The same for rows that were all read already, as when the order is decided outside the database."""
    number = page_number(len(rows), size)
    return Page(load(rows[(number - 1) * size : number * size]), len(rows), number, size)


def page_number(total: int, size: int, name: str = "page") -> int:
    """The number in the address, kept between the first page and the last."""
    wanted = request.args.get(name, 1, type=int)
    return max(1, min(wanted, -(-total // size), LAST_PAGE))
