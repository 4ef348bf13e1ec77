"""WeCom and text messages against a real HTTP receiver: tokens, error numbers, what is never logged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.notices.post_offices import Asked, WebOffice, web_office
from tests.notices.reaching import WECOM, drain, messages, pass_on, reachable, say, settings
from tests.support.world import World
from tests.task_forces.calling import an_emergency, call_everybody
from volunteer.kernel import clock
from volunteer.kernel.clock import SHANGHAI
from volunteer.kernel.outbox import send
from volunteer.kernel.unit_of_work import transaction

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=SHANGHAI)
SEND, TOKEN = "/cgi-bin/message/send", "/cgi-bin/gettoken"


class Api:
    """Answers as WeCom does: `codes` are the error numbers of the next messages."""

    def __init__(self) -> None:
        self.codes: list[int] = []
        self.tokens = 0

    def __call__(self, asked: Asked) -> tuple[int, dict[str, Any]]:
        if asked.path == TOKEN:
            self.tokens += 1
            return 200, {"errcode": 0, "access_token": f"token {self.tokens}", "expires_in": 7200}
        return 200, {"errcode": self.codes.pop(0) if self.codes else 0}


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """A receiver that answers as WeCom does; `member` has a user id."""
    reachable(world, "member", "wecom", "zhang.san")
    with web_office() as web, clock.travel(NOON):
        web.answer = Api()
        with settings(world, **{**WECOM, "WECOM_API_URL": web.url, "WECOM_CORP_ID": web.url}):
            yield web


def told(world: World, times: int = 1) -> None:
    for n in range(times):
        say(world, "member", "hours.confirmed", minutes=60 * (n + 1))
    pass_on()


def test_messages_share_a_token_and_carry_their_key(world: World, office: WebOffice) -> None:
    told(world, 3)
    assert drain() == 3
    sent = office.posted(SEND)
    assert [one.body["touser"] for one in sent] == ["zhang.san"] * 3
    assert [one.body["text"]["content"][:16] for one in sent] == [
        f"你的服务时长 {n} 小时 已确认生效"[:16] for n in (1, 2, 3)
    ]
    assert {one.query["access_token"] for one in sent} == {"token 1"}
    assert [one.headers["Idempotency-Key"] for one in sent] == [one.dedupe_key for one in messages()]
    assert all(one.body["enable_duplicate_check"] for one in sent)


def test_a_token_that_ended_is_replaced_once(world: World, office: WebOffice) -> None:
    office.answer.codes = [42001]
    told(world)
    assert drain() == 1
    assert [one.query["access_token"] for one in office.posted(SEND)] == ["token 1", "token 2"]


@pytest.mark.parametrize(("code", "dead", "tried"), [(81013, True, 2), (45009, False, 1), (44004, False, 1)])
def test_error_numbers_mean_never_not_now_or_try_again(
    world: World, office: WebOffice, code: int, dead: bool, tried: int
) -> None:
    office.answer.codes = [code]
    told(world, 2)
    drain()
    assert (messages()[0].dead_at is not None) is dead
    assert messages()[0].last_error.split(": ", 1)[1].startswith(f"WeCom {code}")
    assert len(office.posted(SEND)) == tried


def test_secrets_of_the_address_are_in_no_error(world: World, office: WebOffice) -> None:
    office.answer = lambda _asked: (500, {})
    told(world)
    drain()
    assert messages()[0].last_error == "Unreachable: HTTPStatusError"


def test_a_call_out_at_night_arrives_at_once_and_only_once(world: World, office: WebOffice) -> None:
    with clock.travel(NOON.replace(hour=23)):
        an_emergency(world)
        call_everybody(world, title="转移低洼处居民")
        pass_on()
        drain()
        (asked,) = office.posted(SEND)
    assert asked.body["touser"] == "zhang.san"
    assert "转移低洼处居民" in asked.body["text"]["content"]
    assert "/calls/" in asked.body["text"]["content"]


def test_without_a_gateway_the_log_knows_neither_number_nor_words(world: World) -> None:
    with transaction(None) as work:
        work.rows.append(send(work, "sms", "phone:13812345678", "c", {"text": "验证码 246810", "secret": True}))
    with capture_logs() as logs:
        assert drain() == 1
    assert any(entry.get("phone") == "138****5678" for entry in logs)
    assert "246810" not in str(logs)
    assert "13812345678" not in str(logs)


def test_a_gateway_is_given_number_text_and_key(world: World) -> None:
    with (
        web_office() as web,
        settings(world, SMS_GATEWAY="http", SMS_URL=f"{web.url}/sms", SMS_TOKEN="t"),
        clock.travel(NOON),
    ):
        respond_by = NOON.replace(hour=20).isoformat()
        say(world, "member", "claim.offered", title="义诊", starts=respond_by, respond_by=respond_by)
        say(world, "member", "hours.confirmed", minutes=60)
        pass_on()
        assert drain() == 1
        (asked,) = web.posted("/sms")
        web.answer = lambda _asked: (422, {})
        say(world, "member", "claim.offered", title="义剪", starts=respond_by, respond_by=respond_by)
        pass_on()
        drain()
    assert asked.headers["Authorization"] == "Bearer t"
    assert asked.body["phone"] == world.members["member"].phone
    assert "义诊" in asked.body["text"]
    assert asked.body["key"] == messages("sms")[0].dedupe_key
    assert messages("sms")[1].dead_at is not None
