"""What happenings elsewhere mean for wishes."""

from __future__ import annotations

from sqlalchemy import select

from volunteer.happenings.people import MemberChanged
from volunteer.happenings.wishes import WishReleased
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work
from volunteer.people.models import SERVING
from volunteer.wishes.models import Wish
from volunteer.wishes.rules import MACHINE
from volunteer.wishes.steps import let_go


def member_changed(happening: MemberChanged, work: Work) -> None:
    """Whoever left or died gives back what they had not granted yet: others can take it on, the site is told (D4)."""
    if happening.kind is None or happening.kind in SERVING:
        return
    open_to_others = MACHINE.steps["release"].sources
    held = (
        select(Wish)
        .where(Wish.member_id == happening.subject_id, Wish.status.in_(open_to_others))
        .order_by(Wish.id)
        .with_for_update(key_share=True, of=Wish)
        .execution_options(populate_existing=True)
    )
    for wish in db.session.scalars(held).all():
        let_go(work, wish, "release", WishReleased)
