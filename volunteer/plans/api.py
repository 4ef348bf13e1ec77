"""JSON API of plans."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from volunteer.kernel import clock
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.plans import queries, service
from volunteer.plans.coverage import coverage_of, quality
from volunteer.plans.models import Plan, PlanPair
from volunteer.plans.queries import PairFilters
from volunteer.plans.schemas import (
    AskNextIn,
    LeftOut,
    PairFiltersIn,
    PairOut,
    PairStepIn,
    PlanDetailOut,
    PlanIn,
    PlanOut,
    SendIn,
    SentOut,
    SolvedOut,
    pair_json,
    plan_json,
)
from volunteer.web.api import Listing, ListingPage, blueprint, documented
from volunteer.web.guard import needs
from volunteer.web.idempotency import idempotent

blp = blueprint("plans", __name__, "A window planned as a whole, looked at, then sent as offers")

STEPS = {"pin": service.pin, "unpin": service.unpin, "remove": service.remove, "put_back": service.put_back}


@blp.route("/plans", methods=["GET"])
@needs(Permission.PLAN_RUN)
@blp.response(200, PlanOut(many=True))
@documented(blp, 401, 403)
@blp.paginate(ListingPage, max_page_size=100)
def list_plans() -> Listing:
    """The plans within reach, newest first."""
    return Listing(queries.plans_seen(current_actor()), _plan_list)


@blp.route("/plans", methods=["POST"])
@needs(Permission.PLAN_RUN)
@idempotent
@blp.arguments(PlanIn)
@blp.response(201, PlanOut)
@documented(blp, 401, 403, 404, 422)
def make_plan(data: dict[str, Any]) -> dict[str, Any]:
    """A draft without pairs: `/plans/{id}/solve` fills it."""
    plan = service.make(current_actor(), data.get("unit_id"), data["first_day"], data["last_day"], data.get("town_id"))
    return plan_json(plan)


@blp.route("/plans/<int:plan_id>", methods=["GET"])
@needs(Permission.PLAN_RUN)
@blp.response(200, PlanDetailOut)
@documented(blp, 401, 403, 404)
def get_plan(plan_id: int) -> dict[str, Any]:
    """One plan: what it achieves, how near it is to the best possible, how those answered who were asked."""
    return _detail(queries.plan_seen(current_actor(), plan_id))


@blp.route("/plans/<int:plan_id>/solve", methods=["POST"])
@needs(Permission.PLAN_RUN)
@blp.response(200, SolvedOut)
@documented(blp, 401, 403, 404, 409)
def solve_plan(plan_id: int) -> dict[str, Any]:
    """Match members and positions, up to ten seconds; what is pinned stays, what was removed stays away.

    Harmless to repeat, so that it takes no Idempotency-Key.
    """
    solved = service.solve(current_actor(), plan_id)
    return {**_detail(queries.plan_seen(current_actor(), plan_id)), "given_up": solved.given_up}


@blp.route("/plans/<int:plan_id>/send", methods=["POST"])
@needs(Permission.PLAN_RUN)
@blp.arguments(SendIn)
@blp.response(200, SentOut)
@documented(blp, 401, 403, 404, 409, 422)
def send_plan(data: dict[str, Any], plan_id: int) -> Any:
    """Offer every pair its place. Asked again it goes on where it stopped: nobody is asked twice."""
    return service.send(current_actor(), plan_id, asks_next=data["asks_next"])


@blp.route("/plans/<int:plan_id>/ask-next", methods=["POST"])
@needs(Permission.PLAN_RUN)
@idempotent
@blp.arguments(AskNextIn)
@blp.response(200, PlanOut)
@documented(blp, 401, 403, 404, 409)
def ask_next(data: dict[str, Any], plan_id: int) -> dict[str, Any]:
    """Whether the next best are asked where somebody declines or does not answer."""
    return plan_json(service.ask_next(current_actor(), plan_id, data["on"]))


@blp.route("/plans/<int:plan_id>/discard", methods=["POST"])
@needs(Permission.PLAN_RUN)
@idempotent
@blp.response(200, PlanOut)
@documented(blp, 401, 403, 404, 409, 422)
def discard_plan(plan_id: int) -> dict[str, Any]:
    """Give a draft up."""
    return plan_json(service.discard(current_actor(), plan_id))


@blp.route("/plans/<int:plan_id>/pairs", methods=["GET"])
@needs(Permission.PLAN_RUN)
@blp.arguments(PairFiltersIn, location="query")
@blp.response(200, PairOut(many=True))
@documented(blp, 401, 403, 404, 422)
@blp.paginate(ListingPage, max_page_size=100)
def list_pairs(filters: PairFilters, plan_id: int) -> Listing:
    """Who is meant for what, by the start of the sessions."""
    return Listing(queries.pairs_of(queries.plan_seen(current_actor(), plan_id), filters), _pair_list)


@blp.route("/plans/<int:plan_id>/pairs/<int:position_id>/<int:member_id>", methods=["PATCH"])
@needs(Permission.PLAN_RUN)
@idempotent
@blp.arguments(PairStepIn)
@blp.response(200, PairOut)
@documented(blp, 401, 403, 404, 409)
def change_pair(data: dict[str, str], plan_id: int, position_id: int, member_id: int) -> dict[str, Any]:
    """Pin a pair, let it go, take it out or put it back; only in a draft."""
    return pair_json(STEPS[data["step"]](current_actor(), plan_id, position_id, member_id))


@blp.route("/plans/<int:plan_id>/unfilled", methods=["GET"])
@needs(Permission.PLAN_RUN)
@blp.response(200, LeftOut(many=True))
@documented(blp, 401, 403, 404)
@blp.paginate(ListingPage, max_page_size=100)
def list_unfilled(plan_id: int) -> Listing:
    """The positions left short, the most missing first, why, and what would help."""
    plan = queries.plan_seen(current_actor(), plan_id)
    return Listing(queries.left_short(plan))


def _detail(plan: Plan) -> dict[str, Any]:
    now = clock.now()
    return {
        **plan_json(plan),
        "pairs": queries.status_counts(plan.id),
        "coverage": coverage_of(plan, now),
        "quality": quality(plan),
        "answers": queries.answers(plan.id, now),
    }


def _plan_list(plans: Sequence[Plan]) -> list[dict[str, Any]]:
    return [plan_json(plan) for plan in plans]


def _pair_list(pairs: Sequence[PlanPair]) -> list[dict[str, Any]]:
    return [pair_json(pair) for pair in pairs]
