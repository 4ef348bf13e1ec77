"""What a person asks for when looking for service: from the address to the filters of the board."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict

from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.models import Place
from volunteer.organization.towns import towns
from volunteer.projects.finding import Point, PositionFilters
from volunteer.projects.open_board import open_board
from volunteer.taxonomy.naming import names
from volunteer.web.api import LARGEST_ID

Days = tuple[date, date]

DISTANCES_KM = (2, 5, 10, 20)
FARTHEST_KM = 200
SATURDAY = 5
# The query parameters that narrow the list; whatever else stands in the address is carried along untouched.
FILTERS = ("when", "on", "within", "at", "town", "category", "skill", "free", "q", "site", "campaign")


def filters_of(args: MultiDict[str, str], home: Point | None) -> PositionFilters:
    """The filters of the address; what cannot be read is no filter. Distances are from `at`, else from home."""
    if args.keys().isdisjoint(FILTERS):
        return PositionFilters(near=home)
    first, last = days_of(args)
    near = _point(args.get("at")) or home
    within = args.get("within", type=float)
    asked = within is not None and 0 < within <= FARTHEST_KM
    return PositionFilters(
        town=_text(args, "town"),
        category=_text(args, "category"),
        skill=_text(args, "skill"),
        first_day=first,
        last_day=last,
        near=near,
        within_km=within if asked and near else None,
        q=_text(args, "q"),
        free_only=args.get("free") == "1",
        site_id=args.get("site", type=int),
        campaign_id=args.get("campaign", type=int),
    )


def days_of(args: MultiDict[str, str]) -> tuple[date | None, date | None]:
    """The first and the last day asked for, both included: one named day, or a span as people say it."""
    named = args.get("on", type=date.fromisoformat)
    if named is not None:
        return named, named
    span = SPANS.get(args.get("when", ""))
    return span(clock.today()) if span else (None, None)


def _weekend(today: date) -> Days:
    """The coming Saturday and Sunday, or what is left of them."""
    saturday = today + timedelta(days=SATURDAY - today.weekday())
    return max(today, saturday), saturday + timedelta(days=1)


SPANS: Mapping[str, Callable[[date], Days]] = {
    "today": lambda today: (today, today),
    "tomorrow": lambda today: (today + timedelta(days=1), today + timedelta(days=1)),
    "weekend": _weekend,
    "fortnight": lambda today: (today, today + timedelta(days=13)),
}


def asked_for() -> dict[str, Any]:
    """The filters that stand in the address."""
    return {name: value for name, value in request.args.items() if name in FILTERS and value}


def bar(home: Point | None) -> dict[str, Any]:
    """What `pages/positions/_filters.html` and `_views.html` are given besides the address."""
    asked = asked_for()
    return {
        "towns": towns(),
        "categories": names().categories_in_use,
        "skills": names().skills_in_use,
        "asked": asked,
        "site_name": _site_name(asked.get("site")),
        "campaigns": open_board().campaigns,
        "distances": DISTANCES_KM,
        "may_filter_near": home is not None or _point(asked.get("at")) is not None,
    }


def _site_name(key: str | None) -> str | None:
    """The name of the one site asked for."""
    site = db.session.get(Place, int(key)) if key and key.isdecimal() and int(key) <= LARGEST_ID else None
    return site.name if site else key


def _point(text: str | None) -> Point | None:
    """Longitude and latitude in degrees as one text, or None."""
    try:
        lon, lat = (float(part) for part in (text or "").split(","))
    except ValueError:
        return None
    return (lon, lat) if abs(lon) <= 180 and abs(lat) <= 90 else None


def _text(args: MultiDict[str, str], name: str) -> str | None:
    return args.get(name, "").replace("\x00", "").strip()[:80] or None
