"""Series in JSON."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import validate

from volunteer.recurring.forms import FARTHEST_AHEAD, MOST_APART
from volunteer.recurring.models import DemandSeries
from volunteer.recurring.rules import MOST_TIMES
from volunteer.recurring.states import HolidayRule, Rhythm, SeriesStatus
from volunteer.web.fields import Input


class DemandSeriesIn(Input):
    """How a demand is to come back; its own day fixes the weekday."""

    rhythm = ma.fields.String(required=True, validate=validate.OneOf(list(Rhythm)))
    every = ma.fields.Integer(strict=True, load_default=1, validate=validate.Range(1, MOST_APART))
    until = ma.fields.Date(allow_none=True)
    times = ma.fields.Integer(strict=True, allow_none=True, validate=validate.Range(1, MOST_TIMES))
    holidays = ma.fields.String(load_default=HolidayRule.SKIP.value, validate=validate.OneOf(list(HolidayRule)))
    days_ahead = ma.fields.Integer(strict=True, load_default=14, validate=validate.Range(1, FARTHEST_AHEAD))


class DemandSeriesOut(ma.Schema):
    """A need that comes back; `done_until` is how far ahead its demands are in."""

    id = ma.fields.Integer(required=True)
    status = ma.fields.String(required=True, validate=validate.OneOf(list(SeriesStatus)))
    site_id = ma.fields.Integer(required=True)
    title = ma.fields.Function(lambda series: _title(series))
    rhythm = ma.fields.String(required=True)
    every = ma.fields.Integer(required=True)
    first_day = ma.fields.Date(required=True)
    until = ma.fields.Date(required=True, allow_none=True)
    times = ma.fields.Integer(required=True, allow_none=True)
    holidays = ma.fields.String(required=True)
    days_ahead = ma.fields.Integer(required=True)
    done_until = ma.fields.Date(required=True)


def _title(series: DemandSeries) -> Any:
    return series.content["title"]
