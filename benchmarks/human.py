"""A person at a phone: taps, types as people do, pauses between one thing and the next. The pauses are seeded."""

from __future__ import annotations

import time
from dataclasses import dataclass
from random import Random

from playwright.sync_api import Locator, Page

KEY_SECONDS = (0.12, 0.20)
THOUGHT_SECONDS = (0.4, 0.8)
PATIENCE_MS = 30_000

# Throughput in bytes a second and round trip in milliseconds.
NETWORKS: dict[str, tuple[float, float]] = {
    "3g": (1_600_000 / 8, 300),
    "slow-3g": (400_000 / 8, 400),
}


@dataclass
class Effort:
    """What it took: seconds in all, those of them spent typing and thinking, how often the screen was touched.

    `texts` counts the fields that were written in; each was touched once for that.
    """

    seconds: float
    paused: float
    taps: int
    texts: int

    @property
    def waited(self) -> float:
        """Seconds that the site, the network and the browser took."""
        return self.seconds - self.paused


class Human:
    """Hands at one page; `effort` tells what they did since the page was given to them."""

    def __init__(self, page: Page, random: Random) -> None:
        page.set_default_timeout(PATIENCE_MS)
        self.page = page
        self._random = random
        self._paused = 0.0
        self._taps = 0
        self._texts = 0
        self._began = time.monotonic()

    def effort(self) -> Effort:
        """From the beginning until now."""
        return Effort(time.monotonic() - self._began, self._paused, self._taps, self._texts)

    def tap(self, thing: Locator) -> None:
        """Look for it, then touch it."""
        self._pause(*THOUGHT_SECONDS)
        self._taps += 1
        thing.tap()

    def type(self, field: Locator, text: str) -> None:
        """Touch the field and write at its end, key by key."""
        self._touch(field)
        field.press("End")
        for character in text:
            self._pause(*KEY_SECONDS)
            self.page.keyboard.insert_text(character)

    def rewrite(self, field: Locator, text: str) -> None:
        """Touch the field and write in place of what stands there."""
        self._touch(field)
        field.select_text()
        for character in text:
            self._pause(*KEY_SECONDS)
            self.page.keyboard.insert_text(character)

    def button(self, name: str) -> Locator:
        """The first button or link of this name in the page's own part."""
        main = self.page.get_by_role("main")
        button, link = (main.get_by_role(kind, name=name, exact=True) for kind in ("button", "link"))
        return button.or_(link).first

    def _touch(self, field: Locator) -> None:
        self.tap(field)
        self._texts += 1

    def _pause(self, least: float, most: float) -> None:
        seconds = self._random.uniform(least, most)
        self._paused += seconds
        time.sleep(seconds)


def throttle(page: Page, network: str) -> None:
    """Let the page's traffic run as slowly as on a mobile network."""
    throughput, round_trip = NETWORKS[network]
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": round_trip, "downloadThroughput": throughput, "uploadThroughput": throughput / 2},
    )
