"""Which ways each person is shown around the site: tabs on a phone, a sidebar at a desk, links for visitors."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from flask import current_app, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from volunteer.home.demo_note import shows_demo_city
from volunteer.organization.actor import Actor
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission, Role
from volunteer.web.nav import NavItem

DESK_ROLES = frozenset(Role) - {Role.SITE_OPERATOR}

UnreadCount = Callable[[int], int]


@dataclass(frozen=True)
class Way:
    """One entry: shown to everybody of its kind, or only to holders of a permission."""

    label: LazyString
    url: str
    icon: str
    permission: Permission | None = None


NOTICES = "/notices"
VISITOR = (
    Way(_l("首页"), "/", "home"),
    Way(_l("找服务"), "/positions", "search"),
)
MEMBER = (
    Way(_l("首页"), "/home", "home"),
    Way(_l("找服务"), "/positions", "search"),
    Way(_l("日程"), "/schedule", "calendar"),
    Way(_l("我的"), "/me", "person"),
)
SITE = (
    Way(_l("看板"), "/demands", "board", Permission.DEMAND_READ),
    Way(_l("发布"), "/demands/new", "plus", Permission.DEMAND_ASK),
    Way(_l("签到"), "/sessions", "qr", Permission.SESSION_RUN),
    Way(_l("通知"), NOTICES, "bell"),
    Way(_l("我的"), "/account", "person"),
)
DESK = (
    Way(_l("今日"), "/home", "home"),
    Way(_l("需求"), "/demands", "inbox", Permission.DEMAND_READ),
    Way(_l("项目"), "/projects", "board", Permission.PROJECT_READ),
    Way(_l("人员"), "/members", "people", Permission.MEMBER_READ),
    Way(_l("时长"), "/hours", "clock", Permission.HOURS_READ),
    Way(_l("队伍"), "/units", "list", Permission.UNIT_READ),
    Way(_l("社区"), "/sites", "pin", Permission.SITE_MANAGE),
    Way(_l("通知"), NOTICES, "bell"),
    Way(_l("审计"), "/audit", "shield", Permission.AUDIT_READ),
    Way(_l("授权"), "/grants", "lock", Permission.GRANT_MANAGE),
)
OWN_SERVICE = Way(_l("我的服务"), "/home/mine", "heart")
ACCOUNT = Way(_l("账号"), "/account", "settings")


def is_at_desk(actor: Actor) -> bool:
    """Whether the actor works with the desk's pages rather than the phone's."""
    return bool(actor.roles & DESK_ROLES)


def style_of(actor: Actor) -> str:
    """Which frame the pages stand in."""
    if not actor.signed_in:
        return "public"
    return "desk" if is_at_desk(actor) else "phone"


def ways_of(actor: Actor) -> list[Way]:
    """The entries for an actor, in order."""
    if not actor.signed_in:
        return list(VISITOR)
    if is_at_desk(actor):
        own = [OWN_SERVICE] if actor.member_id is not None else []
        return [*_allowed(actor, DESK), *own, ACCOUNT]
    if Role.SITE_OPERATOR in actor.roles:
        own = [OWN_SERVICE] if actor.member_id is not None else []
        return [*_allowed(actor, SITE), *own]
    return list(MEMBER) if actor.member_id is not None else [MEMBER[0], ACCOUNT]


def decider(unread_count: UnreadCount) -> Callable[[], dict[str, Any]]:
    """What every template is given; `unread_count` tells how many notices of an account wait."""
    return partial(_decide, unread_count)


def _decide(unread_count: UnreadCount) -> dict[str, Any]:
    actor = current_actor()
    unread = cache(partial(unread_count, actor.account_id)) if actor.account_id is not None else int
    return {
        "nav": [_item(way, unread) for way in ways_of(actor)],
        "unread_notices": unread,
        "nav_style": style_of(actor),
        "sign_in_url": url_for("accounts.sign_in"),
        "sign_out_url": url_for("accounts.sign_out"),
        "brand_name": current_app.config["BRAND_NAME"],
        "demo_banner": shows_demo_city(),
    }


def _item(way: Way, unread: Callable[[], int]) -> NavItem:
    return NavItem(str(way.label), way.url, way.icon, count=unread if way.url == NOTICES else int)


def _allowed(actor: Actor, ways: Iterable[Way]) -> list[Way]:
    return [way for way in ways if way.permission is None or actor.may(way.permission)]
