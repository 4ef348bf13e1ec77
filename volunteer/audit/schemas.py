"""Audit events in JSON."""

from __future__ import annotations

from datetime import date
from ipaddress import ip_network
from typing import Any

import marshmallow as ma
from marshmallow import validate

from volunteer.web.fields import Input, QueryId, Text

EARLIEST, LATEST = date(2000, 1, 1), date(2199, 12, 31)


class Address(Text):
    """An IP address, or a network such as 10.1.0.0/16."""

    def __init__(self) -> None:
        super().__init__(50)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        try:
            return str(ip_network(super()._deserialize(value, attr, data, **kwargs), strict=False))
        except ValueError as error:
            raise self.make_error("invalid") from error


class AuditFilter(Input):
    """Which events. `action` may be a prefix such as `demand.`, `address` a network such as `10.1.0.0/16`.

    `q` is a part of the reason or of what changed; without days it looks at the last three months. `who` is a part of
    the name of whoever acted, `unit` of the name of a unit. Days are Shanghai's, both ends included.
    """

    subject_kind = Text(40)
    subject_id = QueryId()
    account_id = QueryId()
    action = Text(80)
    day = ma.fields.Date(validate=validate.Range(min=EARLIEST, max=LATEST))
    q = Text(60)
    who = Text(40)
    unit = Text(40)
    address = Address()
    request_id = Text(64, pattern=r"^[A-Za-z0-9._-]+$")
    since = ma.fields.Date(validate=validate.Range(min=EARLIEST, max=LATEST))
    until = ma.fields.Date(validate=validate.Range(min=EARLIEST, max=LATEST))


class HandOverForm(Input):
    """A period of the trail for an inspector, and what for."""

    since = ma.fields.Date(required=True, validate=validate.Range(min=EARLIEST, max=LATEST))
    until = ma.fields.Date(required=True, validate=validate.Range(min=EARLIEST, max=LATEST))
    purpose = Text(200, required=True)


class AuditEventOut(ma.Schema):
    """Who did what to which subject."""

    id = ma.fields.Integer(required=True)
    at = ma.fields.AwareDateTime(required=True)
    action = ma.fields.String(required=True)
    subject_kind = ma.fields.String(required=True)
    subject_id = ma.fields.Integer(required=True)
    account_id = ma.fields.Integer(required=True, allow_none=True)
    unit_id = ma.fields.Integer(required=True, allow_none=True)
    address = ma.fields.String(required=True, allow_none=True)
    request_id = ma.fields.String(required=True, allow_none=True)
    reason = ma.fields.String(required=True, allow_none=True)
    details = ma.fields.Dict(required=True)
