"""Pioneer posts and responsibility areas of the demo city: some in force, a few that ended."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

from volunteer.demo.blocks import City
from volunteer.designations.models import Designation, DesignationKind
from volunteer.kernel.clock import local

POSTS = ("政策咨询先锋岗", "法律服务先锋岗", "健康义诊先锋岗", "窗口服务先锋岗", "助老帮扶先锋岗", "应急响应先锋岗")
NOTES = ("每周三晚在党群服务中心值班，答复居民的咨询", "负责楼栋走访，登记困难家庭的需要", None)
ENDED_SHARE = 0.15


def make_designations(city: City, member: dict[str, Any], seed: int) -> None:
    """A post for the demo member; for one team in four an area, for every other squad of it a post."""
    random = Random(f"{seed}-designations")  # plausible, not secret
    day = local(city.now).date()
    _add(city, random, DesignationKind.PIONEER_POST, POSTS[0], member["unit_id"], member=member["id"])
    squads: dict[int, list[dict[str, Any]]] = {}
    for one in city.members:
        squads.setdefault(one["unit_id"], []).append(one)
    for team in city.network.teams[::4]:
        site = random.choice([s for s in city.network.sites if s["paired_unit_id"] == team["id"]] or city.network.sites)
        area = f"{site['name'].removesuffix('社区')}责任区"
        _add(city, random, DesignationKind.RESPONSIBILITY_AREA, area, team["id"], place=site["id"])
        for squad in team["squads"][::2]:
            holder = random.choice(squads[squad["id"]])["id"] if squads.get(squad["id"]) else None
            _add(city, random, DesignationKind.PIONEER_POST, random.choice(POSTS), squad["id"], member=holder)
    for row in city.rows.of(Designation)[1:]:
        if random.random() < ENDED_SHARE:
            row["until"] = day - timedelta(days=random.randrange(5, 60))


def _add(
    city: City, random: Random, kind: str, title: str, unit: int, *, member: int | None = None, place: int | None = None
) -> None:
    city.rows.add(
        Designation,
        kind=kind,
        title=title,
        unit_id=unit,
        member_id=member,
        place_id=place,
        since=local(city.now).date() - timedelta(days=random.randrange(90, 400)),
        note=random.choice(NOTES),
        named_by=1,
        named_at=city.now,
    )
