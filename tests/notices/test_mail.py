"""Mail handed to a real SMTP server: what it says, what happens when the server says no or is gone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import Message

import pytest

from tests.notices.post_offices import MailOffice, mail_office
from tests.notices.reaching import drain, messages, pass_on, reachable, say, settings
from tests.support.world import World
from volunteer.kernel import clock
from volunteer.kernel.clock import SHANGHAI
from volunteer.kernel.database import db
from volunteer.kernel.outbox import send
from volunteer.kernel.unit_of_work import transaction

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=SHANGHAI)


@pytest.fixture
def office(world: World) -> Iterator[MailOffice]:
    """A server that takes mail; `member` has an address."""
    reachable(world, "member")
    with (
        mail_office() as post,
        settings(world, MAIL_URL=post.url, MAIL_FROM="no-reply@example.org", PUBLIC_BASE_URL="https://zhiyuan.example"),
        clock.travel(NOON),
    ):
        yield post


def parts(mail: Message) -> dict[str, str]:
    """The texts of a mail by their type."""
    found = {}
    for part in mail.walk():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            found[part.get_content_type()] = content.decode()
    return found


def test_a_notice_arrives_as_plain_text_and_html_with_its_key(world: World, office: MailOffice) -> None:
    say(world, "member", unit="一队 <b>", month="2026-10")
    pass_on()
    assert drain() == 1
    (mail,) = office.taken
    key = messages()[0].dedupe_key
    assert mail["Message-ID"] == f"<{key.replace(':', '.')}@zhiyuan.example>"
    assert (mail["To"], mail["From"]) == ("member@example.org", "no-reply@example.org")
    text = parts(mail)
    assert "服务月报已截止" in text["text/plain"]
    assert f"https://zhiyuan.example{messages()[0].payload['link']}" in text["text/plain"]
    assert "一队 &lt;b&gt;" in text["text/html"]
    assert drain() == 0
    assert len(office.taken) == 1


def test_it_is_written_in_the_readers_language(world: World, office: MailOffice) -> None:
    world.accounts["member"].locale = "en"
    db.session.commit()
    say(world, "member", "hours.confirmed", minutes=90)
    pass_on()
    drain()
    assert "1 h 30 min" in parts(office.taken[0])["text/plain"]


def test_an_address_that_the_server_refuses_is_dead_at_once_and_is_not_repeated(
    world: World, office: MailOffice
) -> None:
    office.answers.append("550 no such user member@example.org")
    say(world, "member")
    pass_on()
    assert drain() == 0
    (message,) = messages()
    assert message.dead_at is not None
    assert message.last_error == "Undeliverable: SMTP 550"


def test_a_busy_server_is_asked_again_later_and_order_is_kept(world: World, office: MailOffice) -> None:
    office.answers.append("451 later")
    say(world, "member", "hours.confirmed", minutes=60)
    say(world, "member", "hours.confirmed", minutes=120)
    pass_on()
    assert drain() == 0
    assert [one.attempts for one in messages()] == [1, 0], "the second waits for the first"
    with clock.travel(NOON + timedelta(minutes=2)):
        assert drain() == 2
    sent = [parts(mail)["text/plain"] for mail in office.taken]
    assert "1 小时" in sent[0]
    assert "2 小时" in sent[1]


def test_a_server_that_is_gone_costs_one_attempt_and_not_one_for_each(world: World, office: MailOffice) -> None:
    reachable(world, "member_2")
    for name in ("member", "member_2", "member"):
        say(world, name)
    with settings(world, MAIL_URL="smtp://127.0.0.1:1"):
        pass_on()
        drain()
    assert [one.attempts for one in messages()] == [1, 0, 0]


def test_mail_to_somebody_without_an_account_waits_until_there_is_a_server(world: World, office: MailOffice) -> None:
    with transaction(None) as work:
        work.rows.append(send(work, "mail", "mail:a@example.org", "k", {"text": "码 123456", "secret": True}))
    with settings(world, MAIL_URL=""):
        assert drain() == 0
        assert messages()[0].attempts == 0
    assert drain() == 1
    assert office.taken[0]["To"] == "a@example.org"
    assert messages()[0].payload == {}, "what only the receiver may read is forgotten"


def test_the_summary_holds_what_was_not_read_meanwhile(world: World, office: MailOffice) -> None:
    with clock.travel(NOON - timedelta(days=2)):
        for month in ("2026-08", "2026-09"):
            say(world, "member", unit="一队", month=month)
    pass_on()
    assert drain() == 1
    text = parts(office.taken[0])["text/plain"]
    assert "2026年8月" in text
    assert "2026年9月" in text


@pytest.mark.parametrize("days", [0, 2])
def test_what_was_read_in_the_app_meanwhile_is_not_sent_and_not_stuck(
    world: World, office: MailOffice, days: int
) -> None:
    with clock.travel(NOON - timedelta(days=days)):
        say(world, "member", unit="一队", month="2026-08")
    pass_on()
    world.browser("member").post("/notices/read")
    db.session.rollback()
    drain()
    assert office.taken == []
    assert messages()[0].delivered_at is not None
