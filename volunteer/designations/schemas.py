"""Designations in JSON."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import validate

from volunteer.designations.models import DesignationKind
from volunteer.designations.service import NewDesignation
from volunteer.web.fields import Id, Input, QueryId, Text

KINDS = [kind.value for kind in DesignationKind]


class DesignationOut(ma.Schema):
    """A post or an area that a unit or one member holds; both days are included."""

    id = ma.fields.Integer()
    kind = ma.fields.String(validate=validate.OneOf(KINDS))
    title = ma.fields.String()
    unit_id = ma.fields.Integer()
    member_id = ma.fields.Integer(allow_none=True)
    place_id = ma.fields.Integer(allow_none=True)
    since = ma.fields.Date()
    until = ma.fields.Date(allow_none=True)
    note = ma.fields.String(allow_none=True)
    version = ma.fields.Integer()


class DesignationFilters(Input):
    """What the list can be narrowed by; those that ended are left out unless asked for."""

    kind = ma.fields.String(validate=validate.OneOf(KINDS))
    unit_id = QueryId()
    member_id = QueryId()
    place_id = QueryId()
    ended = ma.fields.Boolean()
    q = Text(40)


class DesignationIn(Input):
    """A new one, for a unit or for a member."""

    kind = ma.fields.String(required=True, validate=validate.OneOf(KINDS))
    title = Text(40, required=True)
    unit_id = Id(allow_none=True)
    member_id = Id(allow_none=True)
    place_id = Id(allow_none=True)
    since = ma.fields.Date(allow_none=True)
    until = ma.fields.Date(allow_none=True)
    note = Text(300, allow_none=True)

    @ma.post_load
    def make(self, data: dict[str, Any], **kwargs: object) -> NewDesignation:
        """The use case's own input."""
        return NewDesignation(**data)


class DesignationEnd(Input):
    """The last day; today when none is given."""

    version = ma.fields.Integer(required=True, strict=True)
    until = ma.fields.Date(allow_none=True)
