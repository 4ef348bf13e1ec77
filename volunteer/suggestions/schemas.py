"""Suggestions in JSON; `position` and `member` are ids, as in the files of `volunteer.matching`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import marshmallow as ma
from marshmallow import validate

from volunteer.matching.explain import Change, NotFree, Overlap
from volunteer.people.rules import BANDS
from volunteer.suggestions.candidate_filters import HIGHEST_LEVEL
from volunteer.suggestions.fitting import Fit
from volunteer.suggestions.service import MOST, Suggestion
from volunteer.web.fields import Input, QueryId, Text
from volunteer.web.humanize import masked_name


class HowMany(Input):
    """How long the list may be."""

    limit = ma.fields.Integer(load_default=MOST, validate=validate.Range(1, MOST))


class CandidateQuery(HowMany):
    """How long the list of candidates may be, and how it is narrowed."""

    unit = QueryId(metadata={"description": "the unit and all below"})
    within_km = ma.fields.Float(validate=validate.Range(0.1, 200))
    registered = ma.fields.Boolean(metadata={"description": "at the session's site"})
    level = ma.fields.Integer(validate=validate.Range(1, HIGHEST_LEVEL), metadata={"description": "at least"})
    under_hours = ma.fields.Integer(
        validate=validate.Range(1, 1000), metadata={"description": "service within the last 90 days"}
    )
    q = Text(40, metadata={"description": "a name or its pinyin"})


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


class IntervalOut(ma.Schema):
    """A time that is taken."""

    starts = ma.fields.AwareDateTime(required=True)
    ends = ma.fields.AwareDateTime(required=True)


class CellOut(ma.Schema):
    """A part of the week, named as in one's availability."""

    weekday = ma.fields.Integer(required=True, validate=validate.Range(0, 6))
    band = ma.fields.String(required=True, validate=validate.OneOf(BANDS))


class ChangeOut(ma.Schema):
    """A condition that fails and what would have to change; which fields there are depends on `code`."""

    code = ma.fields.String(required=True)
    intervals = ma.fields.List(ma.fields.Nested(IntervalOut), metadata={"description": "overlap: what is in the way"})
    skill = ma.fields.String(metadata={"description": "no_skill"})
    held = ma.fields.Integer(metadata={"description": "no_skill: the level held, 0 for none"})
    needed = ma.fields.Integer(metadata={"description": "no_skill: the level needed"})
    cells = ma.fields.List(ma.fields.Nested(CellOut), metadata={"description": "not_free: what to add"})
    working_time = ma.fields.Boolean(metadata={"description": "not_free: the organ keeps its working time free"})
    distance_km = ma.fields.Float(metadata={"description": "too_far"})
    radius_km = ma.fields.Float(metadata={"description": "too_far"})


class WhyOut(ma.Schema):
    """How a position suits the member. `reason`: the first thing against suggesting it, null when it is suggested.

    `rank`: its place in the member's list, of `of`. `score` and `rank` are null where something is against it,
    `reasons` and `distance_m` where no place of the member is known.
    """

    reason = ma.fields.String(required=True, allow_none=True)
    against = ma.fields.List(ma.fields.String(), required=True)
    changes = ma.fields.List(ma.fields.Nested(ChangeOut), required=True)
    score = ma.fields.Integer(required=True, allow_none=True)
    reasons = ma.fields.Nested(ReasonsOut, required=True, allow_none=True)
    distance_m = ma.fields.Integer(required=True, allow_none=True)
    rank = ma.fields.Integer(required=True, allow_none=True)
    of = ma.fields.Integer(required=True, allow_none=True)
    assumed = ma.fields.Boolean(required=True, metadata={"description": "by defaults that the member did not confirm"})


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


def why_json(fit: Fit) -> dict[str, Any]:
    """What WhyOut dumps."""
    why, rank = fit.why, fit.rank
    return {
        "reason": fit.codes[0] if fit.codes else None,
        "against": fit.codes,
        "changes": [_change_json(change) for change in why.changes] if why else [],
        "score": why.score if why and not fit.codes else None,
        "reasons": why.contributions if why else None,
        "distance_m": why.distance_m if why else None,
        "rank": rank.rank if rank else None,
        "of": rank.of if rank else None,
        "assumed": fit.member.profile_assumed,
    }


def _change_json(change: Change) -> dict[str, Any]:
    values = asdict(change)
    if isinstance(change, Overlap):
        values["intervals"] = [{"starts": starts, "ends": ends} for starts, ends in change.intervals]
    if isinstance(change, NotFree):
        values["cells"] = [{"weekday": weekday, "band": BANDS[band]} for weekday, band in change.cells]
    return values


def _why(found: Suggestion) -> dict[str, Any]:
    return {"score": found.score, "reasons": found.reasons, "distance_m": found.distance_m}
