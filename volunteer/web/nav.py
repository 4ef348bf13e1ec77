"""Navigation: wiring registers who decides it; templates read `nav`, `bottom_tabs`, `nav_style` and the banner."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from flask import Flask

from volunteer.web.guard import acting

MOST_COUNTED = 99


@dataclass(frozen=True)
class NavItem:
    """One entry of a tab bar or sidebar. `count` gives the number beside it, asked only when the entry is drawn."""

    label: str
    url: str
    icon: str
    current: bool = False
    inner: bool = False  # belongs to the entry above it
    count: Callable[[], int] = int

    @property
    def looks(self) -> Hashable:
        """All that decides how the entry is drawn."""
        return (self.label, self.url, self.icon, self.current, self.inner, self.badge)

    @property
    def badge(self) -> str:
        """How much waits behind the entry; empty when nothing does."""
        waiting = self.count()
        if waiting > MOST_COUNTED:
            return f"{MOST_COUNTED}+"
        return str(waiting or "")


def init_app(app: Flask, decide: Callable[[], dict[str, Any]]) -> None:
    """Give every template `actor` and what `decide` returns (nav, bottom_tabs, nav_style, brand_name …)."""

    @app.context_processor
    def _navigation() -> dict[str, Any]:
        return {"actor": acting(), **decide()}
