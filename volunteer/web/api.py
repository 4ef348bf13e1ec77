"""The JSON API: one flask-smorest document, errors in the house's form, paging over selects."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import marshmallow as ma
from flask import Flask, request
from flask_babel import gettext
from flask_smorest import Api, Blueprint, Page
from sqlalchemy import Select, func, select

from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid
from volunteer.web.json_bodies import JsonBodies

F = TypeVar("F", bound=Callable[..., Any])

LARGEST_ID = 2**63 - 1
PAGINATION_HEADER = {
    "description": "JSON: total, total_pages, first_page, last_page, page, previous_page, next_page",
    "schema": {"type": "string", "contentMediaType": "application/json"},
}


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


class JsonBlueprint(Blueprint):
    """flask-smorest's blueprint: a body is required only where a field is, X-Pagination is documented as a string."""

    ARGUMENTS_PARSER = JsonBodies()

    def arguments(self, schema: Any, *, location: str = "json", **kwargs: Any) -> Any:
        if location == "json":
            instance = schema() if isinstance(schema, type) else schema
            kwargs.setdefault("required", any(field.required for field in instance.fields.values()))
        return super().arguments(schema, location=location, **kwargs)

    def _prepare_pagination_doc(self, doc: Any, doc_info: Any, **kwargs: Any) -> Any:
        doc = super()._prepare_pagination_doc(doc, doc_info, **kwargs)
        for answer in doc.get("responses", {}).values():
            if isinstance(answer, dict) and self.PAGINATION_HEADER_NAME in answer.get("headers", {}):
                answer["headers"][self.PAGINATION_HEADER_NAME] = PAGINATION_HEADER
        return doc


def blueprint(name: str, module: str, description: str) -> JsonBlueprint:
    """A blueprint under /api/v1."""
    return JsonBlueprint(f"{name}_api", module, url_prefix="/api/v1", description=description)


def documented(blp: Blueprint, *statuses: int) -> Callable[[F], F]:
    """Declare the error answers of an endpoint, all of the one error form."""

    def declare(view: F) -> F:
        for status in statuses:
            view = blp.alt_response(status, schema=ErrorSchema)(view)
        return view

    return declare


@dataclass
class Listing:
    """A select to be paged, or rows already at hand, and how a row becomes what the schema dumps."""

    rows: Select[Any] | Sequence[Any]
    convert: Callable[[Sequence[Any]], Sequence[Any]] = list
    scalars: bool = True


class ListingPage(Page):
    """One page of a Listing; the count of a select is one more statement."""

    collection: Listing

    @property
    def item_count(self) -> int:
        if not isinstance(self.collection.rows, Select):
            return len(self.collection.rows)
        bare = self.collection.rows.order_by(None).options()
        return db.session.scalar(select(func.count()).select_from(bare.subquery())) or 0

    @property
    def items(self) -> Sequence[Any]:
        first, last = self.page_params.first_item, self.page_params.last_item
        if not isinstance(self.collection.rows, Select):
            return self.collection.convert(self.collection.rows[first : last + 1])
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


def refuse_unknown_queries(app: Flask, smorest: JsonApi) -> None:
    """A query parameter that the document does not name is an error, so that a mistyped filter never lists everything.

    Called once all blueprints are registered.
    """
    paths = smorest.spec.to_dict()["paths"]
    known = {
        (endpoint, method): names
        for endpoint, path in _rules(app)
        for method, names in _query_names(paths.get(path, {})).items()
    }

    @app.before_request
    def _check() -> None:
        allowed = known.get((request.endpoint or "", request.method))
        unknown = set(request.args) - allowed if allowed is not None else None
        if unknown:
            raise Invalid({name: gettext("没有这个查询条件") for name in sorted(unknown)})


def _rules(app: Flask) -> list[tuple[str, str]]:
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/")]
    return [(rule.endpoint, re.sub(r"<(?:[^:>]+:)?([^>]+)>", r"{\1}", rule.rule)) for rule in rules]


def _query_names(operations: dict[str, Any]) -> dict[str, set[str]]:
    return {
        method.upper(): {p["name"] for p in operation.get("parameters", ()) if p["in"] == "query"}
        for method, operation in operations.items()
        if isinstance(operation, dict) and "responses" in operation
    }
