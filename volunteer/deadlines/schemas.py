"""Extensions in JSON."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import validate

from volunteer.deadlines.states import ExtensionStatus
from volunteer.web.fields import Input, Text


class ExtensionIn(Input):
    """Until which day, and why."""

    until = ma.fields.Date(required=True)
    reason = Text(200, required=True)


class ExtensionRefusal(Input):
    """Why not."""

    reason = Text(200, required=True)


class ExtensionFilters(Input):
    """Those that wait for one's decision, or all of units in sight."""

    all = ma.fields.Boolean(load_default=False)


class ExtensionOut(ma.Schema):
    """A later deadline that was asked for."""

    id = ma.fields.Integer(required=True)
    demand_id = ma.fields.Integer(required=True)
    status = ma.fields.String(required=True, validate=validate.OneOf([str(status) for status in ExtensionStatus]))
    unit_id = ma.fields.Integer(required=True)
    decider_unit_id = ma.fields.Integer(required=True)
    reason = ma.fields.String(required=True)
    before = ma.fields.AwareDateTime(required=True)
    until = ma.fields.AwareDateTime(required=True)
    asked_at = ma.fields.AwareDateTime(required=True)
    decided_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    answer = ma.fields.String(required=True, allow_none=True)
