"""JSON API of months."""

from __future__ import annotations

from typing import Any

from volunteer.kernel import clock
from volunteer.months.asked import unit_asked
from volunteer.months.queries import unit_month
from volunteer.months.schemas import MonthOut, MonthQuery, month_json
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.web.api import blueprint, documented
from volunteer.web.guard import needs

blp = blueprint("months", __name__, "What units did in a month")


@blp.route("/reports/month", methods=["GET"])
@needs(Permission.REPORT_READ)
@blp.arguments(MonthQuery, location="query")
@blp.response(200, MonthOut)
@documented(blp, 401, 403, 404, 422)
def month(query: dict[str, Any]) -> dict[str, Any]:
    """The numbers of a unit's month as they were frozen, or as they stand now."""
    unit = unit_asked(current_actor(), query.get("unit_id"))
    return month_json(unit_month(unit, query["month"], clock.now()))
