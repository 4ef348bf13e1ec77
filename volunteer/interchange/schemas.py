"""Service records in the API: the same fields as in the file."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import validate

from volunteer.ledger.models import HoursSource
from volunteer.ledger.rules import HoursStatus
from volunteer.web.fields import Input, QueryId

STANDING = (HoursStatus.EFFECTIVE, HoursStatus.DISPUTED, HoursStatus.CORRECTED)
SOURCES = (HoursSource.VERIFIED, HoursSource.BACKFILLED)


class RecordFilters(Input):
    """Whose records, and of which days, both included."""

    unit_id = QueryId()
    since = ma.fields.Date()
    until = ma.fields.Date()


class CorrectionOut(ma.Schema):
    """What the minutes were before; the reason is told only in files with names in clear."""

    minutes_before = ma.fields.Integer(required=True)
    at = ma.fields.AwareDateTime(required=True)
    reason = ma.fields.String(required=True, allow_none=True)


class ServiceRecordOut(ma.Schema):
    """One service of one member with the minutes that stand, names masked. See docs/export.md."""

    id = ma.fields.Integer(required=True)
    member_number = ma.fields.String(required=True)
    member_name = ma.fields.String(required=True)
    unit_id = ma.fields.Integer(required=True)
    unit = ma.fields.String(required=True)
    organizer_id = ma.fields.Integer(required=True, allow_none=True)
    organizer = ma.fields.String(required=True, allow_none=True)
    project_id = ma.fields.Integer(required=True, allow_none=True)
    project = ma.fields.String(required=True, allow_none=True)
    category_code = ma.fields.String(required=True, allow_none=True)
    category = ma.fields.String(required=True, allow_none=True)
    site = ma.fields.String(required=True, allow_none=True)
    town = ma.fields.String(required=True, allow_none=True)
    service_date = ma.fields.Date(required=True)
    starts = ma.fields.AwareDateTime(required=True, allow_none=True)
    ends = ma.fields.AwareDateTime(required=True, allow_none=True)
    minutes = ma.fields.Integer(required=True)
    source = ma.fields.String(required=True, validate=validate.OneOf(SOURCES))
    status = ma.fields.String(required=True, validate=validate.OneOf(STANDING))
    confirmed_role = ma.fields.String(required=True, allow_none=True)
    confirmed_at = ma.fields.AwareDateTime(required=True)
    correction = ma.fields.Nested(CorrectionOut, required=True, allow_none=True)
