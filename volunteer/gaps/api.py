"""JSON API of the reports of missing help."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from volunteer.gaps import report, silent
from volunteer.gaps.places import Wanted
from volunteer.gaps.schemas import GapFilters, GapReportOut, SilentFilters, SilentSiteOut, report_json, silent_json
from volunteer.kernel import clock
from volunteer.kernel.spans import Span
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.web.api import Listing, ListingPage, blueprint, documented
from volunteer.web.guard import needs

blp = blueprint("gaps", __name__, "Where help is missing, and why")


@blp.route("/reports/gaps", methods=["GET"])
@needs(Permission.REPORT_READ)
@blp.arguments(GapFilters, location="query")
@blp.response(200, GapReportOut)
@documented(blp, 401, 403, 422)
def gaps(filters: dict[str, Any]) -> dict[str, Any]:
    """Unmet need from today on by town, skill and band, with reasons and remedies."""
    reach, today = current_actor().reach(Permission.REPORT_READ), clock.today()
    band, weeks = filters.pop("band", None), filters.pop("weeks")
    span = Span(today, today + timedelta(weeks=weeks, days=-1))
    found = report.gaps(reach, Wanted(days=span, **filters), clock.now(), band)
    return report_json(found, report.counted(reach), span)


@blp.route("/reports/silent-sites", methods=["GET"])
@needs(Permission.REPORT_READ)
@blp.arguments(SilentFilters, location="query")
@blp.response(200, SilentSiteOut(many=True))
@documented(blp, 401, 403, 422)
@blp.paginate(ListingPage, max_page_size=100)
def silent_sites(filters: dict[str, Any]) -> Listing:
    """Sites without a demand for as long as is set, those that never asked first."""
    reach = current_actor().reach(Permission.REPORT_READ)
    return Listing(silent.silent_sites(reach, clock.now(), **filters), _sites, scalars=False)


def _sites(rows: Sequence[Any]) -> list[dict[str, Any]]:
    return [silent_json(site) for site in silent.sites_of(rows)]
