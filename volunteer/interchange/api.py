"""JSON API of service records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from volunteer.interchange.fields import JSON_FIELDS
from volunteer.interchange.records import Wanted, ids, load
from volunteer.interchange.schemas import RecordFilters, ServiceRecordOut
from volunteer.organization.actor import Reach
from volunteer.organization.current import current_actor
from volunteer.organization.exporting import Disclosure
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import get_visible
from volunteer.web.api import Listing, ListingPage, blueprint, documented
from volunteer.web.guard import needs

blp = blueprint("service_records", __name__, "Service records for other systems")


@blp.route("/reports/service-records", methods=["GET"])
@needs(Permission.REPORT_READ)
@blp.arguments(RecordFilters, location="query")
@blp.response(200, ServiceRecordOut(many=True))
@documented(blp, 401, 403, 404, 422)
@blp.paginate(ListingPage, max_page_size=100)
def service_records(filters: dict[str, Any]) -> Listing:
    """Every service whose minutes stand, of the members in reach, in order of id."""
    actor = current_actor()
    reach = actor.reach(Permission.REPORT_READ)
    if unit_id := filters.get("unit_id"):
        reach = Reach(unit_paths=(get_visible(Unit, actor, Permission.REPORT_READ, unit_id).path,))
    return Listing(ids(Wanted(reach, filters.get("since"), filters.get("until"))), _shown)


def _shown(found: Sequence[int]) -> list[dict[str, Any]]:
    show = Disclosure()
    return [{name: value(record, show) for name, value in JSON_FIELDS.items()} for record in load(found)]
