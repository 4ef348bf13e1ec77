"""The JSON shape of imports."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import validate

from volunteer.rosters.models import RosterImport, RosterRow
from volunteer.rosters.states import RosterKind
from volunteer.rosters.words import failure_words, problem_words
from volunteer.web.fields import Id, Input, Text

COLUMNS = (
    "id",
    "status",
    "kind",
    "unit_id",
    "file_name",
    "rows_done",
    "rows_total",
    "created_at",
    "applied_at",
    "version",
)
COUNTS = ("created", "changed", "moved", "left", "unchanged", "absent", "problems")
MOST_TICKED = 20_000


class RosterIn(Input):
    """A workbook in base64; without `unit_id` it is for the highest unit of whoever brings it."""

    kind = ma.fields.String(required=True, validate=validate.OneOf([kind.value for kind in RosterKind]))
    file_name = Text(120, required=True)
    content = ma.fields.String(required=True)
    unit_id = Id()


class DecideIn(Input):
    """Squads to be made, by their places in `new_units` from 0, and units whose list is complete."""

    new_units = ma.fields.List(
        ma.fields.Integer(strict=True, validate=validate.Range(0, MOST_TICKED)),
        validate=validate.Length(max=MOST_TICKED),
    )
    complete = ma.fields.List(Id(), validate=validate.Length(max=MOST_TICKED))


class ApplyIn(Input):
    """`leaving`: how many leave, needed where that is more than 5 %."""

    version = ma.fields.Integer(required=True, strict=True)
    leaving = ma.fields.Integer(strict=True, allow_none=True, validate=validate.Range(min=0))


class CountsOut(ma.Schema):
    """Rows by what they would do, or did; `absent` are members of complete units that are not listed."""

    created = ma.fields.Integer(required=True)
    changed = ma.fields.Integer(required=True)
    moved = ma.fields.Integer(required=True)
    left = ma.fields.Integer(required=True)
    unchanged = ma.fields.Integer(required=True)
    absent = ma.fields.Integer(required=True)
    problems = ma.fields.Integer(required=True)


class NewUnitOut(ma.Schema):
    """A squad that is not known yet; `wanted` once it was decided that it is to be made."""

    team = ma.fields.String(required=True, allow_none=True)
    squad = ma.fields.String(required=True)
    people = ma.fields.Integer(required=True)
    wanted = ma.fields.Boolean(required=True)


class RosterOut(ma.Schema):
    """An import: how far it is, what it would do. `failure` says why it was not taken or given back."""

    id = ma.fields.Integer(required=True)
    status = ma.fields.String(required=True)
    kind = ma.fields.String(required=True)
    unit_id = ma.fields.Integer(required=True)
    file_name = ma.fields.String(required=True)
    rows_done = ma.fields.Integer(required=True)
    rows_total = ma.fields.Integer(required=True)
    counts = ma.fields.Nested(CountsOut, required=True)
    new_units = ma.fields.List(ma.fields.Nested(NewUnitOut), required=True)
    failure = ma.fields.String(required=True, allow_none=True)
    created_at = ma.fields.AwareDateTime(required=True)
    applied_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    version = ma.fields.Integer(required=True)


class ProblemOut(ma.Schema):
    """What is wrong with a cell: its row as the sheet counts, its column by letter and field, a name, the words."""

    line = ma.fields.Integer(required=True)
    letter = ma.fields.String(required=True)
    column = ma.fields.String(required=True)
    problem = ma.fields.String(required=True)
    message = ma.fields.String(required=True)


def roster_json(made: RosterImport) -> dict[str, Any]:
    """What RosterOut dumps."""
    told = made.summary
    return {
        **{name: getattr(made, name) for name in COLUMNS},
        "counts": {name: told.get(name, 0) for name in COUNTS},
        "new_units": told.get("new_units", []),
        "failure": failure_words(made.failure, told.get("details")) if made.failure else None,
    }


def problems_json(made: RosterImport, row: RosterRow) -> list[dict[str, Any]]:
    """What ProblemOut dumps, for each problem of a row."""
    letters = made.summary.get("letters", {})
    return [
        {"line": row.line, "letter": letters.get(one["column"], ""), "column": one["column"], "problem": one["problem"],
         "message": problem_words(one)}
        for one in row.problems
    ]  # fmt: skip
