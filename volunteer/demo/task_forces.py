"""A task force and a pioneer team of the demo city, and an emergency of this summer that waits for its review."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

from volunteer.demo.blocks import City
from volunteer.kernel.clock import local
from volunteer.kernel.pinyin import pinyin_of_names
from volunteer.organization.models import Grant, Tier, Unit
from volunteer.organization.permissions import Role
from volunteer.task_forces.models import Bypass, Emergency, TaskForce, TaskForceMember

FORCES = (
    (Tier.TASK_FORCE, "防汛抗台突击队", "台风、暴雨时转移安置群众、搬运物资", 36),
    (Tier.PIONEER_TEAM, "政策宣讲先锋队", "进社区讲医保、社保和惠民政策", 12),
)
PASSED_OVER = (
    ("quiet_hours", {"members": 120}),
    ("availability", {"members": 86}),
    ("offer_cap", {"members": 9}),
)


def make_task_forces(city: City, seed: int) -> None:
    """Forces of members from all over; the first person drawn in leads."""
    random = Random(f"{seed}-task-forces")  # plausible, not secret
    for tier, name, purpose, people in FORCES:
        drawn = random.sample(city.members, min(people, len(city.members)))
        _force(city, tier, name, purpose, drawn)
    _emergency(city, random)


def _force(city: City, tier: Tier, name: str, purpose: str, drawn: list[dict[str, Any]]) -> None:
    rows, made = city.rows, city.now - timedelta(days=120)
    pinyin, initials = pinyin_of_names(name, name)
    unit = rows.add(
        Unit, tier=tier, parent_id=city.network.brigade, name=name, short_name=name, pinyin=pinyin,
        initials=initials, path="",
    )  # fmt: skip
    rows.of(Unit)[-1]["path"] = f"{city.network.brigade}/{unit}/"
    ends = local(city.now).date() + timedelta(days=60) if tier == Tier.TASK_FORCE else None
    rows.add(TaskForce, unit_id=unit, purpose=purpose, ends_on=ends, made_by=1, made_at=made)
    leader = next((one for one in drawn if one is not city.regular), drawn[0])
    rows.add(Grant, account_id=leader["account_id"], role=Role.SQUAD_LEADER, unit_id=unit, since=made)
    for one in drawn:
        rows.add(TaskForceMember, unit_id=unit, member_id=one["id"], since=made, drawn_by=1)


def _emergency(city: City, random: Random) -> None:
    town = random.choice(sorted(city.network.towns.values(), key=lambda one: int(one["id"])))
    opened = city.now - timedelta(days=75)
    emergency = city.rows.add(
        Emergency,
        place_id=town["id"],
        reason="台风黄色预警，低洼地带内涝",
        opened_by=1,
        opened_at=opened,
        ends_at=opened + timedelta(days=2),
        closed_by=1,
        closed_at=opened + timedelta(hours=41),
        version=2,
    )
    for rule, details in PASSED_OVER:
        city.rows.add(Bypass, emergency_id=emergency, rule=rule, details=details, by=1, at=opened)
