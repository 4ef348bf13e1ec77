"""The lists behind the numbers of home pages: the places that lack people, the hours of a month."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from flask import Blueprint, Response, jsonify, render_template, request
from flask_babel import gettext as _

from volunteer.demands.choices import towns
from volunteer.gaps import report
from volunteer.gaps.bands import WORDS, Band
from volunteer.gaps.places import ANY_SKILL, Wanted
from volunteer.home import gap_queries, hours_queries
from volunteer.home.overview import town_marks
from volunteer.kernel import clock
from volunteer.kernel.spans import Span
from volunteer.ledger.models import HoursSource
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.taxonomy.naming import names
from volunteer.web.guard import needs
from volunteer.web.town_maps import map_data

PAGE_SIZE = 20
LAST_PAGE = 100_000
YEARS = range(2000, 2200)
SOURCES: dict[str, bool] = {HoursSource.BACKFILLED: True, HoursSource.VERIFIED: False}

bp = Blueprint("lists", __name__)


@bp.get("/home/gaps")
@needs(Permission.DEMAND_READ)
def gaps() -> str:
    """The places of coming sessions that lack people, or with `show=all` every place."""
    actor, now, page = current_actor(), clock.now(), _page()
    reach, wanted, band = actor.reach(Permission.DEMAND_READ), _wanted(), _band()
    if band:
        within = report.gaps(reach, wanted, now, band)
        wanted = replace(wanted, ids=frozenset(position for gap in within for position in gap.positions))
    sums = gap_queries.sums(reach, wanted, now)
    places = gap_queries.page_of(reach, wanted, now, page, PAGE_SIZE)
    one_site = {place.session.site.code: place.session.site.name for place in places[:1]}
    return render_template(
        "pages/home/gaps.html",
        wanted=wanted,
        band=band,
        bands=WORDS.items(),
        sums=sums,
        places=places,
        page=page,
        pages=_pages(sums.positions),
        towns=[*towns(), *((code, name) for code, name in one_site.items() if code == wanted.town)],
        skills=[(ANY_SKILL, _("不限技能")), *names().skills.items()],
        may_find=actor.may(Permission.CLAIM_MANAGE),
        now=now,
    )


@bp.get("/home/towns")
@needs(Permission.DEMAND_READ)
def towns_map() -> Response:
    """What the overview's map is drawn from."""
    return jsonify(map_data(town_marks(current_actor())))


@bp.get("/home/hours")
@needs(Permission.HOURS_READ)
def hours() -> str:
    """The services whose hours a home counts, session by session; `source=backfilled` leaves only those."""
    actor, page = current_actor(), _page()
    span = _span() or Span(clock.today().replace(day=1), clock.today())
    backfilled = SOURCES.get(request.args.get("source", ""))
    reach = actor.reach(Permission.HOURS_READ)
    sums = hours_queries.sums(reach, span, backfilled)
    return render_template(
        "pages/home/hours.html",
        span=span,
        backfilled=backfilled,
        sums=sums,
        services=hours_queries.by_session(reach, span, backfilled, page, PAGE_SIZE),
        page=page,
        pages=_pages(sums.rows),
    )


def _wanted() -> Wanted:
    level = request.args.get("level", type=int)
    skill = request.args.get("skill")
    return Wanted(
        days=_span(),
        town=(request.args.get("town") or "").replace("\x00", "") or None,
        skill=skill if skill in (ANY_SKILL, *names().skills) else None,
        level=level if level in (1, 2, 3) else None,
        short=request.args.get("show") != "all",
    )


def _band() -> Band | None:
    band = request.args.get("band")
    return Band(band) if band in set(Band) else None


def _span() -> Span | None:
    """The days of the address; one given alone stands for both."""
    first, last = (_day(name) for name in ("first_day", "last_day"))
    first, last = first or last, last or first
    return Span(first, last) if first and last and first <= last else None


def _day(name: str) -> date | None:
    day = request.args.get(name, type=date.fromisoformat)
    return day if day is not None and day.year in YEARS else None


def _page() -> int:
    return min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)


def _pages(rows: int) -> int:
    return max(1, -(-rows // PAGE_SIZE))
