"""Every page for three people, asked for under a strange name: headers, no script or style within, no way out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.journeys.test_every_page import addresses
from tests.support.database import WorkerDatabase
from tests.support.shared_city import shared_city
from tests.support.world import Browser
from volunteer.runtime.paths import PROJECT_ROOT

STRANGE = "evil.example"
WITHIN = {
    "a style": re.compile(r"<[a-z][^>]*\sstyle\s*=", re.IGNORECASE),
    "a handler": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a script": re.compile(r"<script\b(?![^>]*\s(?:src=|type=\"application/json\"))", re.IGNORECASE),
    "a style sheet": re.compile(r"<style\b", re.IGNORECASE),
    "a javascript: address": re.compile(r"(?:href|src|action)\s*=\s*[\"']?\s*javascript:", re.IGNORECASE),
}
NEEDED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
DIRECTIVES = {
    "default-src": {"'self'"},
    "object-src": {"'none'"},
    "base-uri": {"'none'"},
    "form-action": {"'self'"},
    "frame-ancestors": {"'none'"},
    "style-src": {"'self'"},
}


@dataclass(frozen=True)
class Asked:
    """One answer, and who asked for it."""

    role: str | None
    path: str
    answer: TestResponse


@pytest.fixture(scope="module")
def answers(app: Flask, worker_database: WorkerDatabase) -> Iterator[list[Asked]]:
    """Every address of the site as a visitor, a member and the committee get it."""
    with shared_city(app, worker_database) as (city, ids):
        yield [
            Asked(role, path, _under_a_strange_name(city.browser(role), path))
            for role in (None, "member", "committee")
            for path in addresses(city, ids)
        ]


def _under_a_strange_name(browser: Browser, path: str) -> TestResponse:
    """The client would keep its cookies from another host; somebody who forges the name sends them."""
    cookie = browser.client.get_cookie("session")
    assert cookie is not None
    plain = browser.client.application.test_client(use_cookies=False)
    return plain.get(path, headers={"Host": STRANGE, "Cookie": f"session={cookie.value}"})


def wrong_headers(answer: TestResponse) -> list[str]:
    """The headers that are missing or too loose."""
    wrong = [name for name, value in NEEDED.items() if answer.headers.get(name) != value]
    told = answer.headers.get("Content-Security-Policy", "")
    policy = {words[0]: set(words[1:]) for part in told.split(";") if (words := part.split())}
    wrong += [name for name, values in DIRECTIVES.items() if policy.get(name) != values]
    wrong += [f"{name}: unsafe" for name, values in policy.items() if any("unsafe" in value for value in values)]
    loose = {"*", "data:", "http:", "https:"} & policy.get("script-src", {"*"})
    return [*wrong, *(f"script-src {value}" for value in loose)]


def test_every_answer_carries_the_headers(answers: list[Asked]) -> None:
    assert {one.path: wrong for one in answers if (wrong := wrong_headers(one.answer))} == {}


def test_no_page_holds_script_or_style(answers: list[Asked]) -> None:
    pages = [one for one in answers if one.answer.mimetype == "text/html"]
    found = {(one.path, what) for one in pages for what, mark in WITHIN.items() if mark.search(one.answer.text)}
    assert found == set()
    assert len(pages) > 300


def test_what_somebody_signed_in_sees_is_kept_nowhere(answers: list[Asked]) -> None:
    shown = [one for one in answers if one.role and one.answer.mimetype == "text/html"]
    assert {one.path for one in shown if "no-store" not in one.answer.headers.get("Cache-Control", "")} == set()


def test_the_name_a_request_came_under_builds_no_address(answers: list[Asked]) -> None:
    told = {one.path for one in answers if STRANGE.encode() in one.answer.data}
    sent = {one.path for one in answers if STRANGE in one.answer.headers.get("Location", "")}
    assert (told, sent) == (set(), set())


def test_no_answer_is_shared_with_other_origins(answers: list[Asked]) -> None:
    assert {one.path for one in answers if "Access-Control-Allow-Origin" in one.answer.headers} == set()


def test_texts_tell_their_letters(answers: list[Asked]) -> None:
    texts = [one for one in answers if one.answer.mimetype.startswith("text/")]
    assert {one.path for one in texts if (one.answer.mimetype_params.get("charset") or "").lower() != "utf-8"} == set()


@pytest.mark.parametrize("path", ["/no/such/page", "/static/css/no.css", "/api/v1/none", "/static/manifest.json"])
def test_errors_and_files_carry_the_headers_too(app: Flask, path: str) -> None:
    assert wrong_headers(app.test_client().get(path)) == []


def test_no_template_holds_script_or_style() -> None:
    texts = {path: path.read_text("utf-8") for path in (PROJECT_ROOT / "templates").rglob("*.html")}
    bare = {path.name: re.sub(r"{#.*?#}", "", text, flags=re.DOTALL) for path, text in texts.items()}
    assert {(name, what) for name, text in bare.items() for what, mark in WITHIN.items() if mark.search(text)} == set()
    assert len(bare) > 200
