"""What members say of themselves, in JSON: skills, papers, times away."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from flask_smorest.fields import Upload
from marshmallow import validate

from volunteer.kernel.clock import SHANGHAI
from volunteer.people.models import Absence, AbsenceKind
from volunteer.people.skill_choices import MOST
from volunteer.web.fields import Input, Moment, Text

STANDINGS = ("pending", "returned", "approved", "expired")


class OwnSkillOut(ma.Schema):
    """A skill of one's own; `standing` only where a leader has to see its paper, `renewing` while a newer one waits."""

    skill = ma.fields.String(attribute="code")
    level = ma.fields.Integer()
    counts = ma.fields.Boolean(metadata={"description": "whether it counts today"})
    standing = ma.fields.Method("of_standing", allow_none=True)
    renewing = ma.fields.Boolean()
    returned_reason = ma.fields.String(allow_none=True)
    expires_on = ma.fields.Date(allow_none=True)
    evidence_at = ma.fields.AwareDateTime(attribute="shown_at", allow_none=True)

    def of_standing(self, held: Any) -> str | None:
        """How the qualification stands."""
        return str(held.standing) if held.needs_approval else None


class SkillLevel(Input):
    """A skill at a level 1–3."""

    skill = Text(40, required=True)
    level = ma.fields.Integer(required=True, strict=True, validate=validate.Range(1, 3))


class OwnSkillsIn(Input):
    """Several at once; what is held already stays as it is."""

    skills = ma.fields.List(ma.fields.Nested(SkillLevel), required=True, validate=validate.Length(1, MOST))


class EvidenceForm(Input):
    """The date on the paper."""

    expires_on = ma.fields.Date(allow_none=True)


class EvidenceFile(ma.Schema):
    """A JPEG or PNG of at most 8 MB."""

    picture = Upload(required=True)


class AbsenceIn(Input):
    """From one instant to another, at most a year."""

    kind = ma.fields.String(load_default=AbsenceKind.OTHER, validate=validate.OneOf(list(AbsenceKind)))
    starts = Moment(required=True)
    ends = Moment(required=True)


class AbsenceOut(ma.Schema):
    """A time away; it counts as busy and releases nothing."""

    id = ma.fields.Integer()
    kind = ma.fields.String()
    starts = ma.fields.Function(lambda absence: _said(absence, "lower"))
    ends = ma.fields.Function(lambda absence: _said(absence, "upper"))


def _said(absence: Absence, end: str) -> str:
    return str(getattr(absence.period, end).astimezone(SHANGHAI).isoformat())
