"""Whoever finds a weakness finds whom to tell."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from volunteer.kernel import clock
from volunteer.settings.kinds import CONTACT

ADDRESS = "/.well-known/security.txt"


def test_it_names_the_contact_and_how_long_it_holds(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(client.application.config, "SECURITY_CONTACT", "mailto:security@example.cn")
    answer = client.get(ADDRESS)
    told = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert (answer.mimetype, told["Contact"]) == ("text/plain", "mailto:security@example.cn")
    until = datetime.strptime(told["Expires"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert timedelta(days=30) < until - clock.now() < timedelta(days=365)
    assert told["Canonical"] == client.application.config["PUBLIC_BASE_URL"] + ADDRESS


def test_nobody_named_is_not_found(client: FlaskClient) -> None:
    assert client.get(ADDRESS).status_code == 404


@pytest.mark.parametrize(
    "told", ["security@example.cn", "mailto:a\nContact: mailto:b@c", "javascript:alert(1)", "tel:"]
)
def test_a_contact_is_an_address_of_one_line(told: str) -> None:
    with pytest.raises(ValueError, match="like"):
        CONTACT.read(told)


@pytest.mark.parametrize("told", ["mailto:security@example.cn", "https://example.cn/report", "tel:+86-769-12345678"])
def test_mail_web_and_telephone_are_contacts(told: str) -> None:
    assert CONTACT.read(told) == told
