"""我的: one's hours, one's record, and the ways to everything one may set."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from volunteer.kernel.clock import today
from volunteer.ledger import totals
from volunteer.organization.current import current_actor
from volunteer.organization.named_for import named_for
from volunteer.people import places, queries
from volunteer.people.me_pages import bp
from volunteer.people.rules import cells_of
from volunteer.web.guard import signed_in


@bp.get("/me")
@signed_in
def show() -> str | BaseResponse:
    """What stands to my credit and what I may set. Accounts without membership have their account page."""
    actor = current_actor()
    if actor.member_id is None:
        return redirect(url_for("accounts.account"), 303)
    member = queries.own(actor)
    return render_template(
        "pages/me/show.html",
        member=member,
        balance=totals.balance(member.id),
        designations=named_for(member_id=member.id),
        skills=len(queries.skills_of([member.id])[member.id]),
        home=places.nearest_site(member.home_lon, member.home_lat),
        registered=queries.registered_places(member.id),
        painted=len(cells_of(member.availability)),
        paused=member.paused_until is not None and member.paused_until >= today(),
    )
