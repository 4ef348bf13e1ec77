"""Suggestions in JSON; `position` and `member` are ids, as in the files of `volunteer.matching`."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import validate

from volunteer.suggestions.service import MOST, Suggestion
from volunteer.web.fields import Input
from volunteer.web.humanize import masked_name


class HowMany(Input):
    """How long the list may be."""

    limit = ma.fields.Integer(load_default=MOST, validate=validate.Range(1, MOST))


# What each part adds to the score; `load` is negative. Rounded one by one: they need not sum to the score.
# Made from a dict, as a field called `load` would hide the schema's own method.
PARTS = ("proximity", "skill", "registered", "need", "interest", "load")
ReasonsOut = ma.Schema.from_dict({part: ma.fields.Integer(required=True) for part in PARTS}, name="ReasonsOut")


class RecommendationOut(ma.Schema):
    """A position for a member."""

    position = ma.fields.Integer(required=True)
    score = ma.fields.Integer(required=True)
    reasons = ma.fields.Nested(ReasonsOut, required=True)
    distance_m = ma.fields.Integer(required=True)


class CandidateOut(ma.Schema):
    """A member for a position; the name is masked."""

    member = ma.fields.Integer(required=True)
    name = ma.fields.String(required=True)
    unit_id = ma.fields.Integer(required=True)
    score = ma.fields.Integer(required=True)
    reasons = ma.fields.Nested(ReasonsOut, required=True)
    distance_m = ma.fields.Integer(required=True)


class NotForMeOut(ma.Schema):
    """A project that a member does not want suggested again."""

    project = ma.fields.Integer(required=True, attribute="project_id")
    title = ma.fields.String(required=True, attribute="project.title")
    said_at = ma.fields.AwareDateTime(required=True)


def recommendation_json(found: Suggestion) -> dict[str, Any]:
    """What RecommendationOut dumps."""
    return {"position": found.position.id, **_why(found)}


def candidate_json(found: Suggestion) -> dict[str, Any]:
    """What CandidateOut dumps."""
    member = found.member
    return {"member": member.id, "name": masked_name(member.name), "unit_id": member.unit_id, **_why(found)}


def _why(found: Suggestion) -> dict[str, Any]:
    return {"score": found.score, "reasons": found.reasons, "distance_m": found.distance_m}
