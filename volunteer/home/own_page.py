"""我的: one's hours, one's record, and the ways to everything one may set."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from volunteer.ledger import totals
from volunteer.organization.current import current_actor
from volunteer.organization.named_for import named_for
from volunteer.people.me_pages import bp
from volunteer.people.own_summary import own_summary
from volunteer.records.stars import stars_at
from volunteer.records.words import STAR_LEVELS
from volunteer.web.guard import signed_in


@bp.get("/me")
@signed_in
def show() -> str | BaseResponse:
    """What stands to my credit and what I may set. Accounts without membership have their account page."""
    actor = current_actor()
    if actor.member_id is None:
        return redirect(url_for("accounts.account"), 303)
    summary = own_summary(actor)
    balance = totals.balance(summary.member.id)
    return render_template(
        "pages/me/show.html",
        summary=summary,
        member=summary.member,
        balance=balance,
        stars=stars_at(summary.member.unit.path, balance.verified, balance.backfilled),
        star_levels=STAR_LEVELS,
        designations=named_for(member_id=summary.member.id),
    )
