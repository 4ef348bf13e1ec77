"""The list in JSON."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import validate

from volunteer.web.fields import Input, QueryId, StrictBoolean, Text

NAME, NAME_EN, HINT, MOST_RANK = 20, 60, 80, 9999


class ChecklistItemOut(ma.Schema):
    """Something to be made sure of. `unit_id`: the brigade that asks for it, null for everybody.

    `known_by`: what the platform looks at by itself; null when it is always ticked by hand.
    """

    id = ma.fields.Integer()
    unit_id = ma.fields.Integer(allow_none=True)
    name = ma.fields.String()
    name_en = ma.fields.String(allow_none=True)
    hint = ma.fields.String(allow_none=True)
    known_by = ma.fields.String(allow_none=True)
    required = ma.fields.Boolean()
    rank = ma.fields.Integer()
    version = ma.fields.Integer()


class ChecklistUnitIn(Input):
    """For which unit; for the whole network when not given."""

    unit_id = QueryId()


class _Words(Input):
    name_en = Text(NAME_EN, allow_none=True)
    hint = Text(HINT, allow_none=True)
    required = StrictBoolean()


class ChecklistItemIn(_Words):
    """A new item."""

    name = Text(NAME, required=True)


class ChecklistItemPatch(_Words):
    """An item as it shall be; what is left out stays."""

    version = ma.fields.Integer(strict=True, required=True)
    name = Text(NAME)
    rank = ma.fields.Integer(strict=True, validate=validate.Range(0, MOST_RANK))
    retired = StrictBoolean()
