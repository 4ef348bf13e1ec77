"""Log lines: one form, the number of their request, nothing that must not be in a log."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from tests.support.log_lines import written
from volunteer.kernel import logs, tracing
from volunteer.kernel.redaction import HIDDEN, redacted


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Where JSON lines go; afterwards logs are as the application of the tests had them."""
    with written() as stream:
        yield stream


def _last(stream: io.StringIO) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(stream.getvalue().splitlines()[-1])
    return found


def test_a_line_has_its_level_its_time_and_its_number(lines: io.StringIO) -> None:
    with tracing.numbered("abc123def456"):
        structlog.get_logger("some.room").info("thing done", changed=3)
    line = _last(lines)
    assert {name: line[name] for name in ("event", "level", "logger", "changed", "request_id")} == {
        "event": "thing done",
        "level": "info",
        "logger": "some.room",
        "changed": 3,
        "request_id": "abc123def456",
    }
    assert line["at"].endswith("Z")


def test_lines_of_libraries_have_the_same_form(lines: io.StringIO) -> None:
    with tracing.numbered("abc123def456"):
        logging.getLogger("a.library").error("no answer from %s", "13800001234")
    assert (_last(lines)["request_id"], _last(lines)["event"]) == ("abc123def456", f"no answer from {HIDDEN}")


def test_addresses_that_libraries_call_are_not_told(lines: io.StringIO) -> None:
    logging.getLogger("httpx").info("HTTP Request: POST https://robots.example/send?key=S3cret")
    assert lines.getvalue() == ""


def test_an_exception_tells_where_and_not_about_whom(lines: io.StringIO) -> None:
    said = "phone 13800001234\nDETAIL:  Key (name)=(王小明) already exists."
    try:
        raise ValueError(said)
    except ValueError:
        structlog.get_logger().exception("it failed", phone="13800001234")
    line = _last(lines)
    assert "test_an_exception_tells" in line["exception"]
    assert "13800001234" not in lines.getvalue()
    assert "王小明" not in lines.getvalue()
    assert line["phone"] == HIDDEN


@pytest.mark.parametrize(
    "secret",
    [
        "13800001234",
        "44190019800101123X",
        "li.si@mail.example",
        "kP3v9Qx_Zt7wLm2aRb8yNc4dEf6gHj1s",
        "?key=abc&phone=1",
        "DETAIL:  Key (phone)=(1) exists.",
    ],
)
def test_what_must_not_be_in_a_log_is_cut(secret: str) -> None:
    assert secret not in redacted(f"before {secret} after" if not secret.startswith("DETAIL") else f"x\n{secret}")


@pytest.mark.parametrize(
    "text",
    ["uq_registration_member_id_site_id_open", "3f9a0c21b7de", "run-3f9a0c21b7de", "2026-11-22T10:00:00Z", "41 rows"],
)
def test_what_helps_stays(text: str) -> None:
    assert redacted(f"before {text} after") == f"before {text} after"


def test_the_form_follows_the_installation() -> None:
    assert [logs.form_for(env) for env in ("production", "development")] == ["json", "text"]
    assert logs.form_for("production", "text") == "text"
