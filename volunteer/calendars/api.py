"""JSON API of the address of one's own calendar.

No Idempotency-Key: the answer kept for a repeated request would keep the secret address with it. Made twice, the later
one holds; ended twice, nothing more happens.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from volunteer.calendars import queries, service
from volunteer.calendars.addresses import feed_address
from volunteer.calendars.schemas import CalendarFeedOut, NewCalendarFeedOut
from volunteer.organization.current import current_actor
from volunteer.people.queries import own
from volunteer.web.api import blueprint, documented
from volunteer.web.guard import signed_in

blp = blueprint("calendars", __name__, "The private calendar feed of one's own services")


@blp.route("/me/calendar-feed", methods=["GET"])
@signed_in
@blp.response(200, CalendarFeedOut)
@documented(blp, 401, 404)
def show() -> dict[str, datetime | None]:
    """Whether one's calendar has an address."""
    return {"made_at": _made_at()}


@blp.route("/me/calendar-feed", methods=["POST"])
@signed_in
@blp.response(201, NewCalendarFeedOut)
@documented(blp, 401, 404)
def make() -> dict[str, Any]:
    """A new address; an earlier one stops working."""
    address = feed_address(service.make(current_actor()))
    return {"address": address, "made_at": _made_at()}


@blp.route("/me/calendar-feed", methods=["DELETE"])
@signed_in
@blp.response(204)
@documented(blp, 401, 404)
def revoke() -> None:
    """The address no longer opens."""
    service.revoke(current_actor())


def _made_at() -> datetime | None:
    feed = queries.open_feed(own(current_actor()).id)
    return feed.made_at if feed else None
