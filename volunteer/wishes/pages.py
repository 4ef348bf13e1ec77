"""Pages of micro-wishes: what can be taken on, one wish with its story, what a site or team looks after."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from volunteer.demands.choices import towns
from volunteer.kernel import clock
from volunteer.kernel.errors import Invalid
from volunteer.organization.actor import Actor
from volunteer.organization.current import current_actor
from volunteer.organization.models import PrivatePlace
from volunteer.organization.permissions import Permission
from volunteer.web.guard import needs, public, signed_in
from volunteer.web.humanize import full_moment
from volunteer.web.statuses import WISH
from volunteer.web.tables import page_of
from volunteer.wishes import queries, service, taking
from volunteer.wishes.api import BY_MEMBER, BY_SITE, BY_SITE_IN_WORDS
from volunteer.wishes.forms import tidy
from volunteer.wishes.models import Wish
from volunteer.wishes.rules import MACHINE, MOST_AT_ONCE, ONWARD
from volunteer.wishes.schemas import REASON
from volunteer.wishes.states import WishStatus
from volunteer.wishes.steps import PRIVATE_OPEN_FOR
from volunteer.wishes.words import DONE, STORY

bp = Blueprint("wishes", __name__)


@bp.get("/wishes")
@public
def index() -> str:
    """What can be taken on, and above it what the reader took on; `?status=closed` shows what was granted."""
    actor, wanted = current_actor(), _filters()
    granted = wanted.status == WishStatus.CLOSED
    return render_template(
        "pages/wishes/index.html",
        found=page_of(queries.on_offer(wanted)),
        own=queries.taken_by(actor.member_id) if actor.member_id is not None and not granted else [],
        wanted=wanted,
        granted=granted,
        towns=towns(),
        keeps=actor.may(Permission.DEMAND_READ),
        now=clock.now(),
    )


@bp.get("/wishes/kept")
@needs(Permission.DEMAND_READ)
def kept() -> str:
    """Those within the reader's reach, what is due next first."""
    actor, wanted, now = current_actor(), _filters(), clock.now()
    found = page_of(queries.kept(actor, wanted))
    numbers = queries.numbers_kept(actor)
    return render_template(
        "pages/wishes/kept.html",
        found=found,
        rows=_rows(actor, found.items, now),
        wanted=wanted,
        statuses=[
            (status.value, _("%(status)s（%(num)s）", status=WISH[status].word, num=numbers.get(status, 0)))
            for status in WishStatus
        ],
        towns=towns(),
        may_collect=actor.may(Permission.DEMAND_ASK),
    )


@bp.get("/wishes/waiting")
@needs(Permission.DEMAND_READ)
def waiting() -> str:
    """Those whose next step is the reader's, what is due next first; `?site=` only those of one site."""
    actor, now = current_actor(), clock.now()
    rows, site_id = queries.waiting_for(actor), request.args.get("site", type=int)
    found = page_of(rows if site_id is None else rows.where(Wish.site_id == site_id))
    return render_template("pages/wishes/waiting.html", found=found, rows=_rows(actor, found.items, now))


@bp.get("/wishes/<int:wish_id>")
@public
def show(wish_id: int) -> str:
    """One wish: everybody sees what is wished, those concerned what was done and what can be done."""
    return show_page(queries.one_wish(current_actor(), wish_id))


@bp.post("/wishes/<int:wish_id>/private-place")
@signed_in
def open_private(wish_id: int) -> str:
    """The page with the guarded part opened; the view is on record."""
    actor = current_actor()
    place = service.open_private(actor, wish_id)
    return show_page(queries.one_wish(actor, wish_id), opened=place)


@bp.get("/wishes/<int:wish_id>/private-place")
@signed_in
def closed_private(wish_id: int) -> Response:
    """Back to the page with the guarded part closed, for whoever reloads or returns."""
    return redirect(url_for("wishes.show", wish_id=wish_id), 303)


@bp.post("/wishes/<int:wish_id>/<any(claim,release,deliver):step>")
@signed_in
def take_member_step(wish_id: int, step: str) -> Response:
    """A member takes it on, gives it back, says that it is granted."""
    BY_MEMBER[step](current_actor(), wish_id)
    if step == "claim":
        undo = url_for("wishes.take_member_step", wish_id=wish_id, step="release")
        flash({"text": str(DONE[step]), "undo_url": undo}, "ok")
    else:
        flash(str(DONE[step]), "ok")
    if step == "release":
        return redirect(url_for("wishes.index"), 303)
    return redirect(url_for("wishes.show", wish_id=wish_id), 303)


@bp.post("/wishes/<int:wish_id>/verify")
@needs(Permission.DEMAND_FORWARD)
def verify(wish_id: int) -> Response:
    """Publish it under a number."""
    service.verify(current_actor(), wish_id)
    return _done(wish_id, "verify")


@bp.post("/wishes/<int:wish_id>/return")
@needs(Permission.DEMAND_FORWARD)
def send_back(wish_id: int) -> Response:
    """Ask the site for more."""
    service.send_back(current_actor(), wish_id, _reason())
    return _done(wish_id, "return")


@bp.post("/wishes/<int:wish_id>/<any(introduce,confirm,close):step>")
@needs(Permission.DEMAND_ASK)
def take_site_step(wish_id: int, step: str) -> Response:
    """A step of the site that needs no words."""
    BY_SITE[step](current_actor(), wish_id)
    return _done(wish_id, step)


@bp.post("/wishes/<int:wish_id>/<any(contest,take_back,thank,withdraw):step>")
@needs(Permission.DEMAND_ASK)
def take_site_step_in_words(wish_id: int, step: str) -> Response:
    """A step of the site with its reason, or with the person's word of thanks."""
    BY_SITE_IN_WORDS[step](current_actor(), wish_id, _reason())
    return _done(wish_id, step)


def show_page(wish: Wish, opened: PrivatePlace | None = None) -> str:
    """The page of one wish."""
    actor, now = current_actor(), clock.now()
    own = actor.member_id is not None and wish.member_id == actor.member_id
    looks_after = actor.reach(Permission.DEMAND_READ).covers(wish.unit.path, wish.site.path)
    return render_template(
        "pages/wishes/show.html",
        wish=wish,
        own=own,
        looks_after=looks_after,
        helper=wish.member if looks_after and not own else None,
        arranges=actor.reach(Permission.DEMAND_ASK).covers(wish.unit.path, wish.site.path),
        steps=_open_steps(actor, wish),
        late=service.late(wish, now),
        story=_story(wish) if own or looks_after else [],
        may_open_private=service.may_open_private(actor, wish),
        private_closed=_is_closed(wish, now) if own or looks_after else False,
        opened=opened,
        full=MOST_AT_ONCE if wish.status == WishStatus.PUBLISHED and taking.has_enough(actor) else 0,
    )


def _rows(actor: Actor, wishes: Sequence[Wish], now: datetime) -> list[dict[str, Any]]:
    """The lines of a table."""
    return [
        {"wish": wish, "turn": bool(_open_steps(actor, wish) & ONWARD), "late": service.late(wish, now)}
        for wish in wishes
    ]


def _open_steps(actor: Actor, wish: Wish) -> set[str]:
    """The buttons of a wish for this actor."""
    found: set[str] = set()
    for step in MACHINE.open_steps(wish.status):
        if step.permission is None:
            mine = actor.member_id is not None and actor.member_id == wish.member_id
            fits = actor.member_id is not None if step.name == "claim" else mine
        else:
            fits = actor.reach(Permission(step.permission)).covers(wish.unit.path, wish.site.path)
        if fits and not (step.name == "verify" and wish.collected_by == actor.account_id):
            found.add(step.name)
    return found


def _story(wish: Wish) -> list[dict[str, Any]]:
    steps = queries.steps_of(wish.id)
    return [{"label": STORY[one.step], "at": full_moment(one.at), "note": one.reason, "state": "done"} for one in steps]


def _is_closed(wish: Wish, now: datetime) -> bool:
    return wish.closed_at is not None and wish.closed_at + PRIVATE_OPEN_FOR <= now


def _filters() -> queries.WishFilters:
    status = request.args.get("status")
    return queries.WishFilters(
        status=status if status in set(WishStatus) else None,
        town=tidy(request.args.get("town")),
        q=tidy(request.args.get("q")),
    )


def _reason() -> str:
    reason = tidy(request.form.get("reason"))
    if reason is None:
        raise Invalid({"reason": _("请写一句话，会告知对方")})
    if len(reason) > REASON:
        raise Invalid({"reason": _("请不超过 %(most)s 字", most=REASON)})
    return reason


def _done(wish_id: int, step: str) -> Response:
    flash(str(DONE[step]), "ok")
    return redirect(url_for("wishes.show", wish_id=wish_id), 303)
