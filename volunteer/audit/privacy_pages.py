"""What is known about me, and who has seen it in clear."""

from __future__ import annotations

from flask import Blueprint, render_template

from volunteer.audit import queries
from volunteer.kernel.database import db
from volunteer.organization.current import current_actor
from volunteer.people import queries as people
from volunteer.people import words
from volunteer.people.own_summary import own_summary
from volunteer.suggestions.own_data import own_data
from volunteer.web.guard import signed_in

PAGE_SIZE = 20

bp = Blueprint("privacy", __name__)


@bp.get("/me/privacy")
@signed_in
def show() -> str:
    """My record as it stands, the switch of recommendations, and every look behind the mask."""
    actor = current_actor()
    summary = own_summary(actor)
    member = summary.member
    looks = db.paginate(
        queries.looks_at(member.id, actor.unit_path or ""), per_page=PAGE_SIZE, max_per_page=PAGE_SIZE, error_out=False
    )
    return render_template(
        "pages/me/privacy.html",
        member=member,
        kinds=words.KINDS,
        interests=people.interests_of(member.id),
        summary=summary,
        suggestions=own_data(member.id),
        looks=looks,
        names=queries.account_names(event.account_id for event in looks.items),
    )
