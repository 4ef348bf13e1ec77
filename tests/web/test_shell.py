"""The installable shell: manifest, worker, what is kept on the device and for how long."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import address, city
from tests.journeys.people import PHONE, Person
from tests.support.world import World

__all__ = ["address", "city"]

SHELL = re.compile(r"self\.shell=(\{.*?\});")
PACKED = {"Accept-Encoding": "gzip"}
KEPT = """async () => {
    const kept = [];
    for (const name of await caches.keys())
        for (const request of await (await caches.open(name)).keys()) kept.push(new URL(request.url).pathname);
    return kept;
}"""


def shell_of(client: FlaskClient) -> dict[str, str]:
    """What the worker is told."""
    found = SHELL.search(client.get("/sw.js").text)
    assert found
    shell: dict[str, str] = json.loads(found[1])
    return shell


def test_the_manifest_names_the_app_in_the_language_of_the_page(client: FlaskClient) -> None:
    client.set_cookie("locale", "en")
    link = re.search(r'<link rel="manifest" href="([^"]+)"', client.get("/").text)
    assert link
    client.delete_cookie("locale")  # a browser asks for the manifest without cookies
    english, chinese = (
        client.get(link[1]).get_json(force=True),
        client.get("/manifest.webmanifest").get_json(force=True),
    )
    assert english["lang"] == "en"
    assert chinese["lang"] == "zh-CN"
    assert chinese["short_name"] == "志愿服务"
    assert {icon["purpose"] for icon in chinese["icons"]} == {"any", "maskable"}
    for icon in chinese["icons"]:
        picture = client.get(icon["src"])
        assert picture.mimetype == "image/png"
        width = int.from_bytes(picture.data[16:20], "big")
        assert icon["sizes"] == f"{width}x{width}"


def test_the_worker_serves_every_page_and_is_asked_for_anew(client: FlaskClient) -> None:
    answer = client.get("/sw.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    shell = shell_of(client)
    for path in (*shell["files"], shell["offline"], shell["day"]):
        assert client.get(path).status_code == 200, path


def test_another_look_is_another_worker(client: FlaskClient) -> None:
    before = shell_of(client)
    client.set_cookie("size", "elder")
    after = shell_of(client)
    assert before["version"] != after["version"]
    client.delete_cookie("size")
    assert 'class="elder"' in client.get(after["offline"]).text


def test_a_switched_off_worker_takes_itself_away(app: Flask, client: FlaskClient) -> None:
    with setting(app, "SERVICE_WORKER", "off"):
        text = client.get("/sw.js").text
    assert "unregister" in text
    assert "self.shell" not in text


@contextmanager
def setting(app: Flask, name: str, value: str) -> Iterator[None]:
    """Another value of a setting for a while."""
    before, app.config[name] = app.config[name], value
    try:
        yield
    finally:
        app.config[name] = before


def test_a_versioned_file_is_kept_for_good_and_any_other_is_asked_for(client: FlaskClient) -> None:
    versioned = next(path for path in shell_of(client)["files"] if "main.css" in path)
    answer = client.get(versioned)
    assert "immutable" in answer.headers["Cache-Control"]
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert client.get("/static/dist/main.css").headers["Cache-Control"] == "no-cache"
    assert client.get("/static/dist/main.css?v=guessed").headers["Cache-Control"] == "no-cache"


def test_files_and_pages_are_packed_for_those_who_accept_it(client: FlaskClient) -> None:
    for path in ("/static/dist/main.css", "/static/img/icons.svg", "/"):
        plain, packed = client.get(path), client.get(path, headers=PACKED)
        assert "Content-Encoding" not in plain.headers
        assert packed.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in packed.headers["Vary"]
        assert len(packed.data) < len(plain.data) / 2
        if path != "/":
            assert gzip.decompress(packed.data) == plain.data
    assert "Content-Encoding" not in client.get("/healthz", headers=PACKED).headers


def test_a_packed_file_that_is_still_the_same_is_not_sent_again(client: FlaskClient) -> None:
    etag = client.get("/static/dist/main.js", headers=PACKED).headers["ETag"]
    assert client.get("/static/dist/main.js", headers={**PACKED, "If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize(
    ("site", "packed"), [("same-origin", True), ("none", True), ("cross-site", False), (None, False)]
)
def test_over_tls_another_site_cannot_weigh_a_members_page(world: World, site: str | None, packed: bool) -> None:
    headers = {**PACKED, **({"Sec-Fetch-Site": site} if site else {})}
    answer = world.browser("member").client.get("/home", headers=headers, base_url="https://localhost")
    assert answer.status_code == 200
    assert ("Content-Encoding" in answer.headers) == packed


@pytest.mark.browser
def test_without_network_a_page_says_so_and_nothing_personal_is_kept(address: str, chromium: Browser) -> None:
    member = Person(chromium, address, "member", PHONE)
    member.sign_in()
    member.open("/home")
    wait_for_worker(member.page)
    for path in ("/home", "/positions", "/me"):
        member.open(path)

    member.page.context.set_offline(True)
    member.page.goto("/me")
    member.sees("网络断开了", "请现场负责人点名")
    member.misses("退出")
    assert member.page.evaluate("getComputedStyle(document.querySelector('.button-primary')).backgroundColor") == (
        "rgb(181, 18, 27)"
    )
    kept = set(member.page.evaluate(KEPT))
    assert "/offline" in kept
    assert {path for path in kept if not path.startswith("/static/")} == {"/offline", "/offline/day"}

    member.page.context.set_offline(False)
    member.page.get_by_role("link", name="再试一次").click()
    expect(member.page).to_have_title(re.compile("我的"))


@pytest.mark.browser
def test_a_new_build_replaces_what_was_kept(address: str, chromium: Browser, city: World) -> None:
    visitor = Person(chromium, address, "visitor", PHONE)
    visitor.open("/")
    wait_for_worker(visitor.page)
    before = visitor.page.evaluate("caches.keys()")
    visitor.page.context.add_cookies(
        [{"name": "size", "value": "elder", "url": address}]
    )  # another worker, as by a build
    visitor.page.evaluate("navigator.serviceWorker.ready.then((ready) => ready.update())")
    wait_until(visitor.page, f"caches.keys().then((now) => now.length == 1 && now[0] != '{before[0]}')")

    with setting(city.app, "SERVICE_WORKER", "off"):
        visitor.page.evaluate("navigator.serviceWorker.ready.then((ready) => ready.update())")
        wait_until(visitor.page, "navigator.serviceWorker.getRegistration().then((found) => !found)")
    assert visitor.page.evaluate(KEPT) == []


def wait_for_worker(page: Page) -> None:
    """Until the worker has what it keeps and serves this page."""
    wait_until(page, "navigator.serviceWorker.controller?.state == 'activated'")


def wait_until(page: Page, condition: str) -> None:
    """Until an expression holds in the page. Playwright's own waiting needs eval, which our policy forbids."""
    page.evaluate(f"""async () => {{
        while (!(await ({condition}))) await new Promise((tick) => setTimeout(tick, 50));
    }}""")
