"""A unit's month in JSON. Minutes are integers; averages are null where nobody rated."""

from __future__ import annotations

from datetime import date
from typing import Any

import marshmallow as ma
from marshmallow import validate

from volunteer.months.calendar import FIRST_YEAR, LAST_YEAR
from volunteer.months.counting import FIGURES
from volunteer.months.queries import UnitMonth
from volunteer.months.words import LINES, Measure
from volunteer.web.fields import Input, QueryId


class MonthQuery(Input):
    """Whose month, and which ("2026-10")."""

    unit_id = QueryId()
    month = ma.fields.Date(
        format="%Y-%m",
        required=True,
        validate=validate.Range(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 1)),
        metadata={"description": "2026-11", "format": "month"},
    )


Figures = ma.Schema.from_dict({name: ma.fields.Integer(required=True) for name in FIGURES}, name="MonthFiguresOut")


class LateOut(ma.Schema):
    """What was recorded after the month was frozen."""

    services = ma.fields.Integer(required=True)
    people = ma.fields.Integer(required=True)
    verified_minutes = ma.fields.Integer(required=True)
    backfilled_minutes = ma.fields.Integer(required=True)
    corrections = ma.fields.Integer(required=True)


class MonthOut(ma.Schema):
    """What a unit and those below it did. `frozen_at` is null as long as the numbers can change; then `late` is too."""

    unit_id = ma.fields.Integer(required=True)
    month = ma.fields.String(required=True)
    frozen_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    definitions = ma.fields.Integer(required=True)
    ledger_head = ma.fields.String(required=True, allow_none=True)
    figures = ma.fields.Nested(Figures, required=True)
    site_average = ma.fields.Float(required=True, allow_none=True)
    recipient_average = ma.fields.Float(required=True, allow_none=True)
    late = ma.fields.Nested(LateOut, required=True, allow_none=True)


def month_json(month: UnitMonth) -> dict[str, Any]:
    """What MonthOut dumps."""
    averages = {key: line.value(month.figures) for key, line in LINES.items() if line.measure == Measure.AVERAGE}
    return {
        "unit_id": month.unit.id,
        "month": f"{month.month:%Y-%m}",
        "frozen_at": month.until if month.frozen else None,
        "definitions": month.definitions,
        "ledger_head": month.ledger_head,
        "figures": month.figures,
        **averages,
        "late": month.late() or None,
    }
