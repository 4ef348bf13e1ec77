"""What devices send and fetch that work without network, in JSON."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import marshmallow as ma
from marshmallow import validate

from volunteer.activities.models import PunchKind
from volunteer.activities.offline import Result
from volunteer.activities.showing import link_of
from volunteer.web.fields import Id, Input, Moment, Text
from volunteer.web.humanize import masked_name

MOST_AT_ONCE = 200


class NotedIn(Input):
    """One entry made offline: `member_id` by whoever runs the session, or `code` (none where there is no gate).

    `at` is by the device's clock, `clock_ahead_s` how far ahead the device took that clock to be (seconds). Coordinates
    are compared with the site where the session asks for it, and never stored. `walk_up` and `position_id`, by whoever
    runs the session: the whole phone or number of a member who came along, let in as of then if a place was free.
    """

    client_id = Text(64, least=8, required=True)
    kind = ma.fields.String(required=True, validate=validate.OneOf([kind.value for kind in PunchKind]))
    at = Moment(required=True)
    member_id = Id()
    walk_up = Text(32, least=4)
    position_id = Id()
    code = Text(6, pattern="^[0-9]{6}$")
    clock_ahead_s = ma.fields.Integer(strict=True, validate=validate.Range(-(10**8), 10**8))
    lon = ma.fields.Float(validate=validate.Range(-180, 180))
    lat = ma.fields.Float(validate=validate.Range(-90, 90))
    accuracy_m = ma.fields.Float(validate=validate.Range(0, 100_000))

    @ma.validates_schema
    def _one_word(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if len({"code", "member_id", "walk_up"} & set(data)) > 1:
            raise ma.ValidationError("code / member_id / walk_up", "code")
        if ("walk_up" in data) != ("position_id" in data):
            raise ma.ValidationError("walk_up / position_id", "position_id")
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


class PackedPersonOut(ma.Schema):
    """One person of a packed session; the name is masked."""

    member_id = ma.fields.Integer(required=True)
    name = ma.fields.Function(lambda person: masked_name(person.name), required=True)
    unit = ma.fields.String(required=True)
    missed = ma.fields.Boolean(required=True)
    status = ma.fields.String(required=True, allow_none=True)
    first_in = ma.fields.AwareDateTime(required=True, allow_none=True)
    last_out = ma.fields.AwareDateTime(required=True, allow_none=True)


class PackedPositionOut(ma.Schema):
    """One position of a packed session, for somebody who comes along."""

    id = ma.fields.Integer(required=True)
    title = ma.fields.String(required=True)
    free = ma.fields.Integer(required=True, metadata={"description": "places, when the pack was made"})


class PackedSessionOut(ma.Schema):
    """A session whose gate can be kept without network."""

    id = ma.fields.Integer(attribute="session.id", required=True)
    title = ma.fields.String(attribute="session.project.title", required=True)
    place = ma.fields.Function(lambda packed: packed.session.public_place or packed.session.site.name, required=True)
    starts = ma.fields.AwareDateTime(attribute="session.starts", required=True)
    ends = ma.fields.AwareDateTime(attribute="session.ends", required=True)
    opens = ma.fields.AwareDateTime(required=True)
    check_out_until = ma.fields.AwareDateTime(required=True)
    link = ma.fields.Function(
        lambda packed: link_of(packed.session.id, "0").removesuffix("0"),
        metadata={"description": "what the QR code holds, but for the code"},
    )
    secret = ma.fields.Function(
        lambda packed: packed.secret and b64encode(packed.secret).decode(),
        metadata={"description": "base64; codes are TOTP with HMAC-SHA-256, six digits, 30 seconds"},
    )
    people = ma.fields.List(ma.fields.Nested(PackedPersonOut), required=True)
    positions = ma.fields.List(ma.fields.Nested(PackedPositionOut), required=True)


class DayPackOut(ma.Schema):
    """The sessions of the next 24 hours that one may run; a device keeps it for a day at most."""

    account_id = ma.fields.Integer(required=True)
    made_at = ma.fields.AwareDateTime(required=True)
    sessions = ma.fields.List(ma.fields.Nested(PackedSessionOut), required=True)
