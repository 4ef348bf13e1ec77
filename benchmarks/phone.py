"""The phone that people in benchmarks hold: a Chromium of its size before a server with the small demo city."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from benchmarks.human import NETWORKS, throttle
from tests.support.browser import find_chromium
from volunteer.accounts.passwords import hash_password
from volunteer.demo.command import DEFAULT_PASSWORD
from volunteer.demo.load import load, make_city
from volunteer.demo.scale import SCALES
from volunteer.kernel import clock

DEMO_SEED = 2026
SIZE: ViewportSize = {"width": 390, "height": 844}


def options_of(arguments: list[str], program: str, description: str | None) -> argparse.Namespace:
    """The network and the seed of the pauses."""
    parser = argparse.ArgumentParser(prog=program, description=description)
    parser.add_argument(
        "--network", choices=sorted(NETWORKS), help="as slow as a mobile network; otherwise unthrottled"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the pauses")
    return parser.parse_args(arguments)


def small_city(owner_url: str) -> None:
    """The city that is shown."""
    load(owner_url, make_city(SCALES["small"], DEMO_SEED, clock.now(), hash_password(DEFAULT_PASSWORD)))


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser without sandbox, as containers want it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@contextmanager
def phone(browser: Browser, address: str, network: str | None) -> Iterator[Page]:
    """A phone of somebody's own, which knows nothing of the site yet."""
    context = browser.new_context(
        base_url=address,
        viewport=SIZE,
        locale="zh-CN",
        has_touch=True,
        is_mobile=True,
        service_workers="block" if network else "allow",  # the browser does not slow down what they fetch
    )
    page = context.new_page()
    if network:
        throttle(page, network)
    yield page
    context.close()
