"""JSON API of what recipients say, of calls, and of the year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from volunteer.answers import call_backs, late_calls, moderation, queries
from volunteer.answers.call_backs import Call
from volunteer.answers.giving import Said
from volunteer.answers.models import CallBack
from volunteer.answers.moderation import Hiding
from volunteer.answers.queries import AnswerFilters
from volunteer.answers.review import Line, review
from volunteer.answers.schemas import (
    AnswerFiltersIn,
    CallIn,
    CallOut,
    HideIn,
    RecipientAnswerOut,
    ReviewIn,
    ReviewLineOut,
    ToCallOut,
    answers_json,
)
from volunteer.answers.states import CallOutcome, PersonalData
from volunteer.demands.models import Demand
from volunteer.kernel import clock
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.web.api import Listing, ListingPage, blueprint, documented
from volunteer.web.guard import needs
from volunteer.web.idempotency import idempotent

blp = blueprint("answers", __name__, "What those say for whom a service was, and the calls that ask them")


@blp.route("/answers", methods=["GET"])
@needs(Permission.DEMAND_READ)
@blp.arguments(AnswerFiltersIn, location="query")
@blp.response(200, RecipientAnswerOut(many=True))
@documented(blp, 401, 403, 422)
@blp.paginate(ListingPage, max_page_size=100)
def list_answers(filters: dict[str, Any]) -> Listing:
    """Answers on the services in sight, newest first."""
    return Listing(queries.answers(current_actor(), AnswerFilters(**filters)), answers_json)


@blp.route("/answers/<int:answer_id>/hide", methods=["POST"])
@needs(Permission.DEMAND_ASK)
@idempotent
@blp.arguments(HideIn)
@blp.response(200, RecipientAnswerOut)
@documented(blp, 401, 403, 404, 409, 422)
def hide(body: dict[str, Any], answer_id: int) -> dict[str, Any]:
    """Hide personal data in an answer's words; never an opinion."""
    hiding = Hiding(body["words"], PersonalData(body["kind"]), body["reason"])
    return answers_json([moderation.hide(current_actor(), answer_id, hiding)])[0]


@blp.route("/answers/review", methods=["GET"])
@needs(Permission.DEMAND_READ)
@blp.arguments(ReviewIn, location="query")
@blp.response(200, ReviewLineOut(many=True))
@documented(blp, 401, 403, 422)
def year(asked: dict[str, Any]) -> Sequence[Line]:
    """A year by unit, site or category, the least content first."""
    return review(current_actor(), asked["year"], asked["by"]).lines


@blp.route("/call-backs", methods=["GET"])
@needs(Permission.DEMAND_HANDLE)
@blp.response(200, ToCallOut(many=True))
@documented(blp, 401, 403, 422)
@blp.paginate(ListingPage, max_page_size=100)
def list_calls() -> Listing:
    """Demands to be called about, the longest silent first."""
    return Listing(call_backs.to_call(current_actor(), clock.now()), _to_call)


@blp.route("/call-backs/late", methods=["GET"])
@needs(Permission.DEMAND_HANDLE)
@blp.response(200, ToCallOut(many=True))
@documented(blp, 401, 403, 422)
@blp.paginate(ListingPage, max_page_size=100)
def list_late_calls() -> Listing:
    """Demands that nobody called about in time, passed on to units one handles for; the longest silent first."""
    return Listing(late_calls.passed_on(current_actor(), clock.now()), _to_call)


@blp.route("/demands/<int:demand_id>/call-backs", methods=["POST"])
@needs(Permission.DEMAND_HANDLE)
@idempotent
@blp.arguments(CallIn)
@blp.response(201, CallOut)
@documented(blp, 401, 403, 404, 409, 422)
def note(body: dict[str, Any], demand_id: int) -> CallBack:
    """Note what came of a call."""
    said = Said(body["score"], body.get("comment"), body.get("again", False)) if "score" in body else None
    return call_backs.note(current_actor(), demand_id, Call(CallOutcome(body["outcome"]), said))


def _to_call(demands: Sequence[Demand]) -> list[dict[str, Any]]:
    ids = [demand.id for demand in demands]
    served, tries = call_backs.served(ids), call_backs.tries(ids)
    return [
        {
            "demand_id": one.id,
            "number": one.number,
            "title": one.title,
            "site_id": one.site_id,
            "served_at": served.get(one.id),
            "tries": tries.get(one.id, 0),
        }
        for one in demands
    ]
