"""A late step is reminded of once, and only whoever it waits for."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from tests.support.world import World
from tests.wishes.test_service import told
from tests.wishes.wished import collected, introduced, published
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import transaction
from volunteer.organization.actor import SYSTEM
from volunteer.wishes import service
from volunteer.wishes.jobs import remind
from volunteer.wishes.models import Wish


def sweep() -> int:
    """The job, once."""
    with transaction(SYSTEM) as work:
        return remind(work)


def overdue(wish: Wish) -> None:
    """Its step was due yesterday."""
    assert wish.due_at is not None
    wish.due_at -= timedelta(days=60)
    db.session.commit()


def test_the_member_is_reminded_once(world: World) -> None:
    published(world)  # open to everybody: waits for nobody
    overdue(introduced(world))
    assert (sweep(), sweep()) == (1, 0)
    assert told(world, "member").count("wish.overdue") == 1
    assert "wish.overdue" not in told(world, "site")


def test_after_the_next_step_the_clock_starts_anew(world: World) -> None:
    overdue(collected(world))
    sweep()
    assert told(world, "team")[-1] == "wish.overdue"
    wish = db.session.scalars(select(Wish)).one()
    assert wish.reminded_at is not None
    service.send_back(world.actor("team"), wish.id, "请写明尺寸")
    assert (wish.reminded_at, wish.due_at) == (None, None)
