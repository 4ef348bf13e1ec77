"""Notices in JSON."""

from __future__ import annotations

import marshmallow as ma

from volunteer.notices.models import Notice
from volunteer.notices.wording import words


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
