"""What devices send and fetch that work without network, in JSON."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import validate

from volunteer.activities.models import PunchKind
from volunteer.activities.offline import Result
from volunteer.web.fields import Id, Input, Moment, Text

MOST_AT_ONCE = 200


class NotedIn(Input):
    """One entry made offline: `member_id` by whoever runs the session, or `code` (none where there is no gate).

    `at` is by the device's clock, `clock_ahead_s` how far ahead the device took that clock to be (seconds). Coordinates
    are compared with the site where the session asks for it, and never stored.
    """

    client_id = Text(64, least=8, required=True)
    kind = ma.fields.String(required=True, validate=validate.OneOf([kind.value for kind in PunchKind]))
    at = Moment(required=True)
    member_id = Id()
    code = Text(6, pattern="^[0-9]{6}$")
    clock_ahead_s = ma.fields.Integer(strict=True, validate=validate.Range(-(10**8), 10**8))
    lon = ma.fields.Float(validate=validate.Range(-180, 180))
    lat = ma.fields.Float(validate=validate.Range(-90, 90))
    accuracy_m = ma.fields.Float(validate=validate.Range(0, 100_000))

    @ma.validates_schema
    def _one_word(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if "code" in data and "member_id" in data:
            raise ma.ValidationError("code / member_id", "code")
        if ("lon" in data) != ("lat" in data):
            raise ma.ValidationError("lon / lat", "lon")


class PunchesIn(Input):
    """What a device noted at one session. `account_id`: who was signed in when it did; others may not send it."""

    sent_at = Moment(required=True)
    account_id = Id()
    entries = ma.fields.List(
        ma.fields.Nested(NotedIn), required=True, validate=validate.Length(min=1, max=MOST_AT_ONCE)
    )

    @ma.validates_schema
    def _named_once(self, data: dict[str, Any], **_kwargs: Any) -> None:
        names = [entry["client_id"] for entry in data["entries"]]
        if len(set(names)) < len(names):
            raise ma.ValidationError("client_id", "entries")


class AnswerOut(ma.Schema):
    """What became of one entry."""

    client_id = ma.fields.String(required=True)
    result = ma.fields.String(required=True, validate=validate.OneOf([result.value for result in Result]))
    reason = ma.fields.String(metadata={"description": "of a refusal"})
    message = ma.fields.String(metadata={"description": "the reason in words"})
    clock_off_s = ma.fields.Integer(
        allow_none=True, metadata={"description": "how far ahead the device's clock was, where that was noticed"}
    )
    after_confirmed = ma.fields.Boolean(metadata={"description": "kept, but the hours were confirmed before"})


class PunchesOut(ma.Schema):
    """The answers, in the order of the entries."""

    entries = ma.fields.List(ma.fields.Nested(AnswerOut), required=True)


class DeviceOut(ma.Schema):
    """Who is signed in on this device, what its forms have to carry, and what time it is."""

    account_id = ma.fields.Integer(required=True)
    csrf_token = ma.fields.String(required=True)
    now = ma.fields.AwareDateTime(required=True)
