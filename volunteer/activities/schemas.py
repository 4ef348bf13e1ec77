"""The day of service in JSON."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from volunteer.web.fields import Id, Input, Moment, Text


class CodeOut(ma.Schema):
    """The code now showing at the gate."""

    code = ma.fields.String(required=True, metadata={"description": "six digits"})
    valid_until = ma.fields.AwareDateTime(required=True)


class PunchIn(Input):
    """A check-in or check-out: `code` for oneself, or `member_id` by whoever runs the session.

    Where the session has no gate, the member sends neither. `position_id` beside `member_id` lets somebody in who has
    no claim yet, while a place is free. Coordinates are compared with the site where the session asks for it, and never
    stored.
    """

    code = Text(6, pattern="^[0-9]{6}$")
    member_id = Id()
    position_id = Id()
    at = Moment()
    client_id = Text(64)
    lon = ma.fields.Float(validate=ma.validate.Range(-180, 180))
    lat = ma.fields.Float(validate=ma.validate.Range(-90, 90))
    accuracy_m = ma.fields.Float(validate=ma.validate.Range(0, 100_000))

    @ma.validates_schema
    def _one_word(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if "code" in data and "member_id" in data:
            raise ma.ValidationError("code / member_id", "code")
        if "position_id" in data and "member_id" not in data:
            raise ma.ValidationError("position_id / member_id", "position_id")

    @ma.validates_schema
    def _whole_position(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if ("lon" in data) != ("lat" in data) or ("accuracy_m" in data and "lon" not in data):
            raise ma.ValidationError("lon / lat / accuracy_m", "lon")


class CheckOutIn(PunchIn):
    """A check-out; or `left_at` alone: when the member left who forgot to check out, on their own word.

    That is taken from the end of the session until 48 hours after it, and waits for somebody else's word.
    """

    left_at = Moment()

    @ma.validates_schema
    def _one_time(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if "left_at" in data and len(data) > 1:
            raise ma.ValidationError("left_at", "left_at")


class AttendanceOut(ma.Schema):
    """One member in one session."""

    id = ma.fields.Integer(required=True)
    member_id = ma.fields.Integer(required=True)
    session_id = ma.fields.Integer(required=True)
    status = ma.fields.String(required=True)
    checked_in_at = ma.fields.AwareDateTime(attribute="first_in", required=True, allow_none=True)
    checked_out_at = ma.fields.AwareDateTime(attribute="last_out", required=True, allow_none=True)
    minutes = ma.fields.Integer(required=True, allow_none=True)
