"""What deserves a look among entered hours, in JSON."""

from __future__ import annotations

from datetime import MAXYEAR, MINYEAR, date

import marshmallow as ma
from marshmallow import validate

from volunteer.ledger.schemas import HoursOut
from volunteer.ledger.unusual import Unusual
from volunteer.organization.permissions import Role
from volunteer.web.fields import Input, Text
from volunteer.web.humanize import masked_name

KINDS = [kind.value for kind in Unusual]


class UnusualQuery(Input):
    """Which days, which pattern; the last 90 days and all patterns without."""

    class Meta:
        unknown = ma.EXCLUDE  # page and page_size stand in the same query

    month = ma.fields.Date(
        format="%Y-%m",
        validate=validate.Range(date(MINYEAR, 1, 1), date(MAXYEAR - 1, 12, 1)),
        metadata={"description": "2026-11", "format": "month"},
    )
    kind = ma.fields.String(validate=validate.OneOf(KINDS))


class UnusualHoursQuery(UnusualQuery):
    """The pattern and the key of one group."""

    kind = ma.fields.String(required=True, validate=validate.OneOf(KINDS))
    key = Text(60, required=True)


class EnteringOut(ma.Schema):
    """Who entered hours: the name masked, the roles held now."""

    account_id = ma.fields.Integer(required=True)
    name = ma.fields.String(required=True)
    roles = ma.fields.List(ma.fields.String(validate=validate.OneOf([role.value for role in Role])), required=True)


class UnusualOut(ma.Schema):
    """Hours that one pattern was found in; `entered_by` is null where several people entered them."""

    kind = ma.fields.String(required=True, validate=validate.OneOf(KINDS))
    key = ma.fields.String(required=True)
    first = ma.fields.Date(required=True)
    last = ma.fields.Date(required=True)
    entered_by = ma.fields.Nested(EnteringOut, required=True, allow_none=True)
    own_word = ma.fields.Boolean(required=True)
    records = ma.fields.Integer(required=True)
    people = ma.fields.Integer(required=True)
    minutes = ma.fields.Integer(required=True)


class UnusualHoursOut(HoursOut):
    """One of the hours of a group; the name is masked."""

    name = ma.fields.Function(lambda view: masked_name(view.name), metadata={"type": "string"})
    unit = ma.fields.String(required=True)
    title = ma.fields.Function(lambda view: view.title or view.proposal.note, metadata={"type": ["string", "null"]})
