"""The audit trail over JSON."""

from __future__ import annotations

from typing import Any

from volunteer.audit import queries
from volunteer.audit.queries import Wanted
from volunteer.audit.schemas import AuditEventOut, AuditFilter
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.web.api import Listing, ListingPage, blueprint, documented
from volunteer.web.guard import needs

blp = blueprint("audit", __name__, "Who did what, when")


@blp.route("/audit-events", methods=["GET"])
@needs(Permission.AUDIT_READ)
@blp.arguments(AuditFilter, location="query")
@blp.response(200, AuditEventOut(many=True))
@blp.paginate(ListingPage, max_page_size=100)
@documented(blp, 401, 403, 422)
def list_events(wanted: dict[str, Any]) -> Listing:
    """The trail within reach, newest first."""
    return Listing(queries.events(current_actor(), Wanted(**wanted)))
