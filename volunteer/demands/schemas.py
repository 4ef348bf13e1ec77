"""The JSON shape of demands (names fixed in docs/openapi.json)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import marshmallow as ma
from marshmallow import validate

from volunteer.demands.models import Demand
from volunteer.demands.queries import TimelineEntry, timelines
from volunteer.demands.states import DemandStatus
from volunteer.web.fields import Id, Input, Moment, Phone, QueryId, StrictBoolean, Text

TITLE, TEXT, NAME = 80, 2000, 40
STATUSES = [str(status) for status in DemandStatus]


class DemandContent(Input):
    """What a demand says; nothing is required when it is changed."""

    category = Text(40)
    title = Text(TITLE)
    text = Text(TEXT)
    site_id = Id()
    public_place = Text(TITLE, allow_none=True)
    skill = Text(40, allow_none=True)
    level = ma.fields.Integer(strict=True, validate=validate.Range(1, 3))
    headcount = ma.fields.Integer(strict=True, validate=validate.Range(1, 500))
    starts = Moment()
    ends = Moment()
    window_minutes = ma.fields.Integer(strict=True, allow_none=True, validate=validate.Range(15, 480))
    contact_name = Text(NAME)
    contact_phone = Phone()
    risk_note = Text(TEXT, allow_none=True)
    on_behalf = StrictBoolean()
    urgent = StrictBoolean()
    private_recipient = Text(NAME, allow_none=True, load_only=True)
    private_phone = Phone(allow_none=True, load_only=True)
    private_address = Text(200, allow_none=True, load_only=True)
    private_access_notes = Text(500, allow_none=True, load_only=True)


class DemandIn(DemandContent):
    """A new demand; kept as a draft. Who is not of the site asks on its behalf, in the name of the unit `unit_id`."""

    unit_id = Id()

    category = Text(40, required=True)
    title = Text(TITLE, required=True)
    text = Text(TEXT, required=True)
    headcount = ma.fields.Integer(strict=True, required=True, validate=validate.Range(1, 500))
    starts = Moment(required=True)
    ends = Moment(required=True)
    contact_name = Text(NAME, required=True)
    contact_phone = Phone(required=True)


class DemandPatch(DemandContent):
    """Changes to a draft or returned demand, on top of a version."""

    version = ma.fields.Integer(strict=True, required=True)


class DemandChange(Input):
    """What may change after publishing (D7)."""

    headcount = ma.fields.Integer(strict=True, validate=validate.Range(1, 500))
    starts = Moment()
    ends = Moment()
    public_place = Text(TITLE)
    reason = Text(500)


class ReasonGiven(Input):
    """A step that must say why."""

    reason = Text(500, required=True)


class ReasonAllowed(Input):
    """A step that may say why."""

    reason = Text(500)


class ForwardIn(ReasonGiven):
    """To which unit, and why."""

    unit_id = Id(required=True)


class DemandFiltersIn(Input):
    """What the list is narrowed by."""

    status = ma.fields.String(validate=validate.OneOf(STATUSES))
    site_id = QueryId()
    town = Text(20)
    category = Text(40)
    overdue = ma.fields.Boolean()
    q = Text(50)


class TimelineOut(ma.Schema):
    """One step: who is told by unit, never by name."""

    step = ma.fields.String(required=True)
    at = ma.fields.AwareDateTime(required=True)
    by = ma.fields.String(required=True, allow_none=True)
    reason = ma.fields.String(required=True, allow_none=True)


class DemandOut(ma.Schema):
    """A demand as the asker and the responsible unit see it; the guarded part of the place is never in it."""

    id = ma.fields.Integer(required=True)
    number = ma.fields.String(required=True, allow_none=True)
    status = ma.fields.String(required=True, validate=validate.OneOf(STATUSES))
    category = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    text = ma.fields.String(required=True)
    site_id = ma.fields.Integer(required=True)
    public_place = ma.fields.String(required=True, allow_none=True)
    has_private_place = ma.fields.Boolean(required=True)
    skill = ma.fields.String(required=True, allow_none=True)
    level = ma.fields.Integer(required=True)
    headcount = ma.fields.Integer(required=True)
    starts = ma.fields.AwareDateTime(required=True)
    ends = ma.fields.AwareDateTime(required=True)
    window_minutes = ma.fields.Integer(required=True, allow_none=True)
    channel = ma.fields.String(required=True)
    urgency = ma.fields.String(required=True)
    contact_name = ma.fields.String(required=True)
    contact_phone = ma.fields.String(required=True)
    risk_note = ma.fields.String(required=True, allow_none=True)
    on_behalf = ma.fields.Boolean(required=True)
    asked_by_unit_id = ma.fields.Integer(required=True, allow_none=True)
    vouched_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    responsible_unit_id = ma.fields.Integer(required=True, allow_none=True)
    duty_phone = ma.fields.String(required=True, allow_none=True)
    deadline = ma.fields.AwareDateTime(required=True, allow_none=True)
    outcome = ma.fields.String(required=True, allow_none=True)
    times_reopened = ma.fields.Integer(required=True)
    version = ma.fields.Integer(required=True)
    timeline = ma.fields.List(ma.fields.Nested(TimelineOut), required=True)


class PrivatePlaceOut(ma.Schema):
    """The guarded part; each answer is on record."""

    recipient = ma.fields.String(required=True, allow_none=True)
    phone = ma.fields.String(required=True, allow_none=True)
    address = ma.fields.String(required=True, allow_none=True)
    access_notes = ma.fields.String(required=True, allow_none=True)


PLAIN = (
    "id",
    "number",
    "status",
    "category",
    "title",
    "text",
    "site_id",
    "public_place",
    "skill",
    "level",
    "headcount",
    "starts",
    "ends",
    "window_minutes",
    "channel",
    "urgency",
    "contact_name",
    "contact_phone",
    "risk_note",
    "on_behalf",
    "asked_by_unit_id",
    "vouched_at",
    "responsible_unit_id",
    "deadline",
    "outcome",
    "times_reopened",
    "version",
)


def demand_json(demand: Demand) -> dict[str, Any]:
    """A demand with its timeline, as DemandOut dumps it."""
    return demands_json([demand])[0]


def demands_json(demands: Sequence[Demand]) -> list[dict[str, Any]]:
    """Demands with their timelines, read at once."""
    told = timelines([demand.id for demand in demands])
    return [_with_timeline(demand, told[demand.id]) for demand in demands]


def _with_timeline(demand: Demand, timeline: Sequence[TimelineEntry]) -> dict[str, Any]:
    unit = demand.responsible_unit
    return {
        **{name: getattr(demand, name) for name in PLAIN},
        "has_private_place": demand.private_place_id is not None,
        "duty_phone": unit.duty_phone if unit else None,
        "timeline": timeline,
    }
