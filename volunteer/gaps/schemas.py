"""Reports of missing help in JSON. Times are ISO 8601, durations minutes."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import marshmallow as ma
from marshmallow import validate

from volunteer.gaps.bands import Band
from volunteer.gaps.report import Counted, Gap, GapRemedy
from volunteer.gaps.silent import SilentSite
from volunteer.kernel.spans import Span
from volunteer.web.fields import Input, Text

MOST_WEEKS = 6
REASONS = ("excluded", "overlap", "no_skill", "not_free", "too_far", "assigned_elsewhere")
KINDS = ("ask", "approve", "radius", "move", "train", "recruit")


class GapFilters(Input):
    """What the report is narrowed to. `town`: code or name; `skill`: a code, or `any` for places that ask for none."""

    weeks = ma.fields.Integer(load_default=2, validate=validate.Range(1, MOST_WEEKS))
    town = Text(40)
    skill = Text(40)
    level = ma.fields.Integer(validate=validate.Range(1, 3))
    band = ma.fields.Enum(Band, by_value=True)


ReasonCounts = ma.Schema.from_dict({code: ma.fields.Integer() for code in REASONS}, name="GapReasonsOut")


class GapRemedyOut(ma.Schema):
    """What would bring `heads` of the missing people, at how many positions; `people` could do it at the best of them.

    `approve`: certificates wait for a look; `radius`: `factor` of their radius; `move`: to a weekday (Monday 0) and
    quarter of the day (night 0) of the same week; `train`, `recruit`: skill and level.
    """

    kind = ma.fields.String(required=True, validate=validate.OneOf(KINDS))
    heads = ma.fields.Integer(required=True)
    positions = ma.fields.Integer(required=True)
    people = ma.fields.Integer()
    factor = ma.fields.Float()
    weekday = ma.fields.Integer()
    band = ma.fields.Integer()
    skill = ma.fields.String(allow_none=True)
    level = ma.fields.Integer()


class GapOut(ma.Schema):
    """What a town lacks of one skill (null: none asked) and level in one band, people and person-minutes.

    `reasons` and `assumed` are means over the `counted` of the positions; `assumed` counts those of them who were
    judged by defaults. `assigned_elsewhere` fit and have not been asked. `remedies` begin with the cheapest.
    """

    town = ma.fields.String(required=True)
    town_code = ma.fields.String(required=True)
    skill = ma.fields.String(required=True, allow_none=True)
    level = ma.fields.Integer(required=True, allow_none=True)
    band = ma.fields.Enum(Band, by_value=True, required=True)
    missing = ma.fields.Integer(required=True)
    missing_minutes = ma.fields.Integer(required=True)
    soonest = ma.fields.AwareDateTime(required=True)
    positions = ma.fields.List(ma.fields.Integer(), required=True)
    counted = ma.fields.Integer(required=True)
    reasons = ma.fields.Nested(ReasonCounts, required=True)
    assumed = ma.fields.Nested(ReasonCounts, required=True)
    remedies = ma.fields.List(ma.fields.Nested(GapRemedyOut), required=True)


class GapReportOut(ma.Schema):
    """The gaps of some days, most missing time first. `made_at`: when the reasons were counted, null before that."""

    first_day = ma.fields.Date(required=True)
    last_day = ma.fields.Date(required=True)
    missing = ma.fields.Integer(required=True)
    missing_minutes = ma.fields.Integer(required=True)
    made_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    members = ma.fields.Integer(required=True, allow_none=True)
    assumed = ma.fields.Integer(required=True, allow_none=True)
    rows = ma.fields.List(ma.fields.Nested(GapOut), required=True)


class SilentFilters(Input):
    """What the list is narrowed to; `town` is a code or a name."""

    town = Text(40)
    never = ma.fields.Boolean()


class AnsweringOut(ma.Schema):
    """The unit that answers for a site."""

    id = ma.fields.Integer(required=True, attribute="unit_id")
    name = ma.fields.String(required=True, attribute="unit")
    duty_phone = ma.fields.String(required=True, allow_none=True, attribute="unit_phone")


class SilentSiteOut(ma.Schema):
    """A site without a demand for long; `last_demand_at` is null where there never was one."""

    id = ma.fields.Integer(required=True)
    name = ma.fields.String(required=True)
    town = ma.fields.String(required=True)
    last_demand_at = ma.fields.AwareDateTime(required=True, allow_none=True, attribute="last")
    duty_phone = ma.fields.String(required=True, allow_none=True)
    unit = ma.fields.Nested(AnsweringOut, required=True)


def report_json(found: list[Gap], counted: Counted | None, span: Span) -> dict[str, Any]:
    """What GapReportOut dumps."""
    return {
        "first_day": span.first,
        "last_day": span.last,
        "missing": sum(gap.missing for gap in found),
        "missing_minutes": sum(gap.missing_minutes for gap in found),
        "made_at": counted and counted.made_at,
        "members": counted and counted.members,
        "assumed": counted and counted.assumed,
        "rows": [_gap(gap) for gap in found],
    }


def silent_json(site: SilentSite) -> dict[str, Any]:
    """What SilentSiteOut dumps."""
    return {**asdict(site), "unit": asdict(site)}


def _gap(gap: Gap) -> dict[str, Any]:
    return {**vars(gap), "level": gap.level or None, "remedies": [_remedy(remedy) for remedy in gap.remedies]}


def _remedy(remedy: GapRemedy) -> dict[str, Any]:
    return {**remedy.best, "heads": remedy.heads, "positions": remedy.positions}
