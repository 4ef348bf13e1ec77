"""Where help is missing: what the overview of committee and town officers is given."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from volunteer.gaps import report, silent
from volunteer.gaps import words as gap_words
from volunteer.gaps.places import Wanted
from volunteer.home import gap_queries, overview_queries
from volunteer.home.alarms import told
from volunteer.home.first_steps import first_steps
from volunteer.home.gap_rows import DayFill, PlaceNeed, together
from volunteer.home.rows import SpanCount
from volunteer.home.supervision import supervision, trail_links
from volunteer.kernel import clock, spans
from volunteer.organization.actor import Actor, Reach
from volunteer.organization.permissions import Permission, Role
from volunteer.plans import review as plans
from volunteer.web.humanize import short_date, weekday
from volunteer.web.town_maps import TownMark


def overview(actor: Actor) -> dict[str, Any]:
    """One statement a block, each limited to the actor's reach."""
    now, today = clock.now(), clock.today()
    reach, served = actor.reach(Permission.DEMAND_READ), actor.reach(Permission.HOURS_READ)
    week, before = spans.week_of(today), spans.gone_by(today)
    days = gap_queries.by_day(reach, spans.Span(min(before.first, week.first), week.last), now)
    came_in = overview_queries.came_in(actor, now)
    come_up = overview_queries.come_up(actor, now)
    by_site = not reach.unit_paths
    return {
        "now": now,
        "steps": first_steps(actor, now),
        "coming": spans.coming(today),
        "came_in": came_in,
        "weeks": [_week_point(one, one is came_in.latest) for one in came_in.weeks],
        "need": gap_queries.need_by_place(reach, now, by_site=by_site),
        "by_site": by_site,
        "before": together(days[day] for day in before.days if day in days),
        **_gaps(actor, reach, now),
        "at_risk": overview_queries.demands_at_risk(actor, now),
        **come_up,
        "alarms": told() if come_up["alarms"] else [],
        "days": [_day_point(days.get(day, DayFill(day, 0, 0)), today) for day in week.days],
        "supervision": supervision(actor, today, now) if Role.SUPERVISOR in actor.roles else None,
        "trail": trail_links(spans.last_seven(today)) if actor.may(Permission.AUDIT_READ) else [],
        "month": overview_queries.month(served, today) if served.unit_paths else None,
        "plan": plans.latest(actor, now) if actor.may(Permission.PLAN_RUN) else None,
        "may_plan": actor.may(Permission.PLAN_RUN),
        "may_make": actor.may(Permission.PROJECT_EDIT),
        "may_find": actor.may(Permission.CLAIM_MANAGE),
    }


def _gaps(actor: Actor, reach: Reach, now: datetime) -> dict[str, Any]:
    """The gaps of the coming two weeks, and the sites that never ask, where the actor may read reports."""
    told = actor.reach(Permission.REPORT_READ)
    silent_towns = silent.by_town(told, now) if told else []
    return {
        "gaps": report.gaps(reach, Wanted(), now),
        "gap_words": gap_words,
        "told": bool(told),
        "silent_towns": [town for town in silent_towns if town.silent],
        "silent": silent.together(silent_towns),
        "silent_days": silent.days_of(told),
    }


def town_marks(actor: Actor) -> list[TownMark]:
    """What the overview's map shows: each town shaded by the people-hours it lacks in the coming two weeks."""
    reach = actor.reach(Permission.DEMAND_READ)
    needs = {town.code: town for town in gap_queries.need_by_place(reach, clock.now()).places}
    return [
        TownMark(
            code=town.code,
            name=town.name,
            lon=town.lon,
            lat=town.lat,
            value=need.missing_minutes / 60 if need else 0,
            text=_need_in_words(need),
            url=url_for("home.lists.gaps", town=town.code) if need and need.missing else None,
        )
        for town in gap_queries.towns_within(reach)
        for need in [needs.get(town.code)]
    ]


def _need_in_words(need: PlaceNeed | None) -> str:
    if need is None:
        return _("未来两周没有服务")
    if not need.missing:
        return _("需要 %(needed)s 人次，都已有人", needed=need.needed)
    hours = round(need.missing_minutes / 60)
    return _("还缺 %(missing)s 人次，%(hours)s 人时", missing=need.missing, hours=hours)


def demands_of(span: spans.Span) -> str:
    """The address of the demands that came in during some days."""
    return url_for("demands.index", since=span.first, until=span.last)


def _week_point(one: SpanCount, latest: bool) -> dict[str, Any]:
    first, last = one.span.first, one.span.last
    return {
        "label": f"{last.month}/{last.day}",
        "value": one.count,
        "url": demands_of(one.span),
        "text": _("%(first)s至%(last)s新提 %(num)s 件", first=short_date(first), last=short_date(last), num=one.count),
        "now": latest,
    }


def _day_point(fill: DayFill, today: date) -> dict[str, Any]:
    return {
        "label": weekday(fill.day),
        "value": fill.claimed,
        "total": fill.needed,
        "url": url_for("home.lists.gaps", show="all", first_day=fill.day, last_day=fill.day),
        "text": _(
            "%(weekday)s %(day)s：需要 %(needed)s 人次，已认领 %(claimed)s",
            weekday=weekday(fill.day),
            day=short_date(fill.day),
            needed=fill.needed,
            claimed=fill.claimed,
        ),
        "now": fill.day == today,
    }
