"""Units in JSON."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import validate

from volunteer.organization.models import Tier
from volunteer.organization.service import NewUnit
from volunteer.web.fields import Id, Input, Phone, QueryId, Text

TIERS = [tier.value for tier in Tier]


class UnitOut(ma.Schema):
    """A unit of the tree."""

    id = ma.fields.Integer()
    parent_id = ma.fields.Integer(allow_none=True)
    tier = ma.fields.String(validate=validate.OneOf(TIERS))
    name = ma.fields.String()
    short_name = ma.fields.String()
    path = ma.fields.String()
    organ_id = ma.fields.Integer(allow_none=True)
    status = ma.fields.String()
    duty_phone = ma.fields.String(allow_none=True)
    successor_id = ma.fields.Integer(allow_none=True)
    settings = ma.fields.Dict()
    version = ma.fields.Integer()


class UnitFilters(Input):
    """What the list of units can be narrowed by."""

    parent = QueryId()
    tier = ma.fields.String(validate=validate.OneOf(TIERS))
    q = Text(50)


class UnitIn(Input):
    """A new unit."""

    parent_id = Id(required=True)
    tier = ma.fields.String(required=True, validate=validate.OneOf(TIERS))
    name = Text(80, required=True)
    short_name = Text(20)
    organ_id = Id(allow_none=True)
    duty_phone = Phone(allow_none=True)

    @ma.post_load
    def make(self, data: dict[str, Any], **kwargs: object) -> NewUnit:
        """The use case's own input."""
        return NewUnit(**data)


class UnitPatch(Input):
    """Changes to a unit; `settings` are merged, null gives a key back to the units above."""

    version = ma.fields.Integer(required=True, strict=True)
    parent_id = Id()
    name = Text(80)
    short_name = Text(20)
    organ_id = Id(allow_none=True)
    duty_phone = Phone(allow_none=True)
    settings = ma.fields.Dict(keys=Text(50), values=ma.fields.Integer(strict=True, allow_none=True))


class UnitClose(Input):
    """Who takes over."""

    version = ma.fields.Integer(required=True, strict=True)
    successor_id = Id(required=True)


class UnitMerge(Input):
    """Which unit takes everything over."""

    version = ma.fields.Integer(required=True, strict=True)
    into_id = Id(required=True)
