"""Which guides there are, and for whom."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

from volunteer.organization.permissions import Role
from volunteer.web.speech import Later
from volunteer.web.speech import Later as _l


@dataclass(frozen=True)
class Guide:
    """What a guide is called, what its reader comes for, and which roles it is written for (none: members)."""

    title: Later
    told: Later
    icon: str
    roles: Set[Role] = frozenset()


GUIDES: Mapping[str, Guide] = {
    "member": Guide(_l("党员使用说明"), _l("找服务、认领、签到、看时长、开证明"), "person"),
    "site": Guide(
        _l("社区（村）使用说明"),
        _l("发需求、看进展、现场签到、评价"),
        "home",
        frozenset({Role.SITE_OPERATOR, Role.TOWN_OFFICER}),
    ),
    "leader": Guide(
        _l("队长使用说明"),
        _l("接需求、做项目、找人、点名、确认时长"),
        "people",
        frozenset({Role.TEAM_LEADER, Role.SQUAD_LEADER}),
    ),
    "committee": Guide(
        _l("工委使用说明"),
        _l("分需求、催办、看缺口、派单、办投诉"),
        "board",
        frozenset({Role.COMMITTEE, Role.SUPERVISOR, Role.TOWN_OFFICER}),
    ),
    "operator": Guide(
        _l("信息中心运维说明"),
        _l("安装、备份、升级、密钥、告警怎么办"),
        "settings",
        frozenset({Role.ADMIN}),
    ),
}


def in_order_for(roles: Set[Role]) -> list[str]:
    """The names of all guides, those written for somebody with these roles first."""
    return sorted(GUIDES, key=lambda name: not GUIDES[name].roles & roles)
