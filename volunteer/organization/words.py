"""The words of tiers and roles."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from volunteer.organization.models import Grant, Tier
from volunteer.organization.permissions import Role

TIERS: Mapping[str, LazyString] = {
    Tier.BRIGADE: _l("大队"),
    Tier.TEAM: _l("服务队"),
    Tier.SQUAD: _l("分队"),
    Tier.TASK_FORCE: _l("突击队"),
    Tier.PIONEER_TEAM: _l("先锋队"),
}

ROLES: Mapping[str, LazyString] = {
    Role.ADMIN: _l("系统管理员"),
    Role.COMMITTEE: _l("机关工委"),
    Role.SUPERVISOR: _l("协作组督导员"),
    Role.TEAM_LEADER: _l("服务队负责人"),
    Role.SQUAD_LEADER: _l("分队负责人"),
    Role.TOWN_OFFICER: _l("镇街专员"),
    Role.SITE_OPERATOR: _l("社区操作员"),
}

LEADING = frozenset({Role.TEAM_LEADER, Role.SQUAD_LEADER})


def deputy_words(grant: Grant) -> LazyString:
    """What a deputy is called: somebody who stands in for a while, or a leader's standing deputy."""
    if grant.until is not None:
        return _l("代理")
    return _l("副队长") if grant.role in LEADING else _l("副职")
