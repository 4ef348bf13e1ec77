"""What every page is told of the ways around: entries, tabs, what waits behind them, the frame it stands in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache, partial
from typing import Any

from flask import current_app, request

from volunteer.home.awaiting import UnreadNotices, awaiting
from volunteer.home.demo_note import shows_demo_city
from volunteer.home.saying import say_url
from volunteer.home.urgent import emergencies_for
from volunteer.home.ways import NOTICES, Way, current_of, is_at_desk, tabs_of, ways_of
from volunteer.kernel import clock
from volunteer.organization.actor import Actor
from volunteer.organization.current import current_actor
from volunteer.web.nav import NavItem
from volunteer.web.speech import gettext as _


def style_of(actor: Actor) -> str:
    """Which frame the pages stand in."""
    if not actor.signed_in:
        return "public"
    return "desk" if is_at_desk(actor) else "phone"


def decider(unread: UnreadNotices) -> Callable[[], dict[str, Any]]:
    """What every template is given; `unread` selects the notices of an account that wait to be read."""
    return partial(_decide, unread)


def _decide(unread: UnreadNotices) -> dict[str, Any]:
    actor, path = current_actor(), request.path
    ways, tabs = ways_of(actor, path), tabs_of(actor, path)
    waiting = cache(partial(_waiting, actor, unread, tuple(way.url for way in ways)))
    return {
        "nav": list(_items(ways, path, waiting)),
        "bottom_tabs": list(_items(tabs, path, waiting)),
        "more_tab": _more(ways, tabs, waiting),
        "unread_notices": lambda: waiting().get(NOTICES, 0),
        "nav_style": style_of(actor),
        "sign_in_url": request.script_root + "/sign-in",
        "sign_out_url": request.script_root + "/sign-out",
        "say_url": say_url,
        "brand_name": current_app.config["BRAND_NAME"],
        "demo_banner": shows_demo_city(),
        "emergencies_holding": partial(emergencies_for, actor),
    }


def _items(ways: list[Way], path: str, waiting: Callable[[], dict[str, int]]) -> Iterable[NavItem]:
    current = current_of(ways, path)
    for way in ways:
        count = partial(_count, waiting, way.url)
        yield NavItem(str(way.label), way.url, way.icon, current=way is current, inner=way.inner, count=count)


def _more(ways: list[Way], tabs: list[Way], waiting: Callable[[], dict[str, int]]) -> NavItem:
    """What unfolds the entries that are no tabs, with how much waits behind them."""
    hidden = {way.url for way in ways} - {way.url for way in tabs}
    return NavItem(_("更多"), "", "menu", count=lambda: sum(waiting().get(url, 0) for url in hidden))


def _count(waiting: Callable[[], dict[str, int]], url: str) -> int:
    return waiting().get(url, 0)


def _waiting(actor: Actor, unread: UnreadNotices, urls: tuple[str, ...]) -> dict[str, int]:
    """Notices are asked with the rest: those who have no entry for them are told on their home."""
    if actor.account_id is None:
        return {}
    return awaiting(actor, unread, {NOTICES, *urls}, clock.now())
