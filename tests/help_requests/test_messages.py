"""Where there is a gateway: the telephone is confirmed by a code, and the private link is sent to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import current_app
from sqlalchemy import func, select, update

from tests.help_requests.test_asking import PHONE, ask, the_demand
from tests.support.world import Browser, World
from volunteer.demands.models import Demand
from volunteer.help_requests.jobs import FORGET
from volunteer.help_requests.models import HelpRequest, PhoneCode
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.jobs import perform
from volunteer.kernel.outbox import OutboxMessage, kept_recipient
from volunteer.organization.models import PrivatePlace


@pytest.fixture
def stranger(world: World) -> Browser:
    """Somebody without an account."""
    return world.browser(None)


@pytest.fixture
def gateway(world: World) -> Iterator[None]:
    """An installation that can send messages; nothing is sent in these tests."""
    before = current_app.config["SMS_GATEWAY"]
    current_app.config["SMS_GATEWAY"] = "http"
    yield
    current_app.config["SMS_GATEWAY"] = before


def sent_texts() -> list[str]:
    """The words of what waits to be sent to the telephone, oldest first."""
    own = select(OutboxMessage).where(
        OutboxMessage.channel == "sms", OutboxMessage.recipient == kept_recipient(f"phone:{PHONE}")
    )
    return [str(message.payload["text"]) for message in db.session.scalars(own.order_by(OutboxMessage.id))]


def code_sent() -> str:
    """The code of the last message."""
    return "".join(character for character in sent_texts()[-1].split("，")[0] if character.isdigit())


def later(minutes: int) -> None:
    """The codes were sent that much longer ago."""
    db.session.execute(update(PhoneCode).values(sent_at=PhoneCode.sent_at - timedelta(minutes=minutes)))
    db.session.commit()


def test_without_a_gateway_nothing_is_sent(stranger: Browser, world: World) -> None:
    assert ask(stranger, world).status_code == 303
    assert db.session.scalar(select(func.count(OutboxMessage.id)).where(OutboxMessage.channel == "sms")) == 0


@pytest.mark.usefixtures("gateway")
def test_the_code_comes_first_then_the_demand_and_its_link(stranger: Browser, world: World) -> None:
    first = ask(stranger, world, name="陈阿婆")
    assert first.status_code == 200
    assert "短信验证码" in first.text
    assert "陈阿婆" in first.text
    assert db.session.scalar(select(func.count(Demand.id))) == 0
    answer = ask(stranger, world, code=code_sent())
    assert answer.status_code == 303
    assert db.session.scalars(select(HelpRequest.phone_confirmed)).one()
    link = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc())).first()
    assert link is not None
    assert link.payload["link"].startswith("/follow/")
    assert link.payload["secret"]
    assert stranger.get(link.payload["link"]).status_code == 200


@pytest.mark.usefixtures("gateway")
def test_a_wrong_code_five_times_ends_it(stranger: Browser, world: World) -> None:
    ask(stranger, world)
    code = code_sent()
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        assert "验证码不对" in ask(stranger, world, code=wrong).text
    assert "验证码不对" in ask(stranger, world, code=code).text
    assert db.session.scalar(select(func.count(Demand.id))) == 0


@pytest.mark.usefixtures("gateway")
def test_a_code_is_good_once_and_for_ten_minutes(stranger: Browser, world: World) -> None:
    ask(stranger, world)
    late = code_sent()
    later(11)
    assert ask(stranger, world, code=late).status_code == 422
    ask(stranger, world)
    code = code_sent()
    assert ask(stranger, world, code=code).status_code == 303
    assert ask(stranger, world, code=code).status_code == 422
    assert db.session.scalar(select(func.count(Demand.id))) == 1


@pytest.mark.usefixtures("gateway")
def test_codes_are_not_sent_one_after_the_other(stranger: Browser, world: World) -> None:
    ask(stranger, world)
    refused = ask(stranger, world)
    assert refused.status_code == 422
    assert "验证码发得太频繁" in refused.text
    for _ in range(4):
        later(2)
        assert ask(stranger, world).status_code == 200
    later(2)
    assert ask(stranger, world).status_code == 422
    assert len(sent_texts()) == 5


@pytest.mark.usefixtures("gateway")
def test_a_landline_needs_no_code(stranger: Browser, world: World) -> None:
    assert ask(stranger, world, phone="0769-22223333").status_code == 303


def test_what_is_not_needed_any_more_is_forgotten(stranger: Browser, world: World) -> None:
    ask(stranger, world, name="陈阿婆", address="花园路 8 号")
    asked = db.session.scalars(select(HelpRequest)).one()
    place = db.session.get_one(PrivatePlace, the_demand().private_place_id)
    place.closes_at = clock.now() - timedelta(days=89)
    asked.asked_at -= timedelta(days=31)
    db.session.commit()
    assert perform(FORGET) == 1
    db.session.expire_all()
    assert (asked.phone_hash, asked.address_hash, place.phone) == (None, None, PHONE)
    place.closes_at = clock.now() - timedelta(days=91)
    db.session.commit()
    assert perform(FORGET) == 1
    db.session.expire_all()
    assert (place.recipient, place.phone, place.address) == (None, None, None)
    assert perform(FORGET) == 0
