"""The JSON shape of lists and their work orders."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import marshmallow as ma
from marshmallow import validate

from volunteer.demands.models import Demand
from volunteer.hotlines.headings import FIELDS
from volunteer.hotlines.models import HotlineList, HotlineRow
from volunteer.hotlines.reading import LIMITS, LONGEST_CELL
from volunteer.hotlines.results import Became
from volunteer.hotlines.states import RowAction
from volunteer.hotlines.words import problem_words
from volunteer.kernel.clock import local
from volunteer.texts.sensitive import masked
from volunteer.web.fields import Input, Moment, Text

LONGEST_SENDER = 40
LONGEST_NAME = 120
LONGEST_FIELD = 200
SENSIBLE = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))


class HotlineOrderIn(Input):
    """A work order as the sender knows it; `site` (and `town`, where names are shared) is the name of the community.

    `name`, `phone` and `address` go to the guarded part only. `due` is the sender's own deadline.
    """

    number = Text(LONGEST_FIELD, required=True)
    title = Text(LONGEST_FIELD, least=0)
    text = Text(LONGEST_CELL, required=True)
    site = Text(LONGEST_FIELD, required=True)
    town = Text(LONGEST_FIELD, least=0)
    address = Text(LONGEST_FIELD, least=0)
    name = Text(LONGEST_FIELD, least=0)
    phone = Text(LONGEST_FIELD, least=0)
    due = Moment(validate=validate.Range(*SENSIBLE))


class HotlineListIn(Input):
    """Work orders of one sender; the same ones sent again do nothing."""

    sender = Text(LONGEST_SENDER, required=True)
    name = Text(LONGEST_NAME, least=0, load_default="")
    orders = ma.fields.List(
        ma.fields.Nested(HotlineOrderIn), required=True, validate=validate.Length(min=1, max=LIMITS.rows)
    )


class HotlineLetThroughIn(Input):
    """The version that was looked at."""

    version = ma.fields.Integer(required=True, strict=True)


class HotlineRowsQuery(Input):
    """Only the rows that come to one thing."""

    action = ma.fields.String(validate=validate.OneOf([action.value for action in RowAction]))


class HotlineCountsOut(ma.Schema):
    """Rows by what they would do, or did."""

    new = ma.fields.Integer(required=True)
    changed = ma.fields.Integer(required=True)
    same = ma.fields.Integer(required=True)
    wrong = ma.fields.Integer(required=True)


class HotlineListOut(ma.Schema):
    """A list: how far it is, and what its rows come to. `unmapped` waits for its columns to be explained."""

    id = ma.fields.Integer(required=True)
    status = ma.fields.String(required=True)
    sender = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    counts = ma.fields.Nested(HotlineCountsOut, required=True)
    rows_total = ma.fields.Integer(required=True)
    rows_done = ma.fields.Integer(required=True)
    created_at = ma.fields.AwareDateTime(required=True)
    applied_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    version = ma.fields.Integer(required=True)


class HotlineProblemOut(ma.Schema):
    """What is wrong with a field of a row: a name, and the words."""

    field = ma.fields.String(required=True)
    problem = ma.fields.String(required=True)
    message = ma.fields.String(required=True)


class HotlineRowOut(ma.Schema):
    """A row, without what it says of persons; `action` is empty until the columns are clear."""

    line = ma.fields.Integer(required=True)
    number = ma.fields.String(required=True, allow_none=True)
    site = ma.fields.String(required=True)
    text = ma.fields.String(required=True)
    action = ma.fields.String(required=True, allow_none=True)
    problems = ma.fields.List(ma.fields.Nested(HotlineProblemOut), required=True)
    done = ma.fields.Boolean(required=True)


class HotlineResultOut(ma.Schema):
    """What became of a work order. All but `line` and `number` is empty where it was not taken."""

    line = ma.fields.Integer(required=True)
    number = ma.fields.String(required=True, allow_none=True)
    demand_number = ma.fields.String(required=True, allow_none=True)
    status = ma.fields.String(required=True, allow_none=True)
    outcome = ma.fields.String(required=True, allow_none=True)
    words = ma.fields.String(required=True, allow_none=True)
    at = ma.fields.AwareDateTime(required=True, allow_none=True)
    unit = ma.fields.String(required=True, allow_none=True)
    note = ma.fields.String(required=True, allow_none=True)


def as_cells(order: dict[str, Any]) -> dict[str, str]:
    """A work order as its row would say it in a file."""
    due = order.get("due")
    told = {field.name: order.get(field.name, "") for field in FIELDS}
    return {**told, "due": local(due).strftime("%Y-%m-%d %H:%M") if due else ""}


def list_json(made: HotlineList) -> dict[str, Any]:
    """What HotlineListOut dumps."""
    plain = ("id", "status", "rows_total", "rows_done", "created_at", "applied_at", "version")
    return {
        **{name: getattr(made, name) for name in plain},
        "sender": made.sender.name,
        "name": made.file_name,
        "counts": {action: made.counts.get(action, 0) for action in RowAction},
    }


def row_json(made: HotlineList, row: HotlineRow) -> dict[str, Any]:
    """What HotlineRowOut dumps."""
    shown = {name: row.cells[made.columns[name]] if name in made.columns else "" for name in ("site", "text")}
    return {
        **{name: getattr(row, name) for name in ("line", "action", "done")},
        "number": row.order_number,
        "site": shown["site"],
        "text": masked(shown["text"]),
        "problems": [
            {"field": field, "problem": problem, "message": problem_words(field, problem)}
            for field, problem in row.problems.items()
        ],
    }


def result_json(row: HotlineRow, demand: Demand | None, became: Became | None) -> dict[str, Any]:
    """What HotlineResultOut dumps."""
    return {
        "line": row.line,
        "number": row.order_number,
        **{name: getattr(became, name, None) for name in ("words", "at", "unit", "note")},
        "demand_number": demand.number if demand else None,
        "status": demand.status if demand else None,
        "outcome": demand.outcome if demand else None,
    }
