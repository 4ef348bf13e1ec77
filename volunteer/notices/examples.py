"""Every kind of notice as it would read, with made-up parameters; nothing of it is sent by itself."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from volunteer.kernel import clock
from volunteer.kernel.errors import NotVisible, Refused
from volunteer.kernel.outbox import send
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.notices.channels.composing import Text, compose
from volunteer.notices.reached import ways_to
from volunteer.notices.states import Way
from volunteer.notices.wording import KINDS
from volunteer.organization.actor import Actor

LANGUAGES = ("zh", "en")
NAMED = re.compile(r"%\((\w+)\)s")
ANYTHING = "……"
FIXED = {
    "case": "TS2026-000012",
    "count": 2,
    "due_counts": {"escalate": 1, "remind": 2},
    "force": "防汛突击队",
    "giver": "花园路社区",
    "minutes": 150,
    "month": "2026-10",
    "muster_point": "花园路社区党群服务中心门口",
    "name": "张*",
    "number": 3,
    "place": "花园路社区党群服务中心",
    "purpose": "年度评优",
    "reason": "临时出差",
    "role": "squad_leader",
    "site": "花园路社区",
    "skill": "nursing",
    "source": "第一分队",
    "target": "第二分队",
    "title": "社区义诊",
    "town": "莞城街道",
    "unit": "市直机关第一服务队",
    "why": "时间与另一场活动重叠",
    "year": 2026,
}
# What is spoken of, by the first part of a kind's name, and words that one kind uses otherwise.
TITLES = {
    "call_out": "防汛值守",
    "designation": "党员先锋岗",
    "honour": "年度优秀志愿者",
    "survey": "2026 年资料核对",
    "wish": "一双防滑鞋",
}
OWN = {"demand.hour_chosen": {"why": "周六 09:00–11:00"}}


def example(kind: str) -> dict[str, Any]:
    """Parameters for all that the words of a kind name."""
    now = clock.local(clock.now()).replace(hour=9, minute=0, second=0, microsecond=0)
    dated = {
        "date": (now + timedelta(days=7)).date().isoformat(),
        "ends": (now + timedelta(days=2, hours=2)).isoformat(),
        "respond_by": (now + timedelta(days=1)).isoformat(),
        "since": now.isoformat(),
        "starts": (now + timedelta(days=2)).isoformat(),
        "until": (now + timedelta(days=3)).isoformat(),
    }
    wanted = NAMED.findall(str(KINDS[kind]))
    titled = {"title": TITLES.get(kind.partition(".")[0], FIXED["title"])}
    known = {**FIXED, **dated, **titled, **OWN.get(kind, {})}
    return {name: known.get(name, ANYTHING) for name in wanted}


def preview(kind: str, locale: str) -> Text:
    """A kind of notice in a language, as channels say it."""
    return compose({"kind": kind, "parameters": example(kind), "link": "/notices"}, locale)


@use_case
def try_out(work: Work, actor: Actor, kind: str, way: str) -> None:
    """Send an example to oneself."""
    if kind not in KINDS:
        raise NotVisible
    account_id = actor.account_id or 0
    if way not in set(Way) or Way(way) not in ways_to([account_id])[account_id]:
        raise Refused("way_not_open")
    said = {"kind": kind, "parameters": example(kind), "link": "/notices"}
    work.rows.append(send(work, way, str(account_id), f"try:{account_id}:{kind}:{way}:{work.now.isoformat()}", said))
