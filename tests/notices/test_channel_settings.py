"""Settings of channels are checked at the start, every fault in a line of its own."""

from __future__ import annotations

from typing import Any

import pytest

from volunteer import config
from volunteer.config import ConfigurationError
from volunteer.notices.channels.settings import MailServer, faults, mail_server, ways_set_up
from volunteer.notices.states import Way
from volunteer.settings.table import defaults

MAIL_FROM = "no-reply@example.org"


def given(**values: str) -> dict[str, Any]:
    return {**defaults(), **values}


def test_nothing_set_is_nothing_wrong_and_no_way_out() -> None:
    assert faults(given()) == []
    assert ways_set_up(given()) == frozenset()
    assert mail_server(given()) is None


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"MAIL_URL": "http://host", "MAIL_FROM": MAIL_FROM}, "MAIL_URL"),
        ({"MAIL_URL": "smtp://", "MAIL_FROM": MAIL_FROM}, "MAIL_URL"),
        ({"MAIL_URL": "smtp://host:many", "MAIL_FROM": MAIL_FROM}, "MAIL_URL"),
        ({"MAIL_URL": "smtps://host"}, "MAIL_FROM"),
        ({"WECOM_SECRET": "s"}, "WECOM_CORP_ID, WECOM_AGENT_ID"),
        ({"WECOM_CORP_ID": "c", "WECOM_SECRET": "s", "WECOM_AGENT_ID": "one"}, "WECOM_AGENT_ID"),
        ({"WECOM_API_URL": "qyapi.weixin.qq.com"}, "WECOM_API_URL"),
        ({"SMS_GATEWAY": "pigeon"}, "SMS_GATEWAY"),
        ({"SMS_GATEWAY": "http"}, "SMS_URL"),
        ({"ROBOT_ORIGINS": "slack=https://host"}, "ROBOT_ORIGINS"),
        ({"ROBOT_ORIGINS": "feishu=host"}, "ROBOT_ORIGINS"),
    ],
)
def test_each_fault_is_one_line_that_names_the_setting(values: dict[str, str], named: str) -> None:
    (fault,) = faults(given(**values))
    assert named in fault
    assert "\n" not in fault


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(ConfigurationError) as told:
        config.load({"MAIL_URL": "ftp://x", "SMS_GATEWAY": "http"})
    assert len(str(told.value).splitlines()) == 3


def test_a_mail_server_is_read_from_its_address() -> None:
    read = mail_server(given(MAIL_URL="smtp+starttls://me%40host:p%3A%2F@mail.example.org", MAIL_FROM=MAIL_FROM))
    assert read == MailServer("smtp+starttls", "mail.example.org", 587, "me@host", "p:/", MAIL_FROM)


def test_a_gateway_that_only_logs_is_no_way_to_a_person() -> None:
    assert Way.SMS not in ways_set_up(given(SMS_GATEWAY="log"))
    assert Way.SMS in ways_set_up(given(SMS_GATEWAY="http", SMS_URL="https://gateway"))
