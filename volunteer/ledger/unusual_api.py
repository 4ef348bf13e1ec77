"""JSON API of what deserves a look among entered hours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from volunteer.kernel import clock
from volunteer.ledger import queries, unusual
from volunteer.ledger.entering import Entering, entering
from volunteer.ledger.unusual import Group, Unusual
from volunteer.ledger.unusual_schemas import UnusualHoursOut, UnusualHoursQuery, UnusualOut, UnusualQuery
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.web.api import Listing, ListingPage, blueprint, documented
from volunteer.web.guard import needs
from volunteer.web.humanize import masked_name

blp = blueprint("hours_check", __name__, "What deserves a look among entered hours; a pattern is no proof of anything")


@blp.route("/reports/hours-check", methods=["GET"])
@needs(Permission.REPORT_READ)
@blp.arguments(UnusualQuery, location="query")
@blp.response(200, UnusualOut(many=True))
@documented(blp, 401, 403, 422)
@blp.paginate(ListingPage, max_page_size=100)
def list_groups(query: dict[str, Any]) -> Listing:
    """Groups of hours by pattern, the latest service first."""
    kind = Unusual(query["kind"]) if "kind" in query else None
    days = unusual.days_asked(query.get("month"), clock.today())
    return Listing(unusual.groups(current_actor().reach(Permission.REPORT_READ), days, kind), _with_who_entered)


@blp.route("/reports/hours-check/hours", methods=["GET"])
@needs(Permission.REPORT_READ)
@blp.arguments(UnusualHoursQuery, location="query")
@blp.response(200, UnusualHoursOut(many=True))
@documented(blp, 401, 403, 422)
@blp.paginate(ListingPage, max_page_size=100)
def list_hours(query: dict[str, Any]) -> Listing:
    """The hours of one group; none for a group that is not there."""
    reach = current_actor().reach(Permission.REPORT_READ)
    days = unusual.days_asked(query.get("month"), clock.today())
    found = unusual.flagged(reach, days, Unusual(query["kind"]), query["key"])
    return Listing([one.hours_id for one in found], queries.views)


def _with_who_entered(groups: Sequence[Group]) -> list[dict[str, Any]]:
    by = entering([group.entered_by for group in groups], clock.now())
    return [{**vars(group), "entered_by": _person(group.entered_by, by.get(group.entered_by))} for group in groups]


def _person(account_id: int | None, person: Entering | None) -> dict[str, Any] | None:
    if person is None:
        return None
    return {"account_id": account_id, "name": masked_name(person.name), "roles": list(person.roles)}
