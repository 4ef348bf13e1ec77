"""Skills and categories in JSON."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import validate

from volunteer.taxonomy.rules import LONGEST_SYNONYM, MOST_SYNONYMS
from volunteer.web.fields import Input, StrictBoolean, Text

CODE = r"^[a-z][a-z0-9_]*$"
HIGHEST_RANK = 1000


def _synonyms() -> ma.fields.Field[Any]:
    """What people write when they mean the entry."""
    return ma.fields.List(Text(LONGEST_SYNONYM), validate=validate.Length(max=MOST_SYNONYMS))


class SkillGroupOut(ma.Schema):
    """What skills are arranged under; `rank` is their order."""

    code = ma.fields.String()
    name = ma.fields.String()
    name_en = ma.fields.String()
    rank = ma.fields.Integer()
    retired = ma.fields.Boolean()


class SkillGroupPatch(Input):
    """Changes to a group of skills."""

    name = Text(20)
    name_en = Text(60)
    rank = ma.fields.Integer(strict=True, validate=validate.Range(0, HIGHEST_RANK))
    retired = StrictBoolean()


class SkillGroupIn(Input):
    """A new group of skills, after the others unless `rank` says where."""

    code = Text(40, required=True, pattern=CODE)
    name = Text(20, required=True)
    name_en = Text(60, required=True)
    rank = ma.fields.Integer(strict=True, validate=validate.Range(0, HIGHEST_RANK))


class SkillOut(ma.Schema):
    """A skill; `synonyms` are what people write when they mean it."""

    code = ma.fields.String()
    name = ma.fields.String()
    name_en = ma.fields.String()
    group = ma.fields.String()
    synonyms = ma.fields.List(ma.fields.String())
    needs_approval = ma.fields.Boolean()
    retired = ma.fields.Boolean()


class SkillPatch(Input):
    """Changes to a skill."""

    name = Text(20)
    name_en = Text(60)
    group = Text(40)
    synonyms = _synonyms()
    needs_approval = StrictBoolean()
    retired = StrictBoolean()


class SkillIn(Input):
    """A new skill."""

    code = Text(40, required=True, pattern=CODE)
    name = Text(20, required=True)
    name_en = Text(60, required=True)
    group = Text(40, required=True)
    synonyms = _synonyms()
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
    synonyms = ma.fields.List(ma.fields.String())
    safeguards = ma.fields.Dict()
    retired = ma.fields.Boolean()


class CategoryPatch(Input):
    """Changes to a category."""

    name = Text(20)
    name_en = Text(60)
    synonyms = _synonyms()
    safeguards = ma.fields.Nested(Safeguards)
    retired = StrictBoolean()


class CategoryIn(Input):
    """A new category."""

    code = Text(40, required=True, pattern=CODE)
    name = Text(20, required=True)
    name_en = Text(60, required=True)
    synonyms = _synonyms()
    safeguards = ma.fields.Nested(Safeguards)


class EntryFilters(Input):
    """What the lists can be narrowed by."""

    q = Text(50)
    retired = ma.fields.Boolean()


class GroupFilters(Input):
    """What the list of groups can be widened by."""

    retired = ma.fields.Boolean()


class SuggestQuery(Input):
    """A text to look for skills or categories in, or the beginning of a name."""

    q = Text(2000, required=True)


class SuggestedOut(ma.Schema):
    """One suggestion, named in the language being read; `matched` are the words that speak for it."""

    code = ma.fields.String()
    name = ma.fields.String()
    matched = ma.fields.List(ma.fields.String())
