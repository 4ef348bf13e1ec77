"""Looking over the pairs of a plan: each pinned, removed or put back where it stands."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from volunteer.kernel import clock
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.plans import queries, review, service, words
from volunteer.plans.review import Outcome, Wanted
from volunteer.web.api import LARGEST_ID
from volunteer.web.guard import needs
from volunteer.web.links import inside

STEPS = {"pin": service.pin, "unpin": service.unpin, "remove": service.remove, "put-back": service.put_back}

bp = Blueprint("plan_pairs", __name__)


@bp.get("/plans/<int:plan_id>/people")
@needs(Permission.PLAN_RUN)
def index(plan_id: int) -> str:
    """Position by position, whom the plan has in mind and why; after sending, how each answered."""
    plan, now = queries.plan_seen(current_actor(), plan_id), clock.now()
    wanted = _wanted()
    found = review.page_of_pairs(plan, wanted, now)
    return render_template(
        "pages/plans/people.html",
        plan=plan,
        found=found,
        wanted=wanted,
        outcomes=review.outcomes_of([plan.id], now)[plan.id],
        chips_of_pair=words.chips_of_pair,
        places=review.places_of(plan.id, wanted.place_id),
        shown=[(outcome, words.OUTCOMES[outcome]) for outcome in review.told_of(plan)],
        why_refused=words.why_refused,
    )


@bp.post("/plans/<int:plan_id>/people/<int:position_id>/<int:member_id>/<any(pin,unpin,remove,'put-back'):step>")
@needs(Permission.PLAN_RUN)
def change(plan_id: int, position_id: int, member_id: int, step: str) -> Response:
    """Pin a pair, let it go, take it out of the plan or put it back."""
    STEPS[step](current_actor(), plan_id, position_id, member_id)
    return redirect(inside(request.form.get("next")) or url_for(".index", plan_id=plan_id), 303)


def _wanted() -> Wanted:
    place_id, outcome = request.args.get("place", type=int), request.args.get("show", "")
    return Wanted(
        place_id=place_id if place_id is not None and 0 < place_id <= LARGEST_ID else None,
        outcome=Outcome(outcome) if outcome in set(Outcome) else None,
    )
