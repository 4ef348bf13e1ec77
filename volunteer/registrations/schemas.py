"""Registrations in JSON."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import validate

from volunteer.people.models import RegistrationStatus
from volunteer.web.fields import Id, Input, QueryId, Text


class RegistrationOut(ma.Schema):
    """A member at a site; `slip` is told to the member only."""

    id = ma.fields.Integer()
    member_id = ma.fields.Integer()
    site_id = ma.fields.Integer(attribute="place_id")
    kind = ma.fields.String()
    status = ma.fields.String()
    since = ma.fields.Date()
    until = ma.fields.Date(allow_none=True)
    requested_at = ma.fields.AwareDateTime()
    answered_at = ma.fields.AwareDateTime(allow_none=True)
    reason = ma.fields.String(allow_none=True)


class OwnRegistrationOut(RegistrationOut):
    """One's own, with the code of the slip."""

    slip = ma.fields.String(allow_none=True)


class RegistrationFilters(Input):
    """What the list can be narrowed by."""

    status = ma.fields.String(validate=validate.OneOf([status.value for status in RegistrationStatus]))
    site_id = QueryId()


class RegistrationIn(Input):
    """The site to register with."""

    site_id = Id(required=True)


class RegistrationReason(Input):
    """Why; the member reads it."""

    reason = Text(200, required=True)


class TeamRegistrationIn(Input):
    """The paired site, and whom to register with it: everybody without `member_ids`."""

    site_id = Id(required=True)
    member_ids = ma.fields.List(Id(), validate=validate.Length(min=1, max=1000))


class TeamRegistrationOut(ma.Schema):
    """How many were registered in one step."""

    registered = ma.fields.Integer()
