"""发件箱: counts equal their lists, recipients stay masked, dead messages go out once more; words are previewed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from tests.notices.reaching import WECOM, drain, messages, reachable, settings
from tests.support.statements import counted_statements
from tests.support.world import World, text_of
from volunteer.audit.models import AuditEvent
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.outbox import TOO_LATE, OutboxMessage, send
from volunteer.kernel.unit_of_work import transaction
from volunteer.notices import outbox_service
from volunteer.notices.outbox_queries import MessageState, listed, standings
from volunteer.notices.wording import KINDS


@pytest.fixture
def stuck(world: World) -> World:
    """Two dead messages by mail, one tried again, one too late, one delivered, one waiting."""
    states: list[dict[str, object]] = [
        {"dead_at": clock.now(), "last_error": "Undeliverable: SMTP 550", "attempts": 7},
        {"dead_at": clock.now(), "last_error": "Undeliverable: SMTP 550", "attempts": 7},
        {"attempts": 2, "last_error": "ConnectionError: SMTP 451", "due_at": clock.now() + timedelta(hours=1)},
        {"dead_at": clock.now(), "last_error": TOO_LATE},
        {"delivered_at": clock.now(), "attempts": 1},
        {},
    ]
    for number, state in enumerate(states):
        values = {"due_at": clock.now(), **state}
        recipient = str(world.accounts["member"].id) if number else "mail:wang@example.org"
        payload = {"kind": "hours.confirmed", "parameters": {"minutes": 60}, "link": "/notices/1"}
        db.session.add(
            OutboxMessage(dedupe_key=f"k{number}", channel="mail", recipient=recipient, payload=payload, **values)
        )
    db.session.commit()
    return world


def test_each_number_is_that_of_its_list(stuck: World) -> None:
    (mail,) = standings()
    for state in MessageState:
        found = db.session.scalars(listed(state, "mail")).all()
        assert len(found) == getattr(mail, state.value), state
    assert (mail.dead, mail.retried, mail.waiting, mail.expired, mail.delivered) == (2, 1, 1, 1, 1)


def test_the_number_on_homes_is_that_of_the_list_it_leads_to(stuck: World) -> None:
    hour_ago = clock.now() - timedelta(minutes=61)
    for number, late in enumerate(({"due_at": hour_ago}, {"attempts": 5, "due_at": clock.now() + timedelta(hours=2)})):
        db.session.add(OutboxMessage(dedupe_key=f"held{number}", channel="sms", recipient="1", payload={}, **late))
    db.session.commit()
    for name in ("admin", "committee"):
        browser = stuck.browser(name)
        home = browser.get("/home")
        assert 'href="/outbox?state=stuck"' in home.text
        assert re.search(r"4 (条消息没有发出去|没有发出去的消息)", text_of(home))
        assert browser.get("/outbox?state=stuck").text.count('<td class="cell-actions">') - len(standings()) == 4
    assert "outbox?state=stuck" not in stuck.browser("supervisor").get("/home").text
    db.session.execute(delete(OutboxMessage))
    db.session.commit()
    assert "outbox?state=stuck" not in stuck.browser("committee").get("/home").text


def test_the_page_shows_no_more_of_people_than_is_needed(stuck: World) -> None:
    page = stuck.browser("committee").get("/outbox")
    assert "w***@example.org" in page.text
    assert "wang@example.org" not in page.text
    assert "member账号" not in page.text
    assert "SMTP 550" in page.text
    assert stuck.browser("team").get("/outbox").status_code == 403


def test_statements_do_not_grow_with_messages(stuck: World) -> None:
    browser = stuck.browser("committee")
    browser.get("/outbox")
    with counted_statements() as few:
        browser.get("/outbox")
    for number in range(20):
        with transaction(None) as work:
            to = str(stuck.accounts["squad" if number % 2 else "team"].id)
            work.rows.append(send(work, "sms", to, f"more{number}", {"text": "x"}))
    with counted_statements() as many:
        browser.get("/outbox")
    assert len(many) == len(few)


def test_a_dead_message_goes_out_once_more_and_that_is_on_record(stuck: World) -> None:
    dead = messages()[0]
    browser = stuck.browser("admin")
    assert browser.post(f"/outbox/{dead.id}/again").status_code == 303
    again = messages()[0]
    assert (again.attempts, again.dead_at) == (0, None)
    browser.post(f"/outbox/{dead.id}/again")
    assert "不需要重发" in text_of(browser.get("/outbox"))
    assert browser.post(f"/outbox/{2**63 - 1}/again").status_code == 404
    actions = db.session.scalars(select(AuditEvent.action)).all()
    assert actions.count("message.sent_again") == 1


def test_a_dead_message_is_given_up_for_good_and_that_is_on_record(stuck: World) -> None:
    dead = messages()[0]
    dead.payload = {**dead.payload, "secret": True}
    db.session.commit()
    browser = stuck.browser("committee")
    assert browser.post(f"/outbox/{dead.id}/drop").status_code == 303
    given_up = messages()[0]
    assert (given_up.last_error, given_up.payload, given_up.recipient) == (TOO_LATE, {}, "mail:.org")
    assert len(db.session.scalars(listed(MessageState.STUCK, None)).all()) == 1
    browser.post(f"/outbox/{messages()[4].id}/drop")
    assert "不需要" in text_of(browser.get("/outbox"))
    assert stuck.browser("team").post(f"/outbox/{messages()[1].id}/drop").status_code == 403
    actions = db.session.scalars(select(AuditEvent.action)).all()
    assert actions.count("message.dropped") == 1


def test_all_of_a_channel_go_out_once_more_but_not_what_came_too_late(stuck: World) -> None:
    assert "2 条" in _flash(stuck, "mail")
    assert [one.dead_at is None for one in messages()] == [True, True, True, False, True, True]


def _flash(world: World, channel: str) -> str:
    browser = world.browser("admin")
    browser.post("/outbox/again", {"channel": channel})
    return text_of(browser.get("/outbox"))


def test_what_arrived_a_month_ago_is_forgotten_and_dead_messages_stay(stuck: World) -> None:
    with clock.travel(clock.now() + timedelta(days=31)), transaction(None) as work:
        assert outbox_service.forget(work) == 2
    assert [one.dedupe_key for one in messages()] == ["k0", "k1", "k2", "k5"]


@pytest.mark.parametrize("channel", ["in_app", "wecom", "mail", "sms", "robot"])
def test_every_kind_is_previewed_in_both_languages_and_nothing_is_sent(world: World, channel: str) -> None:
    page = world.browser("committee").get(f"/notices/templates?channel={channel}")
    for label, language in (("中文", "zh"), ("英文", "en")):
        assert page.text.count(f'<td data-label="{label}" lang="{language}">') == len(KINDS)
    assert not re.search(r"%\(\w+\)s", page.text)
    assert messages() == []


def test_one_sends_an_example_to_oneself_where_one_has_an_address(world: World) -> None:
    reachable(world, "committee", "wecom", "wei")
    browser = world.browser("committee")
    wanted = {"kind": "claim.offered", "channel": "wecom"}
    browser.post("/notices/templates/try", wanted)
    assert "没有开通" in text_of(browser.get("/notices/templates"))
    with settings(world, **WECOM):
        assert "发给我" in browser.get("/notices/templates?channel=wecom").text
        assert browser.post("/notices/templates/try", wanted).status_code == 303
        assert browser.post("/notices/templates/try", {**wanted, "kind": "no.such"}).status_code == 404
        browser.post("/notices/templates/try", {**wanted, "channel": "robot"})
    (message,) = messages()
    assert message.recipient == str(world.accounts["committee"].id)
    assert drain() == 0, "no application is set up any more: it waits"
