"""The least body that an address of the API takes, made from its schema."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import marshmallow as ma
from flask import Flask
from marshmallow import validate

from volunteer.kernel import clock


def least_body(app: Flask, verb: str, path: str) -> dict[str, Any]:
    """Every required field with a value of its kind; the values mean nothing, ids are 1."""
    adapter = app.url_map.bind("localhost")
    endpoint, _values = adapter.match(path, method=verb)
    view = app.view_functions[endpoint]
    documented = getattr(getattr(view, "view_class", view), verb.lower(), view)
    for schema in _schemas(documented):
        return _object(schema)
    return {}


def _schemas(view: Any) -> list[ma.Schema]:
    told = getattr(view, "_apidoc", {}).get("arguments", {}).get("parameters", [])
    return [place["schema"] for place in told if place["in"] == "json"]


def _object(schema: ma.Schema | type[ma.Schema]) -> dict[str, Any]:
    fields = (schema() if isinstance(schema, type) else schema).load_fields
    wanted = {name: field for name, field in fields.items() if field.required}
    return {field.data_key or name: _value(field) for name, field in wanted.items()}


def _value(field: ma.fields.Field) -> Any:
    chosen = next((check.choices for check in field.validators if isinstance(check, validate.OneOf)), None)
    if chosen:
        return next(iter(chosen))
    if isinstance(field, ma.fields.Nested):
        return [_object(field.schema)] if field.many else _object(field.schema)
    if isinstance(field, ma.fields.List):
        return [_value(field.inner)]
    if isinstance(field, ma.fields.Dict):
        return {}
    if isinstance(field, ma.fields.Boolean):
        return True
    if isinstance(field, ma.fields.DateTime):
        return (clock.now() + timedelta(days=30)).isoformat()
    if isinstance(field, ma.fields.Date):
        return (clock.today() + timedelta(days=30)).isoformat()
    if isinstance(field, ma.fields.Number):
        return next((check.min for check in field.validators if isinstance(check, validate.Range) and check.min), 1)
    return "13800000000"  # letters, digits, a phone: what most texts take
