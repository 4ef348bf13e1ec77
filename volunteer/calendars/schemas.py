"""The address of one's own calendar in JSON."""

from __future__ import annotations

import marshmallow as ma


class CalendarFeedOut(ma.Schema):
    """Since when there is an address; null where there is none. The address itself is told when it is made."""

    made_at = ma.fields.AwareDateTime(required=True, allow_none=True)


class NewCalendarFeedOut(ma.Schema):
    """A new address, told this once; programs subscribe to it without signing in."""

    address = ma.fields.Url(required=True)
    made_at = ma.fields.AwareDateTime(required=True)
