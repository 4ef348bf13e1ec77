"""The public home, and the home of each role."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response as BaseResponse

from volunteer.home import desk_queries, list_pages, overview_queries, queries
from volunteer.home.administration import administration
from volunteer.home.member import member_home
from volunteer.home.overview import overview
from volunteer.home.rows import Fill, Todo, by_session
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.organization.actor import Actor
from volunteer.organization.current import current_actor
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission, Role
from volunteer.web.guard import public, signed_in

OVERSEEING = frozenset({Role.COMMITTEE, Role.SUPERVISOR, Role.TOWN_OFFICER})
LEADING = frozenset({Role.TEAM_LEADER, Role.SQUAD_LEADER})
GAPS_SHOWN = 5
HOURS_WANTED_WITHIN = timedelta(days=3)
PRESSING = timedelta(days=1)

bp = Blueprint("home", __name__)
bp.register_blueprint(list_pages.bp)


@bp.get("/")
@public
def public_home() -> str | BaseResponse:
    """What the network does; whoever is signed in goes to their own home."""
    if current_actor().signed_in:
        return redirect("/home")
    now = clock.now()
    return render_template(
        "pages/home/public.html",
        totals=queries.totals(clock.today().replace(month=1, day=1)),
        positions=queries.services_to_see(now),
        now=now,
    )


@bp.get("/home")
@signed_in
def home() -> str | BaseResponse:
    """What comes first for the role that reaches furthest."""
    actor = current_actor()
    if actor.roles & OVERSEEING:
        return render_template("pages/home/overview.html", **overview(actor))
    if actor.roles & LEADING:
        return render_template("pages/home/today.html", **_today(actor))
    if Role.ADMIN in actor.roles:
        return render_template("pages/home/admin.html", **administration(actor))
    if Role.SITE_OPERATOR in actor.roles:
        return redirect("/demands")
    if actor.member_id is not None:
        return render_template("pages/home/member.html", **member_home(actor))
    return render_template("pages/home/nothing_yet.html")


@bp.get("/home/mine")
@signed_in
def mine() -> str:
    """The member's own home, for those whose home is a desk or a board."""
    actor = current_actor()
    if actor.member_id is None:
        raise NotVisible
    return render_template("pages/home/member.html", **member_home(actor))


def _today(actor: Actor) -> dict[str, Any]:
    now = clock.now()
    fills = desk_queries.fills(actor, now)
    led = next(grant for grant in actor.grants if grant.role in LEADING)
    return {
        "unit": db.session.get_one(Unit, led.node_id),
        "todo": _todo(actor, [fill for fill in fills if fill.missing > 0][:GAPS_SHOWN], now),
        "offers": desk_queries.offers_unanswered(actor, now),
        "sessions": by_session(fills),
        "month": overview_queries.month(actor.reach(Permission.HOURS_READ), clock.today()),
    }


def _todo(actor: Actor, gaps: list[Fill], now: datetime) -> list[Todo]:
    """What awaits the leader, most pressing first; what has no deadline comes after the coming two weeks."""
    waiting: list[tuple[str, object, datetime | None]] = [
        *(("demand", demand, demand.deadline) for demand in desk_queries.demands_to_answer(actor)),
        *(("claim", claim, claim.position.session.starts) for claim in desk_queries.claims_to_approve(actor, now)),
        *(("hours", one, one.starts + HOURS_WANTED_WITHIN) for one in desk_queries.hours_to_confirm(actor)),
        *(("gap", gap, gap.starts) for gap in gaps),
    ]
    things = [Todo(kind, item, due, due is not None and due <= now + PRESSING) for kind, item, due in waiting]
    return sorted(things, key=lambda thing: thing.due or now + desk_queries.AHEAD)
