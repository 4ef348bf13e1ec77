"""JSON API of sites."""

from __future__ import annotations

from typing import Any

from volunteer.organization.current import current_actor
from volunteer.organization.models import Place
from volunteer.organization.permissions import Permission
from volunteer.sites import queries, service
from volunteer.sites.schemas import SiteFilters, SiteIn, SiteOut, SitePatch
from volunteer.web.api import Listing, ListingPage, blueprint, documented
from volunteer.web.guard import needs, signed_in
from volunteer.web.idempotency import idempotent

blp = blueprint("sites", __name__, "Villages and communities")


@blp.route("/sites", methods=["GET"])
@signed_in
@blp.arguments(SiteFilters, location="query")
@blp.response(200, SiteOut(many=True))
@documented(blp, 401)
@blp.paginate(ListingPage, max_page_size=100)
def list_sites(filters: dict[str, Any]) -> Listing:
    """Sites by town and name."""
    return Listing(queries.sites(**filters))


@blp.route("/sites", methods=["POST"])
@needs(Permission.SITE_MANAGE)
@idempotent
@blp.arguments(SiteIn)
@blp.response(201, SiteOut)
@documented(blp, 401, 403, 409)
def add_site(new: service.NewSite) -> Place:
    """Add a site to a town."""
    return service.add_site(current_actor(), new)


@blp.route("/sites/<int:site_id>", methods=["GET"])
@signed_in
@blp.response(200, SiteOut)
@documented(blp, 401, 404)
def get_site(site_id: int) -> Place:
    """One site."""
    return queries.site(site_id)


@blp.route("/sites/<int:site_id>", methods=["PATCH"])
@needs(Permission.SITE_MANAGE)
@idempotent
@blp.arguments(SitePatch)
@blp.response(200, SiteOut)
@documented(blp, 401, 403, 404, 409)
def update_site(changes: dict[str, Any], site_id: int) -> Place:
    """Correct or pair a site."""
    version = changes.pop("version")
    return service.update_site(current_actor(), site_id, version, changes)
