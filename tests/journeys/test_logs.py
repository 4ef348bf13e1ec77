"""The whole loop, the night's jobs and what goes wrong leave a log that names nobody and opens nothing."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tests.help_requests.asked import by_resident
from tests.journeys.people import PASSWORD
from tests.journeys.test_loop_api import signed_in, test_the_loop_from_demand_to_closing
from tests.support.log_lines import written
from tests.support.world import World
from volunteer import wiring
from volunteer.accounts.models import Account
from volunteer.kernel.database import db
from volunteer.people.models import Member
from volunteer.runtime import scheduler

CHINESE = re.compile(r"[\u4e00-\u9fff]")
TYPED = ("陪老人复诊", "李社工", "陈阿婆", "13912345678", "3 巷 8 号")
DOUBLED = "13900001111"
WRONG = "Wrong-Secret-77"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """All lines, down to those that nobody usually sees."""
    with written("debug") as stream:
        yield stream


def test_nobody_is_named_and_nothing_opens_a_door(city: World, lines: io.StringIO) -> None:
    test_the_loop_from_demand_to_closing(city)
    client = city.app.test_client()
    client.post("/api/v1/tokens", json={"username": "member", "password": WRONG})
    token = signed_in(city, "member").token
    private = _pages_under_private_addresses(city)
    city.browser("squad").post(f"/members/{city.members['member'].id}/unmask", {"purpose": "通知集合"})
    _doubled(city)
    for job in wiring.JOBS:
        scheduler._run(city.app, job)
    told = lines.getvalue()
    assert told.count('"event": "request"') > 30
    assert told.count('"event": "job ended"') > 30
    assert all(json.loads(line)["at"] for line in told.splitlines())
    for secret in {WRONG, PASSWORD, token, *TYPED, *private, *_persons()}:
        assert secret not in told, secret


def _pages_under_private_addresses(city: World) -> set[str]:
    """What a resident follows: the word in the address is all that keeps it private."""
    word = by_resident(city).token
    assert city.app.test_client().get(f"/follow/{word}").status_code == 200
    return {word}


def _doubled(city: World) -> None:
    """The database refuses a row and tells its values."""
    member = city.members["member"]
    again = Member(account_id=member.account_id, number=member.number, name=member.name, phone=DOUBLED)
    db.session.add(again)
    with pytest.raises(IntegrityError) as refused:
        db.session.flush()
    db.session.rollback()
    city.app.logger.error("as Flask tells of it", exc_info=refused.value)


def _persons() -> set[str]:
    """Names and telephones of everybody in the city, as far as no word of the code is the same."""
    rows = [*db.session.execute(select(Member.name, Member.phone)), *db.session.execute(select(Account.name))]
    found = {str(value) for row in rows for value in row if value} | {DOUBLED}
    return {one for one in found if CHINESE.search(one) or one.isdigit()}
