"""The entries of every kind of person, and which of them an address belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Permission, Role
from volunteer.web.speech import Later
from volunteer.web.speech import Later as _l

DESK_ROLES = frozenset(Role) - {Role.SITE_OPERATOR}
OVERSEEING = frozenset({Role.COMMITTEE, Role.SUPERVISOR, Role.TOWN_OFFICER})
LEADING = frozenset({Role.TEAM_LEADER, Role.SQUAD_LEADER})
MOST_TABS = 4  # beside the one that opens the rest

NOTICES, SCHEDULE, DEMANDS, PROJECTS, HOURS = "/notices", "/schedule", "/demands", "/projects", "/hours"
COUNTERSIGN, OWN_HOME, PLANS = "/hours/countersign", "/home/mine", "/plans"
PUBLIC_NOTICES = "/public-notices"
EXACT = frozenset({"/", "/home"})  # everything lies below these
CHECK_IN = re.compile(r"/sessions/\d+/check-in")


@dataclass(frozen=True)
class Way:
    """One entry: shown to everybody of its kind, or only to holders of a permission."""

    label: Later
    url: str
    icon: str
    permission: Permission | None = None
    also: tuple[str, ...] = ()  # further addresses that belong to it
    inner: bool = False  # belongs to the entry above it

    def fits(self, path: str) -> int:
        """How closely the address belongs here; 0 when it does not."""
        return max((len(root) for root in (self.url, *self.also) if _below(path, root)), default=0)


VISITOR = (
    Way(_l("首页"), "/", "home"),
    Way(_l("找服务"), "/positions", "search", also=("/wishes",)),
)
FIND = Way(_l("找服务"), "/positions", "search", also=("/wishes", "/campaigns"))
DAYS = Way(_l("日程"), SCHEDULE, "calendar", also=("/claims",))
MY_PAGES = ("/account", "/display", "/guides", "/transfers", "/certificates", "/honours", HOURS, PUBLIC_NOTICES)
MINE = Way(_l("我的"), "/me", "person", also=MY_PAGES)
MEMBER = (Way(_l("首页"), "/home", "home", also=(NOTICES,)), FIND, DAYS, MINE)
OWN_SERVICE = (Way(_l("我的服务"), OWN_HOME, "heart"), FIND, DAYS, MINE)
SITE = (
    Way(_l("看板"), DEMANDS, "board", Permission.DEMAND_READ, also=("/honours", "/answers", "/wishes")),
    Way(_l("发布"), "/demands/new", "plus", Permission.DEMAND_ASK, also=("/series", "/resources", "/orders", "/lists")),
    Way(_l("签到"), "/sessions", "qr", Permission.SESSION_RUN, also=(HOURS, PUBLIC_NOTICES)),
    Way(_l("通知"), NOTICES, "bell"),
    Way(_l("我的"), "/account", "person", also=("/display", "/guides")),
)
PEOPLE = ("/accounts", "/transfers", "/taxonomy", "/rosters")
UNIT_LISTS = ("/surveys", "/groups", "/designations", "/certificates", "/honours", "/trainings")
HOURS_REPORTS = ("/reports/month", "/reports/service-records", "/reports/hours-check")
OF_DEMANDS = ("/demand-templates", "/complaints", "/deadlines", "/answers", "/call-backs", "/wishes")
DESK = (
    Way(_l("需求"), DEMANDS, "inbox", Permission.DEMAND_READ, also=OF_DEMANDS),
    Way(_l("项目"), PROJECTS, "board", Permission.PROJECT_READ, also=("/campaigns", "/checklists")),
    Way(_l("资源"), "/resources", "box", Permission.RESOURCE_MANAGE, also=("/orders", "/lists")),
    Way(_l("缺口"), "/reports/gaps", "chart", Permission.REPORT_READ, also=("/reports",)),
    Way(_l("派单"), PLANS, "megaphone", Permission.PLAN_RUN),
    Way(_l("签到"), "/sessions", "qr", Permission.SESSION_RUN),
    Way(_l("集结"), "/call-outs", "alert", Permission.CLAIM_MANAGE, also=("/emergencies", "/task-forces")),
    Way(_l("人员"), "/members", "people", Permission.MEMBER_READ, also=PEOPLE),
    Way(_l("时长"), HOURS, "clock", Permission.HOURS_READ, also=(PUBLIC_NOTICES, *HOURS_REPORTS)),
    Way(_l("核签"), COUNTERSIGN, "check", Permission.HOURS_COUNTERSIGN),
    Way(_l("队伍"), "/units", "list", Permission.UNIT_READ, also=UNIT_LISTS),
    Way(_l("社区"), "/sites", "pin", Permission.SITE_MANAGE, also=("/registrations",)),
    Way(_l("授权"), "/grants", "lock", Permission.GRANT_MANAGE),
    Way(_l("操作记录"), "/audit", "shield", Permission.AUDIT_READ, also=("/reports/ledger", "/system", "/privacy")),
    Way(_l("通知"), NOTICES, "bell", also=("/outbox",)),
)
ACCOUNT = Way(_l("账号"), "/account", "settings", also=("/display", "/guides", "/roles"))
TODAY, OVERVIEW, ADMINISTRATION = (Way(words, "/home", "home") for words in (_l("今日"), _l("概览"), _l("首页")))
BOARD = Way(_l("看板"), DEMANDS, "board")
# What is wanted on a phone first: at the gate, with one hand.
HANDY = ("/home", "/sessions", DEMANDS, PROJECTS, "/members", "/units", "/sites")


def is_at_desk(actor: Actor) -> bool:
    """Whether the actor works with the desk's pages rather than the phone's."""
    return bool(actor.roles & DESK_ROLES)


def serves_besides(actor: Actor) -> bool:
    """Whether somebody with a role is also a member with services of their own."""
    return actor.member_id is not None and bool(actor.roles)


def ways_of(actor: Actor, path: str = "") -> list[Way]:
    """All entries for an actor, in order. On the pages of one's own service its entries are unfolded."""
    if not actor.signed_in:
        return list(VISITOR)
    if is_at_desk(actor):
        return [_first(actor), *_allowed(actor, DESK), *_own_service(actor, path), ACCOUNT]
    if Role.SITE_OPERATOR in actor.roles:
        return _at_a_site(actor, path)
    return list(MEMBER) if actor.member_id is not None else [MEMBER[0], ACCOUNT]


def tabs_of(actor: Actor, path: str = "") -> list[Way]:
    """The few entries at the lower edge of a phone; at a desk the rest unfolds beside them."""
    ways = ways_of(actor, path)
    if not is_at_desk(actor):
        return ways
    if serves_besides(actor) and in_own_service(actor, path):
        return list(OWN_SERVICE)
    by_url = {way.url: way for way in ways}
    return [by_url[url] for url in HANDY if url in by_url][:MOST_TABS]


def current_of(ways: Sequence[Way], path: str) -> Way | None:
    """The entry an address belongs to most closely."""
    best = max(ways, key=lambda way: way.fits(_place_of(path)), default=None)
    return best if best is not None and best.fits(_place_of(path)) else None


def in_own_service(actor: Actor, path: str) -> bool:
    """Whether an address belongs to one's own service rather than to the role."""
    roles = [_first(actor), *_allowed(actor, DESK), ACCOUNT] if is_at_desk(actor) else list(SITE)
    closest = max((way.fits(_place_of(path)) for way in roles), default=0)
    return max(way.fits(_place_of(path)) for way in OWN_SERVICE) > closest


def _at_a_site(actor: Actor, path: str) -> list[Way]:
    if serves_besides(actor) and in_own_service(actor, path):
        return [*OWN_SERVICE, BOARD]
    return _allowed(actor, SITE)


def _first(actor: Actor) -> Way:
    if actor.roles & OVERSEEING:
        return OVERVIEW
    return TODAY if actor.roles & LEADING else ADMINISTRATION


def _own_service(actor: Actor, path: str) -> list[Way]:
    if actor.member_id is None:
        return []
    if not in_own_service(actor, path):
        return [OWN_SERVICE[0]]
    inner = [Way(way.label, way.url, way.icon, also=way.also, inner=True) for way in OWN_SERVICE[1:]]
    return [OWN_SERVICE[0], *inner]


def _allowed(actor: Actor, ways: Iterable[Way]) -> list[Way]:
    return [way for way in ways if way.permission is None or actor.may(way.permission)]


def _below(path: str, root: str) -> bool:
    return path == root or (root not in EXACT and path.startswith(root + "/"))


def _place_of(path: str) -> str:
    """Checking oneself in belongs to the days, not to the gates one keeps."""
    return SCHEDULE if CHECK_IN.fullmatch(path) else path
