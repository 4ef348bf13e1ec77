"""Members in JSON. Names and phones come masked unless the view unmasked them."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import validate

from volunteer.people.models import MemberKind
from volunteer.people.rules import ALL_BITS, BANDS, bits_of
from volunteer.people.service import NewMember
from volunteer.web.fields import Id, Input, Phone, QueryId, StrictBoolean, Text

KINDS = [kind.value for kind in MemberKind]
CODES = ma.fields.List(Text(40), validate=validate.Length(max=50))


class MemberOut(ma.Schema):
    """A member as others see them; `skills` are those that count today."""

    id = ma.fields.Integer(attribute="member.id")
    number = ma.fields.String(attribute="member.number")
    name = ma.fields.String()
    phone = ma.fields.String(allow_none=True)
    kind = ma.fields.String(attribute="member.kind")
    unit_id = ma.fields.Integer(attribute="member.unit_id")
    branch = ma.fields.String(attribute="member.branch", allow_none=True)
    skills = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.Integer())
    pending_skills = ma.fields.List(ma.fields.String())
    radius_km = ma.fields.Float(attribute="member.radius_km")
    paused_until = ma.fields.Date(attribute="member.paused_until", allow_none=True)
    version = ma.fields.Integer(attribute="member.version")


class MemberFilters(Input):
    """What the list of members can be narrowed by; `unmask` shows full names, for a stated `purpose`, on record."""

    q = Text(40)
    unit = QueryId()
    skill = Text(40)
    kind = ma.fields.String(validate=validate.OneOf(KINDS))
    unmask = ma.fields.Boolean()
    purpose = Text(200)


class UnmaskQuery(Input):
    """Full name and phone for a stated purpose, on record."""

    unmask = ma.fields.Boolean()
    purpose = Text(200)


class MemberIn(Input):
    """A new member."""

    number = Text(40, required=True, pattern=r"^[A-Za-z0-9\-]+$")
    name = Text(40, required=True)
    unit_id = Id(required=True)
    phone = Phone(allow_none=True)
    kind = ma.fields.String(validate=validate.OneOf(KINDS))
    branch = Text(80, allow_none=True)

    @ma.post_load
    def make(self, data: dict[str, Any], **kwargs: Any) -> NewMember:
        """The use case's own input."""
        return NewMember(**data)


class MemberPatch(Input):
    """Changes to a member's record."""

    version = ma.fields.Integer(required=True, strict=True)
    name = Text(40)
    unit_id = Id()
    phone = Phone(allow_none=True)
    kind = ma.fields.String(validate=validate.OneOf(KINDS))
    branch = Text(80, allow_none=True)


class MemberSkillIn(Input):
    """A skill at a level 1–3."""

    skill = Text(40, required=True)
    level = ma.fields.Integer(required=True, strict=True, validate=validate.Range(1, 3))
    expires_on = ma.fields.Date(allow_none=True)


class SkillApproval(Input):
    """Until when the qualification is good."""

    expires_on = ma.fields.Date(allow_none=True)


class SkillReturn(Input):
    """What is wrong with the paper."""

    reason = Text(200, required=True)


class HeldSkillOut(ma.Schema):
    """A skill on a member's list."""

    member_id = ma.fields.Integer()
    skill = ma.fields.String()
    level = ma.fields.Integer()
    approved_at = ma.fields.AwareDateTime(allow_none=True)
    expires_on = ma.fields.Date(allow_none=True)
    returned_reason = ma.fields.String(allow_none=True)


class Point(Input):
    """WGS-84 degrees; kept to about 100 metres unless `precise_places`."""

    lon = ma.fields.Float(required=True, validate=validate.Range(-180, 180))
    lat = ma.fields.Float(required=True, validate=validate.Range(-90, 90))


class MeOut(ma.Schema):
    """Who is signed in; the member's part is null for accounts of sites and staff."""

    account_id = ma.fields.Integer()
    name = ma.fields.String()
    roles = ma.fields.List(ma.fields.String())
    locale = ma.fields.String()
    id = ma.fields.Integer(allow_none=True, metadata={"description": "the member's id"})
    number = ma.fields.String(allow_none=True)
    kind = ma.fields.String(allow_none=True)
    unit_id = ma.fields.Integer(allow_none=True)
    phone = ma.fields.String(allow_none=True)
    skills = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.Integer())
    pending_skills = ma.fields.List(ma.fields.String())
    radius_km = ma.fields.Float(allow_none=True)
    paused_until = ma.fields.Date(allow_none=True)
    home = ma.fields.Dict(allow_none=True)
    office = ma.fields.Dict(allow_none=True, metadata={"description": "null: the organ's address stands in"})
    precise_places = ma.fields.Boolean(allow_none=True)
    interests = ma.fields.List(ma.fields.String())
    recommendations_on = ma.fields.Boolean(allow_none=True)
    availability = ma.fields.Integer(allow_none=True)
    assumed = ma.fields.Boolean(allow_none=True)
    checked_at = ma.fields.AwareDateTime(
        allow_none=True, metadata={"description": "when one last said that all of it is right"}
    )


class MeIn(Input):
    """What one says of oneself; what is left out stays."""

    radius_km = ma.fields.Float(validate=validate.Range(0.5, 200))
    paused_until = ma.fields.Date(allow_none=True)
    home = ma.fields.Nested(Point, allow_none=True)
    office = ma.fields.Nested(Point, allow_none=True)
    precise_places = StrictBoolean()
    interests = CODES
    recommendations_on = StrictBoolean()
    phone = Phone(allow_none=True)


class Cell(Input):
    """One painted cell: weekday from Monday 0, band of six hours."""

    weekday = ma.fields.Integer(required=True, strict=True, validate=validate.Range(0, 6))
    band = ma.fields.String(required=True, validate=validate.OneOf(BANDS))


class AvailabilityOut(ma.Schema):
    """The 28 bits (bit = weekday * 4 + band) and the same as a list; `assumed` until the member confirms (D24)."""

    availability = ma.fields.Integer()
    bands = ma.fields.List(ma.fields.Nested(Cell))
    assumed = ma.fields.Boolean()


class AvailabilityIn(Input):
    """Either the 28 bits or the list of cells."""

    availability = ma.fields.Integer(strict=True, validate=validate.Range(0, ALL_BITS))
    bands = ma.fields.List(ma.fields.Nested(Cell), validate=validate.Length(max=28))

    @ma.validates_schema
    def one_of_them(self, data: dict[str, Any], **kwargs: Any) -> None:
        """Exactly one form is given."""
        if len(data) != 1:
            raise ma.ValidationError("availability or bands", "availability")

    @ma.post_load
    def make(self, data: dict[str, Any], **kwargs: Any) -> int:
        """The bits."""
        if "availability" in data:
            return int(data["availability"])
        return bits_of((cell["weekday"], cell["band"]) for cell in data["bands"])


class UnitSplit(Input):
    """The new unit beside another, and which units or members go there."""

    version = ma.fields.Integer(required=True, strict=True)
    name = Text(80, required=True)
    short_name = Text(20)
    duty_phone = Phone(allow_none=True)
    unit_ids = ma.fields.List(Id(), load_default=list, validate=validate.Length(max=1000))
    member_ids = ma.fields.List(Id(), load_default=list, validate=validate.Length(max=5000))
