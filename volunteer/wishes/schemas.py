"""Wishes in JSON: never with the person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import marshmallow as ma
from marshmallow import validate

from volunteer.organization.actor import Actor
from volunteer.web.fields import Id, Input, Phone, Text
from volunteer.wishes.models import Wish
from volunteer.wishes.service import late
from volunteer.wishes.states import WishStatus

TITLE, TEXT, NAME, PLACE, REASON = 40, 300, 40, 120, 300
LARGEST = 100_000


class WishOut(ma.Schema):
    """A wish as everybody may see it; `mine`: the reader has taken it on."""

    id = ma.fields.Integer()
    number = ma.fields.String(allow_none=True)
    status = ma.fields.String()
    title = ma.fields.String()
    text = ma.fields.String()
    value_yuan = ma.fields.Integer()
    site_id = ma.fields.Integer()
    site = ma.fields.String()
    town = ma.fields.String()
    thanks = ma.fields.String(allow_none=True)
    mine = ma.fields.Boolean()
    due_at = ma.fields.AwareDateTime(allow_none=True)
    late = ma.fields.Boolean()
    verified_at = ma.fields.AwareDateTime(allow_none=True)
    version = ma.fields.Integer()


class WishFiltersIn(Input):
    """What a list is narrowed by."""

    status = ma.fields.String(validate=validate.OneOf([status.value for status in WishStatus]))
    town = Text(40)
    q = Text(40)


class WishIn(Input):
    """A new wish. `recipient` to `access_notes` are kept in the guarded part and told to nobody else."""

    site_id = Id()
    title = Text(TITLE, required=True)
    text = Text(TEXT, required=True)
    value_yuan = ma.fields.Integer(required=True, strict=True, validate=validate.Range(min=1, max=LARGEST))
    recipient = Text(NAME, required=True)
    phone = Phone(allow_none=True)
    address = Text(PLACE, allow_none=True)
    access_notes = Text(TEXT, allow_none=True)


class WishPatch(Input):
    """The wish as it shall be; guarded fields that are left out stay as they are."""

    version = ma.fields.Integer(required=True, strict=True)
    title = Text(TITLE, required=True)
    text = Text(TEXT, required=True)
    value_yuan = ma.fields.Integer(required=True, strict=True, validate=validate.Range(min=1, max=LARGEST))
    recipient = Text(NAME)
    phone = Phone(allow_none=True)
    address = Text(PLACE, allow_none=True)
    access_notes = Text(TEXT, allow_none=True)


class WishReasonIn(Input):
    """Why, or what the person says."""

    reason = Text(REASON, required=True)


def wish_json(wish: Wish, actor: Actor, now: datetime) -> dict[str, Any]:
    """A wish for a reader."""
    same = ("id", "number", "status", "title", "text", "value_yuan", "site_id", "thanks", "verified_at", "version")
    return {
        **{name: getattr(wish, name) for name in same},
        "site": wish.site.name,
        "town": wish.site.parent.name if wish.site.parent else "",
        "mine": actor.member_id is not None and wish.member_id == actor.member_id,
        "due_at": wish.due_at,
        "late": late(wish, now),
    }
