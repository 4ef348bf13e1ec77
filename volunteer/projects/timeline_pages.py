"""The desk's timeline of sessions: two weeks on a page from today on, turned by the week."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, render_template, request

from volunteer.kernel import clock
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.projects import desk_queries, timeline
from volunteer.projects.timeline import TimelineFilters
from volunteer.taxonomy.naming import names
from volunteer.web.guard import needs
from volunteer.web.tables import page_of_list

FARTHEST = timedelta(days=3 * 365)

bp = Blueprint("timeline", __name__)


@bp.get("/projects/timeline")
@needs(Permission.PROJECT_READ)
def index() -> str:
    """Sessions by project and day from a day on (`?from=2026-11-23`), and what the coming four weeks lack."""
    actor, today = current_actor(), clock.today()
    first = _first(today)
    wanted = TimelineFilters(
        town=request.args.get("town") or None,
        category=request.args.get("category") or None,
        gaps_only=bool(request.args.get("gaps")),
    )
    coming = timeline.sessions_between(actor, today, 7 * timeline.WEEKS, wanted)
    shown = timeline.sessions_between(actor, first, timeline.DAYS, wanted)
    found = page_of_list(timeline.rows_of(shown, first, gaps_only=wanted.gaps_only))
    return render_template(
        "pages/projects/timeline.html",
        found=found,
        first=first,
        days=[first + timedelta(days=number) for number in range(timeline.DAYS)],
        weeks=timeline.weeks_of(coming, today),
        before=first - timeline.WEEK,
        after=first + timeline.WEEK,
        today=today,
        wanted=wanted,
        towns=desk_queries.towns(),
        categories=names().categories.items(),
    )


def _first(today: date) -> date:
    """The day asked for, as long as it lies within reason; else today."""
    try:
        asked = date.fromisoformat(request.args.get("from", ""))
    except ValueError:
        return today
    return asked if abs(asked - today) <= FARTHEST else today
