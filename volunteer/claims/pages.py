"""Finding a service: the public list of open positions and the page of one, with the button to claim it."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from volunteer.claims import board, finding, hours, in_place, service
from volunteer.claims.board import Entry
from volunteer.claims.reader import reader_of
from volunteer.claims.reasons import fit_for, reach_for
from volunteer.claims.rules import ASKED
from volunteer.claims.safety import safety_rules
from volunteer.claims.standing import standing_of
from volunteer.claims.states import ClaimStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible, Refused
from volunteer.matching.geo import haversine_km
from volunteer.organization.actor import Actor
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.organization.private_places import open_private_place
from volunteer.projects.campaign_queries import campaign_of
from volunteer.projects.finding import PositionFilters
from volunteer.projects.hours import hours_to_choose
from volunteer.projects.open_rows import said_place
from volunteer.taxonomy.models import Category
from volunteer.web.errors import came_from
from volunteer.web.guard import public, signed_in

PAGE_SIZE = 20
SEES_CONTACT = frozenset({ClaimStatus.CONFIRMED, ClaimStatus.RECONFIRM, ClaimStatus.ATTENDED})

bp = Blueprint("positions", __name__)


@bp.get("/positions")
@public
def index() -> str:
    """Open positions, full ones at the bottom; all filters stand in the address."""
    actor = current_actor()
    reader = reader_of(actor, clock.now())
    wanted = finding.filters_of(request.args, reader.home)
    found = board.listed(wanted, reader)
    page = max(1, request.args.get("page", 1, type=int))
    first = (page - 1) * PAGE_SIZE
    return render_template(
        "pages/positions/index.html",
        cards=board.cards(found[first : first + PAGE_SIZE], actor, reader, wanted.near),
        today=clock.today(),
        page=page,
        pages=-(-len(found) // PAGE_SIZE),
        total=len(found),
        **finding.bar(reader.home),
    )


@bp.get("/positions/<int:position_id>")
@public
def detail(position_id: int) -> str:
    """What, when, where, with whom; the button, or why there is none."""
    return _detail_page(position_id)


@bp.post("/positions/<int:position_id>/claim")
@signed_in
def claim(position_id: int) -> str | Response:
    """Claim the place, or join the waitlist."""
    try:
        hour = request.form.get("hour")
        if hour is None:
            taken = service.claim(current_actor(), position_id, waitlist="waitlist" in request.form)
        else:
            taken = hours.claim_at(current_actor(), position_id, _instant(hour))
    except Refused as refusal:
        if in_place.wanted():
            return in_place.refused(position_id, refusal)
        raise
    if in_place.wanted():
        return in_place.claimed(position_id, taken.id, taken.status)
    undo = url_for("schedule.release", claim_id=taken.id)
    flash(in_place.message(in_place.said(taken.status), undo), "ok")
    return redirect(in_place.way_back(position_id), 303)


@bp.post("/positions/<int:position_id>/series")
@signed_in
def claim_series(position_id: int) -> Response:
    """Claim several sessions of the project in one step."""
    answers = service.claim_series(current_actor(), request.form.getlist("position", type=int)[:60])
    granted = sum(answer.claim is not None for answer in answers)
    refused = len(answers) - granted
    flash(
        _("报名成功 %(granted)s 场，未成功 %(refused)s 场", granted=granted, refused=refused),
        "ok" if granted else "warn",
    )
    return redirect(url_for("positions.detail", position_id=position_id), 303)


@bp.post("/positions/<int:position_id>/private")
@signed_in
def private(position_id: int) -> str:
    """Open the guarded part of the place, which is put on record (D6)."""
    actor = current_actor()
    entry = board.one_entry(position_id, actor)
    session = entry.position.session
    if session.private_place_id is None or not _sees_contact(entry, actor):
        raise NotVisible
    place = open_private_place(actor, session.private_place_id, "session", session.id, entry.position.project.unit_id)
    opened = [
        (_("服务对象"), place.recipient),
        (_("电话"), place.phone),
        (_("详细地址"), place.address),
        (_("进门须知"), place.access_notes),
    ]
    return _detail_page(position_id, opened)


def _detail_page(position_id: int, opened: list[tuple[str, str | None]] | None = None) -> str:
    actor, now = current_actor(), clock.now()
    entry = board.one_entry(position_id, actor)
    project, session = entry.position.project, entry.position.session
    category = db.session.get_one(Category, project.category)
    reader = entry.reader
    others = board.cards(board.listed(PositionFilters(project_id=project.id), reader), actor, reader)
    return render_template(
        "pages/positions/detail.html",
        entry=entry,
        position=entry.position,
        project=project,
        session=session,
        category=category,
        campaign=campaign_of(project),
        place=said_place(
            session.site.parent.name if session.site.parent else None, session.site.name, session.public_place
        ),
        far=haversine_km(reader.home, (session.site.lon, session.site.lat)) * 1000 if reader.home else None,
        standing=standing_of(entry, actor, now) if entry.own is None else None,
        safety=safety_rules(category.safeguards),
        fit=fit_for(actor, position_id) if entry.own is None else None,
        reach=reach_for(actor, entry.position),
        answerable=entry.own is not None and entry.own.status in ASKED | {ClaimStatus.RECONFIRM},
        others=[other for other in others if other.row.id != position_id],
        sees_contact=_sees_contact(entry, actor),
        opened=opened,
        share_url=current_app.config["PUBLIC_BASE_URL"].rstrip("/")
        + url_for("positions.detail", position_id=position_id),
        hours=hours_to_choose(session, now) if session.hour_open else [],
        begun=session.starts <= now and not session.hour_open,
        over=session.ends <= now,
        back_url=_list_before(),
    )


def _instant(text: str) -> datetime:
    """The hour that was chosen."""
    try:
        chosen = datetime.fromisoformat(text)
    except ValueError:
        raise Refused("needs_hour") from None
    if chosen.tzinfo is None:
        raise Refused("needs_hour")
    return chosen


def _list_before() -> str:
    """The list or map the reader came from, with its filters; else the list."""
    page = came_from()
    lists = (url_for("positions.index"), url_for("positions_map.page"))
    return page if urlsplit(page).path in lists else lists[0]


def _sees_contact(entry: Entry, actor: Actor) -> bool:
    confirmed = entry.own is not None and entry.own.status in SEES_CONTACT
    project, site = entry.position.project, entry.position.session.site
    return confirmed or actor.reach(Permission.PRIVATE_PLACE_READ).covers(project.unit.path, site.path)
