"""Plans in JSON; `position` and `member` are ids, as in the files of `volunteer.matching`."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import validate

from volunteer.plans.models import Plan, PlanPair
from volunteer.plans.queries import PairFilters
from volunteer.plans.rules import IN_PLAN
from volunteer.plans.states import PairStatus
from volunteer.suggestions.schemas import ReasonsOut
from volunteer.web.fields import Id, Input, QueryId, StrictBoolean
from volunteer.web.humanize import masked_name

BY_HAND = ("pin", "unpin", "remove", "put_back")

COLUMNS = (
    "id",
    "status",
    "unit_id",
    "town_id",
    "first_day",
    "last_day",
    "created_at",
    "solved_at",
    "solve_ms",
    "members",
    "positions",
    "places",
    "sent_at",
    "asks_next",
    "version",
)


class PlanIn(Input):
    """Which days, whose people and projects (the own highest unit without `unit_id`), one town or all."""

    first_day = ma.fields.Date(required=True)
    last_day = ma.fields.Date(required=True)
    unit_id = Id()
    town_id = Id(allow_none=True)


class SendIn(Input):
    """Whether the next best are asked where somebody declines or does not answer."""

    asks_next = StrictBoolean(load_default=True)


class AskNextIn(Input):
    """On or off."""

    on = StrictBoolean(required=True)


class PairStepIn(Input):
    """What to do with one pair of a draft."""

    step = ma.fields.String(required=True, validate=validate.OneOf(BY_HAND))


class PairFiltersIn(Input):
    """Which pairs; those in the plan without `status`."""

    town_id = QueryId()
    site_id = QueryId()
    position_id = QueryId()
    status = ma.fields.String(validate=validate.OneOf(list(PairStatus)))

    @ma.post_load
    def make(self, data: dict[str, Any], **kwargs: object) -> PairFilters:
        """The query's own filters."""
        status = data.pop("status", None)
        return PairFilters(statuses=frozenset({status}) if status else IN_PLAN, **data)


class SpotOut(ma.Schema):
    """A place by id and name."""

    id = ma.fields.Integer(required=True)
    name = ma.fields.String(required=True)


class FillOut(ma.Schema):
    """Places asked for, taken now, and taken once everybody planned has said yes."""

    heads = ma.fields.Integer(required=True)
    now = ma.fields.Integer(required=True)
    then = ma.fields.Integer(required=True)


class TownFillOut(ma.Schema):
    """One town; `empty_now` and `empty_then` count sites with nobody at all."""

    town = ma.fields.Nested(SpotOut, required=True, allow_none=True)
    fill = ma.fields.Nested(FillOut, required=True)
    sites = ma.fields.Integer(required=True)
    empty_now = ma.fields.Integer(required=True)
    empty_then = ma.fields.Integer(required=True)


class SiteFillOut(ma.Schema):
    """One site."""

    site = ma.fields.Nested(SpotOut, required=True)
    town = ma.fields.Nested(SpotOut, required=True, allow_none=True)
    fill = ma.fields.Nested(FillOut, required=True)


class CoverageOut(ma.Schema):
    """What the plan would achieve; the worst off first."""

    total = ma.fields.Nested(FillOut, required=True)
    towns = ma.fields.List(ma.fields.Nested(TownFillOut), required=True)
    sites = ma.fields.Integer(required=True)
    empty_now = ma.fields.Integer(required=True)
    empty_then = ma.fields.Integer(required=True)
    worst = ma.fields.List(ma.fields.Nested(SiteFillOut), required=True)


class QualityOut(ma.Schema):
    """Value, upper bound and the gap between them (0.001 is a thousandth); `current` false: changed by hand since."""

    objective = ma.fields.Integer(required=True)
    bound = ma.fields.Integer(required=True)
    gap = ma.fields.Float(required=True)
    current = ma.fields.Boolean(required=True)


class AnswersOut(ma.Schema):
    """How those answered who were asked."""

    waiting_to_go = ma.fields.Integer(required=True)
    asked = ma.fields.Integer(required=True)
    accepted = ma.fields.Integer(required=True)
    open = ma.fields.Integer(required=True)
    declined = ma.fields.Integer(required=True)
    lapsed = ma.fields.Integer(required=True)
    released = ma.fields.Integer(required=True)


class PlanOut(ma.Schema):
    """A plan as lists show it; `members`, `positions` and free `places` as of the time it was solved."""

    id = ma.fields.Integer(required=True)
    status = ma.fields.String(required=True)
    unit_id = ma.fields.Integer(required=True)
    town_id = ma.fields.Integer(required=True, allow_none=True)
    first_day = ma.fields.Date(required=True)
    last_day = ma.fields.Date(required=True)
    created_at = ma.fields.AwareDateTime(required=True)
    solved_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    solve_ms = ma.fields.Integer(required=True)
    members = ma.fields.Integer(required=True)
    positions = ma.fields.Integer(required=True)
    places = ma.fields.Integer(required=True)
    sent_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    asks_next = ma.fields.Boolean(required=True)
    version = ma.fields.Integer(required=True)


class PlanDetailOut(PlanOut):
    """A plan with what it achieves and how it is answered."""

    pairs = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.Integer(), required=True)
    coverage = ma.fields.Nested(CoverageOut, required=True)
    quality = ma.fields.Nested(QualityOut, required=True)
    answers = ma.fields.Nested(AnswersOut, required=True)


class SolvedOut(PlanDetailOut):
    """A plan just solved; `given_up` counts pinned pairs that did not fit any more."""

    given_up = ma.fields.Integer(required=True)


class SentOut(ma.Schema):
    """Offers made, pairs that could not become one, and those that go out within minutes."""

    sent = ma.fields.Integer(required=True)
    refused = ma.fields.Integer(required=True)
    waiting = ma.fields.Integer(required=True)


class PairOut(ma.Schema):
    """One member for one position; the name is masked. `claim_id` is the offer it became, `reason` why it did not."""

    position = ma.fields.Integer(required=True)
    member = ma.fields.Integer(required=True)
    name = ma.fields.String(required=True)
    unit_id = ma.fields.Integer(required=True)
    status = ma.fields.String(required=True)
    score = ma.fields.Integer(required=True)
    reasons = ma.fields.Nested(ReasonsOut, required=True)
    distance_m = ma.fields.Integer(required=True)
    claim_id = ma.fields.Integer(required=True, allow_none=True)
    claim_status = ma.fields.String(required=True, allow_none=True)
    reason = ma.fields.String(required=True, allow_none=True)


class LeftOut(ma.Schema):
    """A position the plan leaves short: how many members were lost at each reason, and what would fill it."""

    position = ma.fields.Integer(required=True)
    missing = ma.fields.Integer(required=True)
    reasons = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.Integer(), required=True)
    remedies = ma.fields.List(ma.fields.Dict(), required=True)


def plan_json(plan: Plan) -> dict[str, Any]:
    """What PlanOut dumps."""
    return {name: getattr(plan, name) for name in COLUMNS}


def pair_json(pair: PlanPair) -> dict[str, Any]:
    """What PairOut dumps."""
    own = {name: getattr(pair, name) for name in ("status", "score", "reasons", "distance_m", "claim_id", "reason")}
    member = {"member": pair.member_id, "name": masked_name(pair.member.name), "unit_id": pair.member.unit_id}
    return {"position": pair.position_id, **member, **own, "claim_status": pair.claim.status if pair.claim else None}
