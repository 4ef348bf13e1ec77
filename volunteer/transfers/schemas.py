"""Transfers in JSON."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import validate

from volunteer.transfers.service import NewTransfer
from volunteer.transfers.states import TransferStatus
from volunteer.web.fields import Id, Input, Text
from volunteer.web.humanize import masked_name


class TransferOut(ma.Schema):
    """A transfer of a member from one squad to another; the name is masked."""

    id = ma.fields.Integer()
    status = ma.fields.String(validate=validate.OneOf([status.value for status in TransferStatus]))
    member_id = ma.fields.Integer()
    name = ma.fields.Function(lambda transfer: masked_name(transfer.member.name), metadata={"type": "string"})
    from_unit_id = ma.fields.Integer()
    to_unit_id = ma.fields.Integer()
    reason = ma.fields.String(allow_none=True)
    answer = ma.fields.String(allow_none=True)
    asked_at = ma.fields.AwareDateTime()
    answer_by = ma.fields.AwareDateTime()
    from_agreed_at = ma.fields.AwareDateTime(allow_none=True)
    to_agreed_at = ma.fields.AwareDateTime(allow_none=True)
    escalated_at = ma.fields.AwareDateTime(allow_none=True)
    ended_at = ma.fields.AwareDateTime(allow_none=True)
    version = ma.fields.Integer()


class TransferFilters(Input):
    """Those that are still asked, or those that have ended."""

    ended = ma.fields.Boolean(load_default=False)


class TransferIn(Input):
    """Who is to go where: the member by id, or by number where out of one's reach."""

    member_id = Id()
    number = Text(40)
    to_unit_id = Id(required=True)
    reason = Text(200)

    @ma.validates_schema
    def check_member(self, data: dict[str, object], **kwargs: object) -> None:
        """One of the two says who."""
        if ("member_id" in data) == ("number" in data):
            raise ma.ValidationError("one of member_id and number is needed", "member_id")

    @ma.post_load
    def make(self, data: dict[str, Any], **kwargs: object) -> NewTransfer:
        """The use case's own input."""
        return NewTransfer(**data)


class TransferRefusal(Input):
    """Why not."""

    reason = Text(200, required=True)
