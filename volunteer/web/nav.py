"""Navigation: wiring registers who decides it; templates read `nav`, `nav_style` and the banner."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, request

from volunteer.web.guard import acting


@dataclass(frozen=True)
class NavItem:
    """One entry of a tab bar or sidebar. `count` gives the number beside it, asked only when the entry is drawn."""

    label: str
    url: str
    icon: str
    count: Callable[[], int] = int

    @property
    def badge(self) -> int:
        """How much waits behind the entry."""
        return self.count()

    @property
    def current(self) -> bool:
        """Whether the page being shown belongs to this entry."""
        home = self.url in ("/", "/home")
        return request.path == self.url or (not home and request.path.startswith(self.url.rstrip("/") + "/"))


def init_app(app: Flask, decide: Callable[[], dict[str, Any]]) -> None:
    """Give every template `actor` and what `decide` returns (nav, nav_style, brand_name, demo_banner …)."""

    @app.context_processor
    def _navigation() -> dict[str, Any]:
        return {"actor": acting(), **decide()}
