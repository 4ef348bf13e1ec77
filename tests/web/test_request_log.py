"""Each request has a number and leaves one line, by the pattern of its address."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.log_lines import written
from tests.support.world import World
from volunteer.audit.models import AuditEvent
from volunteer.kernel import tracing
from volunteer.kernel.database import db
from volunteer.web.request_log import HEADER

NUMBER = re.compile(r"[0-9a-f]{12}")


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Where the lines of requests go."""
    with written() as stream:
        yield stream


@pytest.fixture
def behind_a_proxy(app: Flask) -> Iterator[None]:
    """The application believes one proxy."""
    app.config["TRUSTED_PROXIES"] = 1
    yield
    app.config["TRUSTED_PROXIES"] = 0


def _told(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines() if '"event": "request"' in line]


def test_one_line_a_request_without_what_was_typed(world: World, lines: io.StringIO) -> None:
    member = world.members["member"]
    answer = world.browser("squad").get(f"/members/{member.id}?q=张三丰")
    (line,) = _told(lines)
    assert line["route"] == "/members/<int:member_id>"
    assert (line["method"], line["status"]) == ("GET", 200)
    assert line["account_id"] == world.accounts["squad"].id
    assert line["ms"] > 0
    assert line["request_id"] == answer.headers[HEADER]
    assert "张三丰" not in lines.getvalue()
    assert member.name not in lines.getvalue()


def test_machines_that_look_in_leave_no_line(world: World, lines: io.StringIO) -> None:
    world.app.test_client().get("/healthz")
    assert _told(lines) == []


def test_an_address_that_nothing_answers_is_not_written_down(world: World, lines: io.StringIO) -> None:
    assert world.app.test_client().get("/follow-me/S3cretWord").status_code == 404
    assert [(line["route"], line["status"]) for line in _told(lines)] == [("-", 404)]
    assert "S3cretWord" not in lines.getvalue()


def test_every_request_has_a_number_of_its_own(world: World) -> None:
    client = world.app.test_client()
    first, second = (client.get("/healthz", headers={HEADER: "chosen-by-a-stranger"}).headers[HEADER] for _ in "12")
    assert NUMBER.fullmatch(first)
    assert first != second


@pytest.mark.usefixtures("behind_a_proxy")
@pytest.mark.parametrize(("given", "kept"), [("edge-0123456789", True), ("a b", False), ("x" * 65, False)])
def test_the_number_of_ones_own_proxy_is_kept(world: World, given: str, kept: bool) -> None:
    told = world.app.test_client().get("/healthz", headers={HEADER: given}).headers[HEADER]
    assert (told == given) is kept


def test_the_number_is_on_the_page_in_the_api_and_in_the_trail(world: World) -> None:
    page = world.browser("member").get("/audit")
    assert page.status_code == 403
    assert page.headers[HEADER] in page.text
    assert NUMBER.fullmatch(world.api("member").get("/audit-events").headers[HEADER])
    answer = world.browser("squad").post(f"/members/{world.members['member'].id}/unmask", {"purpose": "通知集合"})
    found = db.session.scalars(select(AuditEvent.request_id).where(AuditEvent.action == "member.unmasked")).all()
    assert found == [answer.headers[HEADER]]


def test_nothing_written_outside_of_a_request_has_its_number(world: World) -> None:
    world.browser("squad").get("/home")
    assert tracing.current() is None
