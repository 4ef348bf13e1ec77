"""Thanks and commendations in JSON."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from flask_babel import gettext as _
from marshmallow import validate

from volunteer.organization.current import current_actor
from volunteer.records.honours import NewHonour
from volunteer.records.models import Honour
from volunteer.records.states import HonourKind, HonourStatus, ObjectionStatus
from volunteer.web.fields import Id, Input, StrictBoolean, Text
from volunteer.web.humanize import masked_name

KINDS = [kind.value for kind in HonourKind]
STATUSES = [status.value for status in HonourStatus]
LONGEST_WORDS = 300


def _name(honour: Honour) -> str | None:
    if honour.member is None:
        return None
    return honour.member.name if honour.member_id == current_actor().member_id else masked_name(honour.member.name)


class HonourOut(ma.Schema):
    """Thanks or a commendation that stands."""

    id = ma.fields.Integer()
    kind = ma.fields.String(validate=validate.OneOf(KINDS))
    title = ma.fields.String()
    text = ma.fields.String()
    giver = ma.fields.String()
    given_on = ma.fields.Date()


class GivenHonourOut(HonourOut):
    """The same with whom it is for: a member, whose name is masked unless it is one's own, or a whole unit."""

    status = ma.fields.String(validate=validate.OneOf(STATUSES))
    unit_id = ma.fields.Integer()
    name = ma.fields.Function(_name, metadata={"type": ["string", "null"]})
    notice_until = ma.fields.Date(allow_none=True)
    withdrawn_reason = ma.fields.String(allow_none=True)


class HonourObjectionOut(ma.Schema):
    """What somebody has against a commendation on notice, and the answer."""

    status = ma.fields.String(validate=validate.OneOf([status.value for status in ObjectionStatus]))
    text = ma.fields.String()
    made_on = ma.fields.Date()
    answer = ma.fields.String(allow_none=True)


class HonourStandingOut(ma.Schema):
    """An honour and how it stands. The objection is told to who made it and who may answer."""

    honour = ma.fields.Nested(GivenHonourOut)
    counting = ma.fields.Boolean(metadata={"description": "whether it stands in the record"})
    on_notice = ma.fields.Boolean(attribute="running")
    objected = ma.fields.Boolean()
    objection = ma.fields.Nested(HonourObjectionOut, allow_none=True)


class HonourFilters(Input):
    """Those given, or those taken back."""

    class Meta:
        unknown = ma.EXCLUDE  # page and page_size stand in the same query

    status = ma.fields.String(load_default=HonourStatus.GIVEN.value, validate=validate.OneOf(STATUSES))


class HonourIn(Input):
    """From a unit or a site, for a member or a whole unit."""

    kind = ma.fields.String(required=True, validate=validate.OneOf(KINDS))
    title = Text(40, required=True)
    text = Text(LONGEST_WORDS, required=True)
    by_unit_id = Id()
    by_place_id = Id()
    member_id = Id()
    unit_id = Id()

    @ma.validates_schema
    def one_of_each(self, data: dict[str, Any], **kwargs: object) -> None:
        """One that gives and one that is honoured."""
        for names in (("by_unit_id", "by_place_id"), ("member_id", "unit_id")):
            if sum(name in data for name in names) != 1:
                raise ma.ValidationError(_("两项中填一项"), field_name=names[0])

    @ma.post_load
    def make(self, data: dict[str, Any], **kwargs: object) -> NewHonour:
        """The use case's own input."""
        return NewHonour(**data)


class HonourObjectionIn(Input):
    """What is not so."""

    text = Text(LONGEST_WORDS, required=True)


class HonourAnswerIn(Input):
    """Whether the objection holds, and what was found."""

    uphold = StrictBoolean(required=True)
    reason = Text(LONGEST_WORDS, required=True)


class HonourWithdrawalIn(Input):
    """Why it is taken back."""

    reason = Text(LONGEST_WORDS, required=True)
