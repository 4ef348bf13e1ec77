"""Audit events in JSON."""

from __future__ import annotations

from datetime import date

import marshmallow as ma
from marshmallow import validate

from volunteer.web.fields import Input, QueryId, Text

EARLIEST, LATEST = date(2000, 1, 1), date(2199, 12, 31)


class AuditFilter(Input):
    """Which events; `action` may be a prefix such as `demand.`."""

    subject_kind = Text(40)
    subject_id = QueryId()
    account_id = QueryId()
    action = Text(80)
    day = ma.fields.Date(validate=validate.Range(min=EARLIEST, max=LATEST))


class TrailFilter(AuditFilter):
    """What the page asks besides: people and units by name, from one day until another."""

    who = Text(40)
    unit = Text(40)
    since = ma.fields.Date(validate=validate.Range(min=EARLIEST, max=LATEST))
    until = ma.fields.Date(validate=validate.Range(min=EARLIEST, max=LATEST))


class AuditEventOut(ma.Schema):
    """Who did what to which subject."""

    id = ma.fields.Integer(required=True)
    at = ma.fields.AwareDateTime(required=True)
    action = ma.fields.String(required=True)
    subject_kind = ma.fields.String(required=True)
    subject_id = ma.fields.Integer(required=True)
    account_id = ma.fields.Integer(required=True, allow_none=True)
    unit_id = ma.fields.Integer(required=True, allow_none=True)
    reason = ma.fields.String(required=True, allow_none=True)
    details = ma.fields.Dict(required=True)
