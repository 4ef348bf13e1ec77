"""What axe and a few measurements say about the page that a browser shows."""

from __future__ import annotations

import os
from collections import defaultdict
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

# Colour contrast, names, roles, labels (WCAG A and AA), and the order that screen readers rely on.
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
GRAVE = ("serious", "critical")
ALSO = ("heading-order", "landmark-one-main", "landmark-unique", "page-has-heading-one", "region", "empty-heading")
READING = Path(__file__).with_name("reading.js").read_text("utf-8")
# AXE_EVERY=1 has axe read everything again that it has read before, which takes minutes more.
READ_ALL = os.environ.get("AXE_EVERY") == "1"
# The looks of text that axe has found to stand out enough, by the width of the screen; of this process.
LEGIBLE: defaultdict[int, set[int]] = defaultdict(set)
ROOM = 120  # pixels for a strip that a script adds meanwhile: people scroll, what stands below must not count as hidden


def bring_axe(window: BrowserContext) -> None:
    """Axe comes with every page of this window: sent for each anew, it costs a sixth of a reading."""
    window.add_init_script(Axe().axe_script)


def findings(page: Page) -> list[str]:
    """What keeps people out of this page, in words; empty when nothing does."""
    wide = page.viewport_size or {"width": 0}
    # The whole page at once: what a bar at the bottom covers at the moment is not covered for good.
    high = page.evaluate("document.documentElement.scrollHeight") + ROOM
    page.set_viewport_size({"width": wide["width"], "height": high})
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    legible = LEGIBLE[wide["width"]]
    found = page.evaluate(READING, {"tags": TAGS, "legible": [] if READ_ALL else list(legible)})
    legible.update(found["legible"])
    violations: list[dict[str, Any]] = found["violations"]
    wrong = [
        f"{one['id']}: {one['target']} {one['html'][:160]}"
        for one in violations
        if one["impact"] in GRAVE or one["id"] in ALSO
    ]
    return wrong + too_wide(page)


def too_wide(page: Page) -> list[str]:
    """By how much this page is wider than the screen, if it is."""
    beyond = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [f"{beyond} px wider than the screen"] if beyond > 0 else []
