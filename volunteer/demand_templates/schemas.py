"""Templates in JSON."""

from __future__ import annotations

import marshmallow as ma


class DemandTemplateOut(ma.Schema):
    """A half-written demand; `starts` and `ends` are times of the day."""

    code = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    name_en = ma.fields.String(required=True)
    category = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    text = ma.fields.String(required=True)
    skill = ma.fields.String(required=True, allow_none=True)
    level = ma.fields.Integer(required=True)
    headcount = ma.fields.Integer(required=True)
    starts = ma.fields.Time(required=True, format="%H:%M")
    ends = ma.fields.Time(required=True, format="%H:%M")
    risk_note = ma.fields.String(required=True, allow_none=True)
