"""The JSON shape of resources and orders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import marshmallow as ma
from marshmallow import validate

from volunteer.resources.figures import Record
from volunteer.resources.models import Resource
from volunteer.resources.states import IfDeclined, OrderStatus, ResourceKind, ResourceStatus
from volunteer.web.fields import Id, Input, Moment, Phone, QueryId, StrictBoolean, Text

TITLE, TEXT, NAME, ADDRESS = 80, 2000, 40, 200
KINDS = [str(kind) for kind in ResourceKind]


class ResourceContent(Input):
    """What a resource says; nothing is required when it is changed."""

    unit_id = Id()
    title = Text(TITLE)
    text = Text(TEXT)
    category = Text(40)
    skill = Text(40, allow_none=True)
    headcount = ma.fields.Integer(strict=True, validate=validate.Range(0, 500))
    hours = ma.fields.Float(validate=validate.Range(0.5, 24))
    quantity = ma.fields.Integer(strict=True, validate=validate.Range(1, 10_000))
    monthly_quota = ma.fields.Integer(strict=True, allow_none=True, validate=validate.Range(1, 999))
    town_ids = ma.fields.List(Id(), validate=validate.Length(max=200))
    place_id = Id(allow_none=True)
    address = Text(ADDRESS, allow_none=True)
    notice_days = ma.fields.Integer(strict=True, validate=validate.Range(0, 180))
    first_day = ma.fields.Date(allow_none=True)
    last_day = ma.fields.Date(allow_none=True)
    risk_note = Text(TEXT, allow_none=True)
    contact_name = Text(NAME)
    contact_phone = Phone()
    as_written = StrictBoolean()


class ResourceIn(ResourceContent):
    """A new resource, kept as a draft."""

    kind = ma.fields.String(required=True, validate=validate.OneOf(KINDS))
    unit_id = Id(required=True)
    title = Text(TITLE, required=True)
    text = Text(TEXT, required=True)
    category = Text(40, required=True)
    contact_name = Text(NAME, required=True)
    contact_phone = Phone(required=True)


class ResourcePatch(ResourceContent):
    """Changes on top of a version."""

    version = ma.fields.Integer(strict=True, required=True)


class ResourceFiltersIn(Input):
    """What the list is narrowed by. `on`: can be had on this day if ordered today."""

    kind = ma.fields.String(validate=validate.OneOf(KINDS))
    status = ma.fields.String(validate=validate.OneOf([str(status) for status in ResourceStatus]))
    category = Text(40)
    skill = Text(40)
    town = Text(20)
    unit_id = QueryId()
    on = ma.fields.Date()
    q = Text(50)


class RecordOut(ma.Schema):
    """What came of its orders in the last year."""

    served = ma.fields.Integer(required=True)
    ratings = ma.fields.Integer(required=True)
    average = ma.fields.Float(required=True, allow_none=True)


class ResourceOut(ma.Schema):
    """A resource; `left_this_month` is None where there is no quota."""

    id = ma.fields.Integer(required=True)
    kind = ma.fields.String(required=True)
    status = ma.fields.String(required=True)
    unit_id = ma.fields.Integer(required=True)
    title = ma.fields.String(required=True)
    text = ma.fields.String(required=True)
    category = ma.fields.String(required=True)
    skill = ma.fields.String(required=True, allow_none=True)
    headcount = ma.fields.Integer(required=True)
    hours = ma.fields.Float(required=True)
    quantity = ma.fields.Integer(required=True)
    monthly_quota = ma.fields.Integer(required=True, allow_none=True)
    left_this_month = ma.fields.Integer(required=True, allow_none=True)
    town_ids = ma.fields.List(ma.fields.Integer(), required=True)
    place_id = ma.fields.Integer(required=True, allow_none=True)
    address = ma.fields.String(required=True, allow_none=True)
    notice_days = ma.fields.Integer(required=True)
    first_day = ma.fields.Date(required=True, allow_none=True)
    last_day = ma.fields.Date(required=True, allow_none=True)
    risk_note = ma.fields.String(required=True, allow_none=True)
    contact_name = ma.fields.String(required=True)
    contact_phone = ma.fields.String(required=True)
    record = ma.fields.Nested(RecordOut, required=True)
    version = ma.fields.Integer(required=True)


class OrderIn(Input):
    """An order of a site, the operator's own by default; without an end it takes as long as it usually does."""

    site_id = Id()
    starts = Moment(required=True)
    ends = Moment()
    quantity = ma.fields.Integer(strict=True, validate=validate.Range(1, 10_000))
    note = Text(TEXT)
    if_declined = ma.fields.String(validate=validate.OneOf([str(choice) for choice in IfDeclined]))
    public_place = Text(TITLE)
    contact_name = Text(NAME, required=True)
    contact_phone = Phone(required=True)


class OrderFiltersIn(Input):
    """What the list of orders is narrowed by."""

    status = ma.fields.String(validate=validate.OneOf([str(status) for status in OrderStatus]))
    resource_id = QueryId()


class OrderOut(ma.Schema):
    """An order and the demand that it is."""

    id = ma.fields.Integer(required=True)
    status = ma.fields.String(required=True)
    resource_id = ma.fields.Integer(required=True)
    site_id = ma.fields.Integer(required=True)
    demand_id = ma.fields.Integer(required=True)
    starts = ma.fields.AwareDateTime(required=True)
    ends = ma.fields.AwareDateTime(required=True)
    quantity = ma.fields.Integer(required=True)
    if_declined = ma.fields.String(required=True)
    reason = ma.fields.String(required=True, allow_none=True)
    ordered_at = ma.fields.AwareDateTime(required=True)
    answered_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    version = ma.fields.Integer(required=True)


class OrderReason(Input):
    """Why the team cannot come; the site reads it."""

    reason = Text(500, required=True)


class OrderReasonAllowed(Input):
    """Why the site takes it back, if it says so."""

    reason = Text(500)


RESOURCE_FIELDS = tuple(name for name in ResourceOut().fields if name not in ("left_this_month", "record"))


def resources_json(
    resources: Sequence[Resource], used: dict[int, int], records: dict[int, Record]
) -> list[dict[str, Any]]:
    """Resources with what is left of their month and what came of their orders, as ResourceOut dumps them."""
    return [
        {
            **{name: getattr(resource, name) for name in RESOURCE_FIELDS},
            "left_this_month": left_of(resource, used),
            "record": records.get(resource.id, Record()),
        }
        for resource in resources
    ]


def left_of(resource: Resource, used: dict[int, int]) -> int | None:
    """How many orders the month still takes; None where there is no limit."""
    if resource.monthly_quota is None:
        return None
    return max(0, resource.monthly_quota - used.get(resource.id, 0))
