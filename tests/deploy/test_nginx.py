"""Behind the proxy that is shipped: a real nginx, TLS, and what the platform may believe of those who ask."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx
import pytest
from flask import Flask, request

from tests.accounts.conftest import PASSWORD, with_password
from tests.deploy.proxy import HOST, Proxy, find_nginx, nginx_before
from tests.support.live import live_server
from tests.support.world import World
from volunteer.wiring import create_app

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_nginx() is None, reason="no nginx on this machine (Debian: nginx-light)"),
]
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass
class Front:
    """The proxy, and whom the application saw asking over what."""

    proxy: Proxy
    seen: list[tuple[str | None, bool]] = field(default_factory=list)
    at_once: list[bool] = field(default_factory=list)  # not empty: the application answers everything with nothing

    @contextmanager
    def answering_at_once(self) -> Iterator[None]:
        """Counts of the proxy are looked at: what the application would do takes so long that they run down."""
        self.at_once.append(True)
        try:
            yield
        finally:
            self.at_once.clear()

    def visitor(self, address: str = "127.0.0.1", headers: dict[str, str] | None = None) -> httpx.Client:
        """A browser at an address of this machine."""
        transport = httpx.HTTPTransport(verify=self.proxy.trust, local_address=address)
        return httpx.Client(
            transport=_Named(transport, self.proxy.secure), base_url=f"https://{HOST}", headers=headers, timeout=60
        )


@dataclass
class _Named(httpx.BaseTransport):
    """Finds the host of the test on this machine."""

    inner: httpx.BaseTransport
    port: int

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        local = request.url.copy_with(host="127.0.0.1", port=self.port)
        extensions = {**request.extensions, "sni_hostname": HOST}
        asked = httpx.Request(
            request.method, local, headers=request.headers, stream=request.stream, extensions=extensions
        )
        return self.inner.handle_request(asked)

    def close(self) -> None:
        self.inner.close()


@pytest.fixture(scope="module")
def production(app: Flask) -> Flask:
    """The application as it is set up behind a proxy, on the database of the tests."""
    return create_app(
        {
            "APP_ENV": "production",
            "SECRET_KEY": "for the tests of the proxy only, long enough",
            "PUBLIC_BASE_URL": f"https://{HOST}",
            "TRUSTED_PROXIES": 1,
            "SQLALCHEMY_DATABASE_URI": app.config["SQLALCHEMY_DATABASE_URI"],
            "MIGRATION_DATABASE_URL": app.config["MIGRATION_DATABASE_URL"],
            "LEDGER_HEADS_FILE": app.config["LEDGER_HEADS_FILE"],
            "LEDGER_SIGNING_KEY_FILE": app.config["LEDGER_SIGNING_KEY_FILE"],
        }
    )


@pytest.fixture(scope="module")
def front(production: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """One proxy for all tests of this file."""
    seen: list[tuple[str | None, bool]] = []
    at_once: list[bool] = []

    def look() -> tuple[str, int] | None:
        seen.append((request.remote_addr, request.is_secure))
        return ("", 204) if at_once else None

    production.before_request_funcs.setdefault(None, []).insert(0, look)
    with (
        live_server(production) as url,
        nginx_before(urlsplit(url).port or 0, tmp_path_factory.mktemp("nginx")) as proxy,
    ):
        yield Front(proxy, seen, at_once)


def test_plain_http_leads_to_tls(front: Front) -> None:
    answer = httpx.get(f"http://127.0.0.1:{front.proxy.plain}/positions?page=2", headers={"Host": HOST})
    assert answer.status_code == 301
    assert answer.headers["Location"] == f"https://{HOST}/positions?page=2"


def test_programs_without_tls_are_refused_and_not_led_on(front: Front) -> None:
    front.seen.clear()
    answer = httpx.get(f"http://127.0.0.1:{front.proxy.plain}/api/v1/me", headers={"Host": HOST})
    assert (answer.status_code, front.seen) == (403, [])


def test_signing_in_over_tls_keeps_the_cookie_to_tls(world: World, front: Front) -> None:
    with_password(world, "member")
    with front.visitor() as browser:
        token = TOKEN.search(browser.get("/sign-in").text)
        assert token
        form = {"username": "member", "password": PASSWORD, "csrf_token": token.group(1)}
        answer = browser.post("/sign-in", data=form, headers={"Referer": f"https://{HOST}/sign-in"})
        assert answer.status_code == 303
        cookies = answer.headers.get_list("set-cookie")
        assert cookies
        for cookie in cookies:
            assert "Secure" in cookie
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
        assert browser.get("/account").status_code == 200


def test_the_address_of_the_visitor_arrives_and_claims_about_it_do_not(world: World, front: Front) -> None:
    claims = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "http", "X-Forwarded-Host": "evil.example"}
    front.seen.clear()
    with front.visitor("127.0.0.2", claims) as browser:
        assert browser.get("/healthz").status_code == 200
    assert front.seen == [("127.0.0.2", True)]


def test_too_much_is_refused_by_either_of_them(world: World, front: Front) -> None:
    raw = front.proxy.trust.wrap_socket(
        socket.create_connection(("127.0.0.1", front.proxy.secure), timeout=30), server_hostname=HOST
    )
    with raw:
        front.seen.clear()
        raw.sendall(f"POST /sign-in HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 48000000\r\n\r\n".encode())
        assert raw.recv(100).startswith(b"HTTP/1.1 413")
    assert front.seen == []
    with front.visitor() as browser:
        own = browser.post("/sign-in", data={"username": "x" * 3_000_000})
    assert own.status_code == 413
    assert "nginx" not in own.text


def test_files_come_from_the_proxy_and_are_kept_for_good_by_their_version(front: Front) -> None:
    front.seen.clear()
    with front.visitor() as browser:
        kept, asked = browser.get("/static/img/icons.svg?v=abc"), browser.get("/static/img/icons.svg")
    assert front.seen == []
    assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert asked.headers["Cache-Control"] == "no-cache"
    assert kept.headers["X-Content-Type-Options"] == "nosniff"


def test_figures_are_for_listed_addresses(world: World, front: Front) -> None:
    front.seen.clear()
    with front.visitor("127.0.0.2") as stranger:
        assert stranger.get("/metrics").status_code == 403
    assert front.seen == []
    with front.visitor() as listed:
        listed.get("/metrics")
    assert len(front.seen) == 1


# How many are let through at once from one address, and what asks one more.
AT_ONCE = {
    "a password": ("POST", "/sign-in", 21, None),
    "a second step": ("POST", "/sign-in/second-step", 21, None),
    "a code on paper": ("POST", "/activate", 21, None),
    "a token": ("POST", "/api/v1/tokens", 21, None),
    "a file": ("POST", "/members/export", 11, None),
    "a search": ("GET", "/positions?q=a", 41, None),
    "a program": ("GET", "/api/v1/me", 61, "Bearer one and the same"),
}


@pytest.mark.parametrize("what", AT_ONCE)
def test_what_comes_too_often_waits(front: Front, what: str) -> None:
    method, path, most, token = AT_ONCE[what]
    address = f"127.0.1.{list(AT_ONCE).index(what) + 1}"
    with front.answering_at_once(), front.visitor(address, {"Authorization": token} if token else None) as visitor:
        answers = [visitor.request(method, path) for _ in range(most * 3)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert [answer.status_code for answer in answers[:most]] == [204] * most
    assert refused, "nothing was refused"
    assert {answer.headers["Retry-After"] for answer in refused} == {"10"}
    if path.startswith("/api/"):
        assert refused[0].json()["code"] == 429
    else:
        assert "操作太频繁" in refused[0].text


def test_another_address_waits_for_nobody(front: Front) -> None:
    with front.answering_at_once():
        with front.visitor("127.0.2.1") as busy:
            assert 429 in {busy.post("/sign-in").status_code for _ in range(40)}
        with front.visitor("127.0.2.2") as other:
            assert other.post("/sign-in").status_code == 204
