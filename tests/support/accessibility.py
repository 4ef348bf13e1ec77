"""What axe and a few measurements say about the page that a browser shows."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

# Colour contrast, names, roles, labels (WCAG A and AA), and the order that screen readers rely on.
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
GRAVE = ("serious", "critical")
ALSO = ("heading-order", "landmark-one-main", "landmark-unique", "page-has-heading-one", "region", "empty-heading")
RUN = """async (tags) => {
  const found = await axe.run(document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]});
  return found.violations.map(one => ({id: one.id, impact: one.impact, html: one.nodes.map(node => node.html),
    targets: one.nodes.map(node => node.target.join(" "))}));
}"""


def bring_axe(window: BrowserContext) -> None:
    """Axe comes with every page of this window: sent for each anew, it costs a sixth of a reading."""
    window.add_init_script(Axe().axe_script)


def findings(page: Page) -> list[str]:
    """What keeps people out of this page, in words; empty when nothing does."""
    wide = page.viewport_size or {"width": 0}
    # The whole page at once: what a bar at the bottom covers at the moment is not covered for good.
    page.set_viewport_size({"width": wide["width"], "height": page.evaluate("document.documentElement.scrollHeight")})
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    violations: list[dict[str, Any]] = page.evaluate(RUN, list(TAGS))
    wrong = [
        f"{one['id']}: {one['targets'][0]} {one['html'][0][:160]}"
        for one in violations
        if one["impact"] in GRAVE or one["id"] in ALSO
    ]
    return wrong + too_wide(page)


def too_wide(page: Page) -> list[str]:
    """By how much this page is wider than the screen, if it is."""
    beyond = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return [f"{beyond} px wider than the screen"] if beyond > 0 else []
