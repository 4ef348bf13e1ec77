"""Skills and categories in JSON."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import validate

from volunteer.web.fields import Input, StrictBoolean, Text

CODE = r"^[a-z][a-z0-9_]*$"


class SkillOut(ma.Schema):
    """A skill."""

    code = ma.fields.String()
    name = ma.fields.String()
    name_en = ma.fields.String()
    group = ma.fields.String()
    needs_approval = ma.fields.Boolean()
    retired = ma.fields.Boolean()


class SkillPatch(Input):
    """Changes to a skill."""

    name = Text(20)
    name_en = Text(60)
    group = Text(20)
    needs_approval = StrictBoolean()
    retired = StrictBoolean()


class SkillIn(Input):
    """A new skill."""

    code = Text(40, required=True, pattern=CODE)
    name = Text(20, required=True)
    name_en = Text(60, required=True)
    group = Text(20, required=True)
    needs_approval = StrictBoolean()


class Safeguards(Input):
    """What publishing and claiming must enforce (D10)."""

    min_helpers = ma.fields.Integer(strict=True, validate=validate.Range(1, 20))
    not_alone = StrictBoolean()
    guardian_consent = StrictBoolean()
    declaration = StrictBoolean()
    no_photos = StrictBoolean()
    insurance = StrictBoolean()
    outdoor = StrictBoolean()


class CategoryOut(ma.Schema):
    """A kind of service."""

    code = ma.fields.String()
    name = ma.fields.String()
    name_en = ma.fields.String()
    safeguards = ma.fields.Dict()
    retired = ma.fields.Boolean()


class CategoryPatch(Input):
    """Changes to a category."""

    name = Text(20)
    name_en = Text(60)
    safeguards = ma.fields.Nested(Safeguards)
    retired = StrictBoolean()


class CategoryIn(Input):
    """A new category."""

    code = Text(40, required=True, pattern=CODE)
    name = Text(20, required=True)
    name_en = Text(60, required=True)
    safeguards = ma.fields.Nested(Safeguards)


class EntryFilters(Input):
    """What the lists can be narrowed by."""

    q = Text(50)
    retired = ma.fields.Boolean()
