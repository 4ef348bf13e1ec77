"""Hours in JSON."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import validate

from volunteer.ledger.rules import PHYSICAL_DAY, HoursStatus
from volunteer.organization.models import Tier
from volunteer.web.fields import Id, Input, QueryId, Text

LONGEST_REASON = 500


class HoursOut(ma.Schema):
    """One member's hours for one service."""

    id = ma.fields.Integer(required=True)
    member_id = ma.fields.Integer(required=True, attribute="proposal.member_id")
    session_id = ma.fields.Integer(required=True, allow_none=True, attribute="proposal.session_id")
    minutes = ma.fields.Integer(required=True)
    status = ma.fields.String(required=True)
    source = ma.fields.String(required=True)
    service_date = ma.fields.Date(required=True, attribute="proposal.service_date")
    ticked = ma.fields.Boolean(required=True, attribute="proposal.ticked")
    entered_by = ma.fields.Integer(required=True, attribute="proposal.entered_by")
    countersigned_by = ma.fields.Integer(required=True, allow_none=True, attribute="proposal.countersigned_by")
    confirmed_by = ma.fields.Integer(required=True, allow_none=True)


class HoursQuery(Input):
    """Filters of a list."""

    class Meta:
        unknown = ma.EXCLUDE  # page and page_size stand in the same query

    status = ma.fields.String(validate=validate.OneOf([status.value for status in HoursStatus]))
    member_id = QueryId(data_key="member")
    unit_id = QueryId(data_key="unit")
    session_id = QueryId(data_key="session")
    month = ma.fields.Date(format="%Y-%m", metadata={"description": "2026-11", "format": "month"})


class IdsIn(Input):
    """Many at once."""

    ids = ma.fields.List(Id(), required=True, validate=validate.Length(1, 1000))


class RefusedOut(ma.Schema):
    """One of many that was refused."""

    id = ma.fields.Integer(required=True)
    reason = ma.fields.String(required=True)


class ConfirmedOut(ma.Schema):
    """What became of many."""

    confirmed = ma.fields.List(ma.fields.Integer(), required=True, attribute="done")
    refused = ma.fields.List(ma.fields.Nested(RefusedOut), required=True)


class CountersignedOut(ma.Schema):
    """What became of many."""

    countersigned = ma.fields.List(ma.fields.Integer(), required=True, attribute="done")
    refused = ma.fields.List(ma.fields.Nested(RefusedOut), required=True)


class ReasonIn(Input):
    """Why."""

    reason = Text(LONGEST_REASON, required=True)


class CorrectionIn(ReasonIn):
    """What the minutes should be, and why."""

    minutes = ma.fields.Integer(required=True, strict=True, validate=validate.Range(0, PHYSICAL_DAY))


class ReportQuery(Input):
    """What a report of hours adds up."""

    by = ma.fields.String(load_default="month", validate=validate.OneOf(["month", "unit", "member"]))
    since = ma.fields.Date()
    until = ma.fields.Date()
    tier = ma.fields.String(validate=validate.OneOf([tier.value for tier in Tier]))


class TotalOut(ma.Schema):
    """One line of a report; `key` is the month's first day, the unit's id or the member's id."""

    key = ma.fields.Raw(required=True, metadata={"type": ["string", "integer"]})
    name = ma.fields.String(required=True, allow_none=True)
    verified = ma.fields.Integer(required=True)
    backfilled = ma.fields.Integer(required=True)
    minutes = ma.fields.Integer(required=True)
    services = ma.fields.Integer(required=True)
    people = ma.fields.Integer(required=True)
