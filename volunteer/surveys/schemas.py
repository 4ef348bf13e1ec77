"""Surveys in JSON."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import validate

from volunteer.surveys.rules import Part
from volunteer.surveys.service import NewSurvey
from volunteer.web.fields import Id, Input, QueryId, Text


class SurveyOut(ma.Schema):
    """A survey."""

    id = ma.fields.Integer()
    status = ma.fields.String()
    unit_id = ma.fields.Integer()
    title = ma.fields.String()
    message = ma.fields.String(allow_none=True)
    asks = ma.fields.List(ma.fields.String())
    due_on = ma.fields.Date()
    created_at = ma.fields.AwareDateTime()
    closed_at = ma.fields.AwareDateTime(allow_none=True)
    version = ma.fields.Integer()


class TallyOut(ma.Schema):
    """How far a unit is, with everything below it."""

    unit_id = ma.fields.Integer()
    asked = ma.fields.Integer()
    answered = ma.fields.Integer()
    changed = ma.fields.Integer()


class SurveyUnitFilter(Input):
    """The unit whose branches are counted; the survey's own without it."""

    unit = QueryId()


class SurveyIn(Input):
    """A new survey."""

    unit_id = Id(required=True)
    title = Text(40, required=True)
    due_on = ma.fields.Date(required=True)
    asks = ma.fields.List(
        ma.fields.String(validate=validate.OneOf([part.value for part in Part])),
        required=True,
        validate=validate.Length(min=1, max=len(Part)),
    )
    message = Text(200, allow_none=True)

    @ma.post_load
    def make(self, data: dict[str, Any], **kwargs: Any) -> NewSurvey:
        """The use case's own input."""
        return NewSurvey(**data)


class SurveyPatch(Input):
    """Another last day."""

    version = ma.fields.Integer(required=True, strict=True)
    due_on = ma.fields.Date(required=True)


class RemindedOut(ma.Schema):
    """How many were reminded."""

    reminded = ma.fields.Integer()
