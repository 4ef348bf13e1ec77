"""New notices become messages, once, over the channels that people chose."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from tests.notices.reaching import WECOM, drain, messages, pass_on, reachable, say, settings
from tests.support.statements import counted_statements
from tests.support.world import World
from volunteer.accounts.states import AccountStatus
from volunteer.kernel import clock
from volunteer.kernel.clock import SHANGHAI
from volunteer.kernel.database import db
from volunteer.kernel.outbox import send
from volunteer.kernel.unit_of_work import Row, Work, transaction
from volunteer.notices import dispatch
from volunteer.notices.models import Notice, NoticePreference
from volunteer.people.models import MemberKind

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=SHANGHAI)
MAIL = {"MAIL_URL": "smtp://127.0.0.1:1", "MAIL_FROM": "no-reply@example.org"}


@pytest.fixture
def city(world: World) -> Iterator[World]:
    """Mail is set up, and `member` has an address."""
    world.app.config.update(MAIL)
    reachable(world, "member")
    yield world
    world.app.config.update(MAIL_URL="", MAIL_FROM="")


def test_a_notice_becomes_one_message_however_often_it_is_passed_on(city: World) -> None:
    with clock.travel(NOON):
        say(city, "member", unit="一队", month="2026-10")
        assert pass_on() == 1
        assert pass_on() == 0
        db.session.scalars(select(Notice)).one().dispatched_at = None  # as if it died before the mark
        db.session.commit()
        pass_on()
    (message,) = messages()
    notice = db.session.scalars(select(Notice)).one()
    assert message.dedupe_key == f"notice:{notice.id}:mail"
    assert message.payload["link"] == f"/notices/{notice.id}"
    assert notice.dispatched_at is not None


def test_who_has_no_address_and_who_is_disabled_reads_it_in_the_app(city: World) -> None:
    reachable(city, "member_2")
    city.accounts["member_2"].status = AccountStatus.DISABLED
    db.session.commit()
    for name in ("member_2", "squad"):
        say(city, name)
    assert pass_on() == 2
    assert messages() == []


def test_what_was_read_already_is_not_sent(city: World) -> None:
    with clock.travel(NOON):
        say(city, "member")
        db.session.scalars(select(Notice)).one().read_at = clock.now()
        db.session.commit()
        pass_on()
    assert messages() == []


def test_who_died_is_left_alone(city: World) -> None:
    city.members["member"].kind = MemberKind.DECEASED
    db.session.commit()
    say(city, "member")
    pass_on()
    assert messages() == []


def test_choices_and_quiet_hours_are_kept(city: World) -> None:
    reachable(city, "member", "wecom", "u1")
    db.session.add(
        NoticePreference(
            account_id=city.accounts["member"].id,
            choices={"unit": {"mail": True, "wecom": True}, "hours": {"mail": False, "wecom": False}},
            quiet_from=11 * 60,
            quiet_until=13 * 60,
            digest=False,
        )
    )
    db.session.commit()
    with clock.travel(NOON), settings(city, **WECOM):
        say(city, "member")
        say(city, "member", "hours.confirmed", minutes=60)
        pass_on()
    sent = messages()
    assert {one.channel for one in sent} == {"mail", "wecom"}
    assert all(one.due_at == NOON + timedelta(hours=1) for one in sent)


def test_three_days_off_make_one_message(city: World) -> None:
    with clock.travel(NOON - timedelta(days=3)):
        for _ in range(40):
            say(city, "member")
    with clock.travel(NOON):
        pass_on()
    (message,) = messages()
    assert message.payload["digest_at"]
    assert {notice.digest_at for notice in db.session.scalars(select(Notice))} == {message.due_at}


def test_statements_do_not_grow_with_notices(city: World) -> None:
    say(city, "member")
    with counted_statements() as few, transaction(None) as work:
        dispatch.dispatch(work)
    for name in ("member", "member_2", "squad", "team"):
        for _ in range(10):
            say(city, name)
    with counted_statements() as many, transaction(None) as work:
        dispatch.dispatch(work)
    assert len(many) == len(few)


def test_a_call_out_reaches_people_over_every_way_at_night(city: World) -> None:
    reachable(city, "member", "wecom", "u1")
    night = NOON + timedelta(hours=11)
    with clock.travel(night), settings(city, **WECOM):
        with transaction(None) as work:
            work.rows.append(_call(work, city.accounts["member"].id))
            work.rows.append(_call(work, city.accounts["squad"].id))
        drain()
    urgent = [one for one in messages() if one.channel != "person"]
    assert {(one.channel, one.rank) for one in urgent} == {("mail", 0), ("wecom", 0)}
    assert all(one.delivered_at for one in messages("person"))


def _call(work: Work, account_id: int) -> Row:
    payload = {"kind": "call_out.made", "urgent": True, "link": "/calls/1", "parameters": {"title": "防汛"}}
    return send(work, "person", str(account_id), f"call:{account_id}", payload, urgent=True)
