"""What nobody can use any more is forgotten, what somebody can is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.accounts.conftest import code_for
from tests.support.world import World
from volunteer.accounts.jobs import forget_expired
from volunteer.accounts.models import Account, ApiToken, IdempotencyKey, OneTimeCode
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import transaction


def _left() -> list[int]:
    tables = (IdempotencyKey, ApiToken, OneTimeCode)
    return [db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


@pytest.mark.parametrize(("days", "left"), [(0.9, [1, 1, 1]), (1.1, [0, 1, 1]), (31, [0, 0, 1]), (38, [0, 0, 0])])
def test_each_kind_is_kept_as_long_as_it_serves(world: World, member: Account, days: float, left: list[int]) -> None:
    api = world.api("member")
    key = IdempotencyKey(account_id=member.id, method="POST", path="/", key="k", body_hash=b"", created_at=clock.now())
    db.session.add(key)
    db.session.commit()
    code_for(member)
    assert api.get("/notices").status_code == 200
    with clock.travel(clock.now() + timedelta(days=days)), transaction(None) as work:
        forget_expired(work)
    assert _left() == left
