"""Complaints in JSON, for those who handle them."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import validate

from volunteer.complaints.forms import LONGEST_ANSWER
from volunteer.web.api import LARGEST_ID
from volunteer.web.fields import Input, Text


class ComplaintWordsIn(Input):
    """An answer, or what is passed on; refused where something happened since the `version` that was read."""

    words = Text(LONGEST_ANSWER, required=True)
    version = ma.fields.Integer(validate=validate.Range(1, LARGEST_ID))


class ComplaintOut(ma.Schema):
    """Where one stands; what was written is opened by itself, on record."""

    id = ma.fields.Integer(required=True)
    number = ma.fields.String(required=True)
    status = ma.fields.String(required=True)
    kind = ma.fields.String(required=True)
    about = ma.fields.String(required=True)
    named_unit_id = ma.fields.Integer(required=True)
    project_id = ma.fields.Integer(required=True, allow_none=True)
    session_id = ma.fields.Integer(required=True, allow_none=True)
    hours_id = ma.fields.Integer(required=True, allow_none=True)
    certificate_id = ma.fields.Integer(required=True, allow_none=True)
    handler_unit_id = ma.fields.Integer(required=True)
    received_at = ma.fields.AwareDateTime(required=True)
    answer_by = ma.fields.AwareDateTime(required=True)
    answered_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    reopened_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    closed_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    version = ma.fields.Integer(required=True)


class ComplaintContentOut(ma.Schema):
    """The words as written; nothing where their time is over."""

    text = ma.fields.String(required=True, allow_none=True)
    contact = ma.fields.String(required=True, allow_none=True)
    contested = ma.fields.String(required=True, allow_none=True)
