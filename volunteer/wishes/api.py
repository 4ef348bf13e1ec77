"""JSON API of micro-wishes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from volunteer.kernel import clock
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.web.api import Listing, ListingPage, blueprint, documented
from volunteer.web.guard import needs, signed_in
from volunteer.web.idempotency import idempotent
from volunteer.wishes import queries, service, taking
from volunteer.wishes.models import Wish
from volunteer.wishes.schemas import WishFiltersIn, WishIn, WishOut, WishPatch, WishReasonIn, wish_json

blp = blueprint("wishes", __name__, "Micro-wishes: collected by sites, verified, granted by one member each")

BY_MEMBER = {"claim": taking.claim, "release": taking.release, "deliver": taking.deliver}
BY_SITE = {"introduce": service.introduce, "confirm": service.confirm, "close": service.close}
BY_SITE_IN_WORDS = {
    "contest": service.contest,
    "take_back": service.take_back,
    "thank": service.thank,
    "withdraw": service.withdraw,
}


@blp.route("/wishes", methods=["GET"])
@signed_in
@blp.arguments(WishFiltersIn, location="query")
@blp.response(200, WishOut(many=True))
@documented(blp, 401)
@blp.paginate(ListingPage, max_page_size=100)
def list_wishes(filters: dict[str, Any]) -> Listing:
    """Those that can be taken on; with `status=closed` those that were granted."""
    return Listing(queries.on_offer(queries.WishFilters(**filters)), _many)


@blp.route("/wishes/kept", methods=["GET"])
@needs(Permission.DEMAND_READ)
@blp.arguments(WishFiltersIn, location="query")
@blp.response(200, WishOut(many=True))
@documented(blp, 401, 403)
@blp.paginate(ListingPage, max_page_size=100)
def list_kept(filters: dict[str, Any]) -> Listing:
    """Those within reach, in every state; what is due next comes first."""
    return Listing(queries.kept(current_actor(), queries.WishFilters(**filters)), _many)


@blp.route("/wishes", methods=["POST"])
@needs(Permission.DEMAND_ASK)
@idempotent
@blp.arguments(WishIn)
@blp.response(201, WishOut)
@documented(blp, 401, 403, 404, 409)
def collect(data: dict[str, Any]) -> dict[str, Any]:
    """Write down a person's wish."""
    return _one(service.collect(current_actor(), data))


@blp.route("/wishes/<int:wish_id>", methods=["GET"])
@signed_in
@blp.response(200, WishOut)
@documented(blp, 401, 404)
def get_wish(wish_id: int) -> dict[str, Any]:
    """One wish."""
    return _one(queries.one_wish(current_actor(), wish_id))


@blp.route("/wishes/<int:wish_id>", methods=["PATCH"])
@needs(Permission.DEMAND_ASK)
@idempotent
@blp.arguments(WishPatch)
@blp.response(200, WishOut)
@documented(blp, 401, 403, 404, 409)
def edit(data: dict[str, Any], wish_id: int) -> dict[str, Any]:
    """Rewrite it before it is verified."""
    return _one(service.edit(current_actor(), wish_id, data["version"], data))


@blp.route("/wishes/<int:wish_id>/<any(claim,release,deliver):step>", methods=["POST"])
@signed_in
@idempotent
@blp.response(200, WishOut)
@documented(blp, 401, 403, 404, 409)
def take_member_step(wish_id: int, step: str) -> dict[str, Any]:
    """A member takes it on, gives it back, says that it is granted."""
    return _one(BY_MEMBER[step](current_actor(), wish_id))


@blp.route("/wishes/<int:wish_id>/verify", methods=["POST"])
@needs(Permission.DEMAND_FORWARD)
@idempotent
@blp.response(200, WishOut)
@documented(blp, 401, 403, 404, 409)
def verify(wish_id: int) -> dict[str, Any]:
    """Publish it under a number."""
    return _one(service.verify(current_actor(), wish_id))


@blp.route("/wishes/<int:wish_id>/return", methods=["POST"])
@needs(Permission.DEMAND_FORWARD)
@idempotent
@blp.arguments(WishReasonIn)
@blp.response(200, WishOut)
@documented(blp, 401, 403, 404, 409)
def send_back(data: dict[str, str], wish_id: int) -> dict[str, Any]:
    """Ask the site for more."""
    return _one(service.send_back(current_actor(), wish_id, data["reason"]))


@blp.route("/wishes/<int:wish_id>/<any(introduce,confirm,close):step>", methods=["POST"])
@needs(Permission.DEMAND_ASK)
@idempotent
@blp.response(200, WishOut)
@documented(blp, 401, 403, 404, 409)
def take_site_step(wish_id: int, step: str) -> dict[str, Any]:
    """A step of the site that needs no words."""
    return _one(BY_SITE[step](current_actor(), wish_id))


@blp.route("/wishes/<int:wish_id>/<any(contest,take_back,thank,withdraw):step>", methods=["POST"])
@needs(Permission.DEMAND_ASK)
@idempotent
@blp.arguments(WishReasonIn)
@blp.response(200, WishOut)
@documented(blp, 401, 403, 404, 409)
def take_site_step_in_words(data: dict[str, str], wish_id: int, step: str) -> dict[str, Any]:
    """A step of the site with its reason, or with the person's word of thanks."""
    return _one(BY_SITE_IN_WORDS[step](current_actor(), wish_id, data["reason"]))


def _one(wish: Wish) -> dict[str, Any]:
    return wish_json(wish, current_actor(), clock.now())


def _many(wishes: Sequence[Wish]) -> list[dict[str, Any]]:
    return [_one(wish) for wish in wishes]
