"""Sites in JSON. Degrees are WGS-84."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import validate

from volunteer.sites.service import NewSite
from volunteer.web.fields import Id, Input, Phone, Text

LONGITUDE = validate.Range(-180, 180)
LATITUDE = validate.Range(-90, 90)


class SiteOut(ma.Schema):
    """A village or community."""

    id = ma.fields.Integer()
    code = ma.fields.String()
    name = ma.fields.String()
    town = ma.fields.String(attribute="parent.name")
    town_id = ma.fields.Integer(attribute="parent_id")
    lon = ma.fields.Float()
    lat = ma.fields.Float()
    address = ma.fields.String(allow_none=True)
    duty_phone = ma.fields.String(allow_none=True)
    paired_unit_id = ma.fields.Integer(allow_none=True)
    version = ma.fields.Integer()


class SiteFilters(Input):
    """What the list can be narrowed by; `town` is the town's code or name."""

    town = Text(40)
    q = Text(40)


class SiteIn(Input):
    """A new site."""

    town_id = Id(required=True)
    code = Text(20, required=True, pattern=r"^[A-Za-z0-9_\-]+$")
    name = Text(40, required=True)
    lon = ma.fields.Float(required=True, validate=LONGITUDE)
    lat = ma.fields.Float(required=True, validate=LATITUDE)
    address = Text(200, allow_none=True)
    duty_phone = Phone(allow_none=True)
    paired_unit_id = Id(allow_none=True)

    @ma.post_load
    def make(self, data: dict[str, Any], **kwargs: Any) -> NewSite:
        """The use case's own input."""
        return NewSite(**data)


class SitePatch(Input):
    """Changes to a site."""

    version = ma.fields.Integer(required=True, strict=True)
    name = Text(40)
    lon = ma.fields.Float(validate=LONGITUDE)
    lat = ma.fields.Float(validate=LATITUDE)
    address = Text(200, allow_none=True)
    duty_phone = Phone(allow_none=True)
    paired_unit_id = Id(allow_none=True)
