"""Size, colours and language are chosen on a page, without an account and without script."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

CHOICES = {"size": "elder", "theme": "dark", "locale": "en", "next": "/positions?town=3"}


def choose(client: FlaskClient, **changes: str) -> TestResponse:
    """Fill in the page as it came and submit it."""
    page = client.get("/display").text
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)
    assert token
    return client.post("/display", data={**CHOICES, **changes, "csrf_token": token[1]})


def test_the_choices_stay_on_the_device_and_the_reader_goes_back(client: FlaskClient) -> None:
    answer = choose(client)
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/positions?town=3"
    cookies = {line.split("=")[0]: line for line in answer.headers.getlist("Set-Cookie")}
    assert {"size", "theme", "locale"} <= cookies.keys()
    assert "Max-Age=31536000" in cookies["size"]
    assert "SameSite=Lax" in cookies["size"]

    page = client.get("/").text
    assert '<html lang="en" class="elder">' in page
    assert re.search(r'dark\.css[^"]*" media="screen">', page)
    shown = client.get("/display").text
    for name, value in (("size", "elder"), ("theme", "dark"), ("locale", "en")):
        assert re.search(rf'<input[^>]*checked[^>]*name="{name}"[^>]*value="{value}"', shown), name


def test_without_a_choice_the_device_decides_the_colours(client: FlaskClient) -> None:
    page = client.get("/").text
    assert '<html lang="zh-CN">' in page
    assert re.search(r'dark\.css[^"]*" media="screen and \(prefers-color-scheme: dark\)">', page)


def test_light_is_light_on_every_device(client: FlaskClient) -> None:
    choose(client, theme="light")
    assert "dark.css" not in client.get("/").text


@pytest.mark.parametrize("target", ["https://example.com/", "//example.com", "\\\\example.com", "javascript:alert(1)"])
def test_nobody_is_led_elsewhere(client: FlaskClient, target: str) -> None:
    assert choose(client, next=target).headers["Location"] == "/"


def test_an_unknown_choice_is_refused_beside_its_field(client: FlaskClient) -> None:
    answer = choose(client, theme="pink")
    assert answer.status_code == 422
    assert 'id="theme-error"' in answer.text


def test_a_broken_cookie_is_ignored(client: FlaskClient) -> None:
    client.set_cookie("size", "huge")
    client.set_cookie("theme", "pink")
    client.set_cookie("locale", "xx")
    answer = client.get("/")
    assert answer.status_code == 200
    assert '<html lang="zh-CN">' in answer.text
