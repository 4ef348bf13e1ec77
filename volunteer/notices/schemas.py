"""Notices in JSON."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import validate

from volunteer.notices.models import Notice
from volunteer.notices.outbox_queries import MessageState
from volunteer.notices.states import Group, Way
from volunteer.notices.wording import words
from volunteer.notices.words import CHANNELS
from volunteer.web.fields import Input, StrictBoolean


def _text(notice: Notice) -> str:
    return words(notice.kind, notice.parameters)


class NoticeFilter(ma.Schema):
    """Which notices."""

    unread = ma.fields.Boolean(load_default=False)


class NoticeOut(ma.Schema):
    """One notice, in words; `link` is a path of this site."""

    id = ma.fields.Integer(required=True)
    kind = ma.fields.String(required=True)
    text = ma.fields.Function(_text, metadata={"type": "string"})
    link = ma.fields.String(required=True)
    created_at = ma.fields.AwareDateTime(required=True)
    read_at = ma.fields.AwareDateTime(required=True, allow_none=True)


class ClockTime(ma.fields.Time):
    """A time of day, HH:MM, on a clock in Shanghai."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%H:%M", metadata={"example": "22:00", "pattern": "^[0-2][0-9]:[0-5][0-9]$"}, **kwargs)


class ChoicesField(ma.fields.Dict):
    """By group of notices and by channel whether it is wanted."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            keys=ma.fields.String(validate=validate.OneOf(list(Group))),
            values=ma.fields.Dict(keys=ma.fields.String(validate=validate.OneOf(list(Way))), values=StrictBoolean()),
            **kwargs,
        )


class PreferencesIn(Input):
    """What one chooses; channels that are not named follow the defaults."""

    choices = ChoicesField(required=True)
    quiet_from = ClockTime(required=True)
    quiet_until = ClockTime(required=True)
    digest = StrictBoolean(required=True)


class PreferencesOut(ma.Schema):
    """What holds now; `ways` are the channels that reach one, `offered` those that are set up."""

    ways = ma.fields.List(ma.fields.String(), required=True)
    offered = ma.fields.List(ma.fields.String(), required=True)
    choices = ChoicesField(required=True)
    quiet_from = ClockTime(required=True)
    quiet_until = ClockTime(required=True)
    digest = ma.fields.Boolean(required=True)


class MessageFilter(ma.Schema):
    """Which messages; without a state those that nobody received."""

    state = ma.fields.Enum(MessageState, by_value=True)
    channel = ma.fields.String(validate=validate.OneOf(list(CHANNELS)))


class MessageOut(ma.Schema):
    """One message of the outbox without its words; the recipient masked."""

    id = ma.fields.Integer(required=True)
    channel = ma.fields.String(required=True)
    to = ma.fields.String(required=True)
    about = ma.fields.String(required=True)
    state = ma.fields.Enum(MessageState, by_value=True, required=True)
    attempts = ma.fields.Integer(required=True)
    problem = ma.fields.String(required=True)
    created_at = ma.fields.AwareDateTime(required=True)
    due_at = ma.fields.AwareDateTime(required=True)
