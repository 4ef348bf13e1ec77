"""The public home, and the home of each role."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from volunteer.demands.asking_units import may_take_on
from volunteer.home import desk_queries, heaps, list_pages, overview_queries, queries, todo
from volunteer.home.administration import administration
from volunteer.home.member import member_home
from volunteer.home.overview import overview
from volunteer.home.own_calls import calls_to
from volunteer.home.rows import by_project, by_session
from volunteer.home.urgent import call_outs_for
from volunteer.kernel import clock
from volunteer.kernel.errors import NotVisible
from volunteer.kernel.spans import coming
from volunteer.organization.actor import Actor
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission, Role
from volunteer.web.guard import public, signed_in

OVERSEEING = frozenset({Role.COMMITTEE, Role.SUPERVISOR, Role.TOWN_OFFICER})
LEADING = frozenset({Role.TEAM_LEADER, Role.SQUAD_LEADER})
LAST_PAGE = 100_000

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
        return render_template("pages/home/overview.html", **overview(actor), **_urgent(actor))
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


def _urgent(actor: Actor) -> dict[str, Any]:
    """What stands before everything else on the homes of leaders."""
    return {"call_outs": call_outs_for(actor), "own_calls": calls_to(actor)}


def _today(actor: Actor) -> dict[str, Any]:
    now = clock.now()
    led = next(grant for grant in actor.grants if grant.role in LEADING)
    chosen = request.args.get("kind")
    page = min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)
    fills = desk_queries.fills(actor, now)
    beside = heaps.open_to(actor)
    standing, row = desk_queries.standing(led.node_id, now, heaps.sums(actor, beside))
    kinds = [
        *todo.waiting(actor, now, chosen, page, {"gap": desk_queries.gaps_among(fills, now)}),
        *todo.heaped(heaps.counted(beside, row), now),
    ]
    picked = [kind for kind in kinds if kind.kind == chosen and kind.endpoint is None]
    days = coming(clock.local(now).date()).days
    return {
        "now": now,
        **_urgent(actor),
        "standing": standing,
        "kinds": kinds,
        "chosen": picked[0] if picked else None,
        "page": page,
        "todo": todo.in_order(picked or kinds, now),
        "days": days,
        "projects": by_project(by_session(fills), days),
        "month": overview_queries.month(actor.reach(Permission.HOURS_READ), clock.today()),
        "own_account": actor.account_id,
        "may_take_on": partial(may_take_on, actor),
        "page_size": todo.PAGE_SIZE,
    }
