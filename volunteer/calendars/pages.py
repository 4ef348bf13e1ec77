"""日历: the address of one's own calendar, what it answers, and a file for one service."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.accounts.rules import digest
from volunteer.calendars import queries, service
from volunteer.calendars.addresses import base_url, feed_address
from volunteer.calendars.events import MIMETYPE, calendar_file
from volunteer.kernel import clock
from volunteer.organization.current import current_actor
from volunteer.people.queries import own
from volunteer.web.guard import public, signed_in
from volunteer.web.qr import qr_svg
from volunteer.web.speech import speaking

FRESH_FOR = 300  # seconds in which a program that asks again and again is not answered anew

bp = Blueprint("calendars", __name__)


@bp.get("/me/calendar")
@signed_in
def show() -> str:
    """Whether my calendar has an address, and what to do with one."""
    return render_template("pages/calendars/show.html", feed=queries.open_feed(own(current_actor()).id), address=None)


@bp.post("/me/calendar")
@signed_in
def make() -> str:
    """A new address. It is told in this answer only, so there is no page to be led to."""
    address = feed_address(service.make(current_actor()))
    return render_template(
        "pages/calendars/show.html",
        feed=queries.open_feed(own(current_actor()).id),
        address=address,
        subscribe=f"webcal://{address.partition('://')[2]}",
        qr=qr_svg(address),
    )


@bp.post("/me/calendar/revoke")
@signed_in
def revoke() -> BaseResponse:
    """The address no longer opens."""
    service.revoke(current_actor())
    flash(_("已停用，原来的地址打不开了"), "ok")
    return redirect(url_for(".show"), 303)


@bp.get("/calendar/<token>.ics")
@public
def feed(token: str) -> BaseResponse:
    """A member's services, for programs that hold the address; unchanged ones are not sent again."""
    reader, now = queries.reader_of(digest(token)), clock.now()
    with speaking(reader.locale):
        text = calendar_file(queries.entries_of(reader.member_id, now), base_url(), now, name=_("志愿服务"))
    answer = Response(text, mimetype=MIMETYPE)
    answer.cache_control.private = True
    answer.cache_control.max_age = FRESH_FOR
    answer.add_etag()
    return answer.make_conditional(request)


@bp.get("/claims/<int:claim_id>.ics")
@signed_in
def claim(claim_id: int) -> BaseResponse:
    """One of my services as a file that calendars take in."""
    entry = queries.own_entry(current_actor(), claim_id)
    answer = Response(calendar_file([entry], base_url(), clock.now()), mimetype=MIMETYPE)
    answer.headers.set("Content-Disposition", "attachment", filename=f"service-{entry.claim_id}.ics")
    return answer
