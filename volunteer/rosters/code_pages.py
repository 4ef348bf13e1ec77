"""Activation codes after an import: who waits for one, and sheets to print and cut."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.accounts.rules import grouped
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.rosters import codes
from volunteer.rosters.queries import import_seen
from volunteer.web.api import LARGEST_ID
from volunteer.web.guard import needs
from volunteer.web.qr import qr_svg
from volunteer.web.tables import page_of_list

bp = Blueprint("roster_codes", __name__)


@bp.get("/rosters/<int:import_id>/codes")
@needs(Permission.ACCOUNT_MANAGE)
def index(import_id: int) -> str:
    """Teams and towns with the people who still wait for a code."""
    made = import_seen(current_actor(), import_id)
    found = codes.batches(made)
    waiting = sum(batch.people for batch in found)
    return render_template("pages/rosters/codes.html", made=made, found=page_of_list(found), waiting=waiting)


@bp.post("/rosters/<int:import_id>/codes")
@needs(Permission.ACCOUNT_MANAGE)
def print_codes(import_id: int) -> str | BaseResponse:
    """Sheets of slips. The codes are told in this answer only, so there is no page to be led to."""
    first, last = (min(request.form.get(name, 0, type=int), LARGEST_ID) for name in ("first", "last"))
    group = request.form.get("group", "").replace("\x00", "")
    slips = codes.print_codes(current_actor(), import_id, group, first, last)
    if not slips:
        flash(_("没有要发激活码的人，或他们的账号不归你管理"), "error")
        return redirect(url_for(".index", import_id=import_id), 303)
    address = f"{current_app.config['PUBLIC_BASE_URL'].rstrip('/')}/activate"
    return render_template(
        "pages/rosters/slips.html",
        import_id=import_id,
        group=group,
        address=address,
        slips=[(slip, grouped(slip.code), qr_svg(f"{address}?{urlencode({'code': slip.code})}")) for slip in slips],
    )
