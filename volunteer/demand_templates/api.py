"""JSON API of templates."""

from __future__ import annotations

from volunteer.demand_templates.queries import templates
from volunteer.demand_templates.schemas import DemandTemplateOut
from volunteer.web.api import Listing, ListingPage, blueprint, documented
from volunteer.web.guard import signed_in

blp = blueprint("demand templates", __name__, "What communities ask for most, half written")


@blp.route("/demand-templates", methods=["GET"])
@signed_in
@blp.response(200, DemandTemplateOut(many=True))
@documented(blp, 401)
@blp.paginate(ListingPage, max_page_size=100)
def list_templates() -> Listing:
    """The templates in use, in the order of their buttons."""
    return Listing(templates())
