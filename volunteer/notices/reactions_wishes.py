"""What people are told of micro-wishes: never whose wish it is."""

from __future__ import annotations

from collections.abc import Iterable

from volunteer.demands.asking_side import speaking_for
from volunteer.happenings.wishes import WishHappening, WishOverdue
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Row, Work
from volunteer.notices.rows import tell
from volunteer.organization.holders import nearest_holders
from volunteer.organization.permissions import Permission
from volunteer.wishes.models import Wish


def to_verifiers(happening: WishHappening, work: Work) -> Iterable[Row]:
    """Whoever verifies wishes for the unit."""
    return _rows(happening, work, nearest_holders(happening.unit_id, Permission.DEMAND_FORWARD, work.now))


def to_site(happening: WishHappening, work: Work) -> Iterable[Row]:
    """Whoever wrote it down, while they speak for the site; else whoever does now."""
    site = db.session.get_one(Wish, happening.subject_id).site
    return _rows(happening, work, sorted(speaking_for(site, happening.collected_by, work.now)))


def to_helper(happening: WishHappening, work: Work) -> Iterable[Row]:
    """The member who has, or had, taken it on."""
    return _rows(happening, work, [happening.helper] if happening.helper is not None else [])


def to_released_helper(happening: WishHappening, work: Work) -> Iterable[Row]:
    """The member who had taken on what is withdrawn: its page is closed to them now, other wishes are not."""
    return _rows(happening, work, [happening.helper] if happening.helper is not None else [], link="/wishes")


def to_late(happening: WishOverdue, work: Work) -> Iterable[Row]:
    """Whoever the late step waits for."""
    return _rows(happening, work, happening.waits_for)


def _rows(happening: WishHappening, work: Work, account_ids: Iterable[int], link: str = "") -> Iterable[Row]:
    wish = db.session.get_one(Wish, happening.subject_id)
    for account_id in account_ids:
        if work.actor is None or work.actor.account_id != account_id:
            yield tell(
                work,
                account_id,
                happening.action,
                link or f"/wishes/{wish.id}",
                title=wish.title,
                why=happening.reason or "",
            )
