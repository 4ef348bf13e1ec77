"""The JSON API: one flask-smorest document, errors in the house's form, paging over selects."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import marshmallow as ma
from flask import Flask
from flask_smorest import Api, Blueprint, Page
from sqlalchemy import Select, func, select

from volunteer.kernel.database import db

F = TypeVar("F", bound=Callable[..., Any])

LARGEST_ID = 2**63 - 1


class ErrorSchema(ma.Schema):
    """Every error of the API."""

    code = ma.fields.Integer(required=True)
    status = ma.fields.String(required=True)
    message = ma.fields.String(required=True)
    reason = ma.fields.String()
    errors = ma.fields.Dict()


class JsonApi(Api):
    """flask-smorest without its app-wide error handler: `web.errors` answers for pages and API alike."""

    ERROR_SCHEMA = ErrorSchema

    def _register_error_handlers(self) -> None:
        return


def blueprint(name: str, module: str, description: str) -> Blueprint:
    """A blueprint under /api/v1."""
    return Blueprint(f"{name}_api", module, url_prefix="/api/v1", description=description)


def documented(blp: Blueprint, *statuses: int) -> Callable[[F], F]:
    """Declare the error answers of an endpoint, all of the one error form."""

    def declare(view: F) -> F:
        for status in statuses:
            view = blp.alt_response(status, schema=ErrorSchema)(view)
        return view

    return declare


@dataclass
class Listing:
    """A select to be paged, and how a row becomes what the schema dumps."""

    rows: Select[Any]
    convert: Callable[[Sequence[Any]], Sequence[Any]] = list
    scalars: bool = True


class ListingPage(Page):
    """One page of a Listing; its count is one more statement."""

    collection: Listing

    @property
    def item_count(self) -> int:
        bare = self.collection.rows.order_by(None).options()
        return db.session.scalar(select(func.count()).select_from(bare.subquery())) or 0

    @property
    def items(self) -> Sequence[Any]:
        first, last = self.page_params.first_item, self.page_params.last_item
        statement = self.collection.rows.offset(first).limit(last - first + 1)
        found = db.session.scalars(statement) if self.collection.scalars else db.session.execute(statement)
        return self.collection.convert(found.unique().all() if self.collection.scalars else found.all())


def init_app(app: Flask) -> JsonApi:
    """Make the API of an application."""
    app.config.setdefault(
        "API_SPEC_OPTIONS",
        {
            "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
            "security": [{"bearer": []}],
        },
    )
    return JsonApi(app)
