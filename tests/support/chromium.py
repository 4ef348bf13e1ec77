"""One Chromium for all tests of a worker: starting it costs as much as several tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.support.browser import find_chromium

# A page of the same site stays in the process and the frame of the one before, and nothing is got ready beside it: a
# third of what opening a page costs. Chromium takes the last of such lists; most of it is what Playwright turns off.
TURNED_OFF = (
    "RenderDocument", "SpareRendererForSitePerProcess", "Vulkan",
    "DestroyProfileOnBrowserClose", "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades", "MediaRouter",
    "NetworkTimeServiceQuerying", "OptimizationHints", "PaintHolding", "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)  # fmt: skip
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-site-isolation-trials",
    "--process-per-site",
    "--in-process-gpu",
    f"--disable-features={','.join(TURNED_OFF)}",
)


@pytest.fixture(scope="session")
def browser_process() -> Iterator[Browser]:
    """The browser itself; tests ask for `chromium`."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def chromium(browser_process: Browser) -> Iterator[Browser]:
    """A browser without windows; those that a test opens are closed after it."""
    yield browser_process
    for window in browser_process.contexts:
        window.close()
