"""JSON API of ratings: what sites say, and what recipients do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select, literal, select, union_all

from volunteer.answers.giving import Said, relay
from volunteer.answers.models import Answer
from volunteer.answers.queries import counts
from volunteer.answers.rating_schemas import RateIn, RatingFiltersIn, RatingIn, RatingOut, rating_json
from volunteer.answers.states import RatingKind
from volunteer.demands import queries, rating_service
from volunteer.demands.models import Rating
from volunteer.demands.schemas import DemandOut, demand_json
from volunteer.kernel.database import db
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import visible
from volunteer.web.api import Listing, ListingPage, blueprint, documented
from volunteer.web.guard import needs
from volunteer.web.idempotency import idempotent

blp = blueprint("ratings", __name__, "What sites and recipients say of the service")


@blp.route("/ratings", methods=["GET"])
@needs(Permission.DEMAND_READ)
@blp.arguments(RatingFiltersIn, location="query")
@blp.response(200, RatingOut(many=True))
@documented(blp, 401, 403)
@blp.paginate(ListingPage, max_page_size=100)
def list_ratings(filters: dict[str, Any]) -> Listing:
    """Ratings of the demands in sight, newest first."""
    return Listing(_named(filters.get("demand_id")), _read, scalars=False)


@blp.route("/ratings", methods=["POST"])
@needs(Permission.DEMAND_ASK)
@idempotent
@blp.arguments(RatingIn)
@blp.response(201, RatingOut)
@documented(blp, 401, 403, 404, 409)
def post_rating(data: dict[str, Any]) -> dict[str, Any]:
    """Rate a demand's service."""
    return rating_json(_rate(data["demand_id"], data))


@blp.route("/demands/<int:demand_id>/rate", methods=["POST"])
@needs(Permission.DEMAND_ASK)
@idempotent
@blp.arguments(RateIn)
@blp.response(200, DemandOut)
@documented(blp, 401, 403, 404, 409)
def rate_demand(data: dict[str, Any], demand_id: int) -> dict[str, Any]:
    """Say how it was; closes it, or reopens it when a low score asks for that."""
    _rate(demand_id, data)
    return demand_json(queries.one_demand(current_actor(), demand_id))


def _rate(demand_id: int, data: Mapping[str, Any]) -> Rating | Answer:
    """The site's own word, or the recipient's that the site relays: it closes nothing."""
    actor, score, comment, again = current_actor(), data["score"], data.get("comment"), data.get("do_again", False)
    if data.get("kind") == RatingKind.RECIPIENT:
        return relay(actor, demand_id, Said(score, comment, again))
    on_behalf = data.get("on_behalf", False)
    demand = rating_service.rate(actor, demand_id, score, comment, do_again=again, on_behalf=on_behalf)
    return queries.ratings_of(demand.id)[-1]


def _named(demand_id: int | None) -> Select[str, int]:
    """Kind and id of all in sight, newest first."""
    actor = current_actor()
    sites = visible(Rating, actor, Permission.DEMAND_READ)
    recipients = visible(Answer, actor, Permission.DEMAND_READ).where(Answer.demand_id.is_not(None), counts())
    if demand_id is not None:
        sites = sites.where(Rating.demand_id == demand_id)
        recipients = recipients.where(Answer.demand_id == demand_id)
    both = union_all(
        sites.with_only_columns(literal(RatingKind.SITE.value).label("kind"), Rating.id, Rating.at),
        recipients.with_only_columns(literal(RatingKind.RECIPIENT.value), Answer.id, Answer.at),
    ).subquery()
    return select(both.c.kind, both.c.id).order_by(both.c.at.desc(), both.c.id.desc(), both.c.kind)


def _read(named: Sequence[Row[str, int]]) -> list[dict[str, Any]]:
    """The rows that are named, in their order: two statements."""
    ids = {kind: [one.id for one in named if one.kind == kind] for kind in RatingKind}
    sites = db.session.scalars(select(Rating).where(Rating.id.in_(ids[RatingKind.SITE])))
    recipients = db.session.scalars(select(Answer).where(Answer.id.in_(ids[RatingKind.RECIPIENT])))
    found: dict[tuple[str, int], Rating | Answer] = {(RatingKind.SITE, one.id): one for one in sites}
    found |= {(RatingKind.RECIPIENT, one.id): one for one in recipients}
    return [rating_json(found[one.kind, one.id]) for one in named]
