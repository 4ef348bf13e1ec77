"""Roles in JSON."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import validate

from volunteer.organization.permissions import Role
from volunteer.web.fields import Id, Input, Moment, Text

ROLES = [role.value for role in Role]


class GrantOut(ma.Schema):
    """Who holds which role at which node; one of the three nodes is set."""

    id = ma.fields.Integer()
    account_id = ma.fields.Integer()
    role = ma.fields.String(validate=validate.OneOf(ROLES))
    unit_id = ma.fields.Integer(allow_none=True)
    place_id = ma.fields.Integer(allow_none=True)
    collaboration_group_id = ma.fields.Integer(allow_none=True)
    deputy = ma.fields.Boolean()
    since = ma.fields.AwareDateTime()
    until = ma.fields.AwareDateTime(allow_none=True)
    takes_over_id = ma.fields.Integer(allow_none=True)


class HandoverIn(Input):
    """Which grants of one person go to whom, by user name, from when; now when not given."""

    grant_ids = ma.fields.List(Id(), required=True, validate=validate.Length(1, 50))
    username = Text(100, required=True)
    since = Moment(allow_none=True)


class DeputyIn(Input):
    """Who stands in, by user name, until when; for as long as the role lasts when not given."""

    username = Text(100, required=True)
    until = Moment(allow_none=True)
