"""Micro-wishes of the demo city: some to take on, some on their way, some granted."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from volunteer.accounts.models import SignInIdentity
from volunteer.demo.blocks import City
from volunteer.organization.models import Grant, PrivatePlace
from volunteer.organization.permissions import Role
from volunteer.wishes.models import Wish, WishStep
from volunteer.wishes.rules import DUE
from volunteer.wishes.states import TAKEN, UNNUMBERED, WishStatus

WISHES = (
    ("一个新书包", "三年级的孩子，想要一个蓝色的书包，能装下画板", 120, "书包很好看，谢谢叔叔阿姨"),
    ("一台收音机", "老人眼睛不好，想听粤剧，操作简单、声音大一些", 150, "天天都听，邻居也来听"),
    ("一双防滑鞋", "41 码，雨天走路怕滑", 90, "走路踏实多了"),
    ("一套绘本", "五岁的孩子喜欢恐龙，想要一套恐龙绘本", 80, "每晚都要讲一本"),
    ("一把靠背椅", "老人腰不好，想要一把带扶手的靠背椅", 200, "坐着舒服，谢谢"),
    ("一盏台灯", "初二学生，写作业的地方光线暗", 100, "晚上写作业亮堂了"),
    ("一床薄被", "独居老人，想要一床轻一点的秋被", 180, "很轻很暖"),
    ("一张全家福", "老两口金婚，想拍一张合影装进相框", 160, "照片挂在客厅了"),
    ("一口小电饭锅", "一个人住，原来的坏了，两升的就够", 150, "煮粥方便多了"),
    ("一个足球", "四年级的孩子放学后想和同学踢球", 70, "天天都在踢"),
)
# The steps that lead to each state, in order.
WAY = {
    WishStatus.COLLECTED: ("collect",),
    WishStatus.PUBLISHED: ("collect", "verify"),
    WishStatus.CLAIMED: ("collect", "verify", "claim"),
    WishStatus.INTRODUCED: ("collect", "verify", "claim", "introduce"),
    WishStatus.DELIVERED: ("collect", "verify", "claim", "introduce", "deliver"),
    WishStatus.FULFILLED: ("collect", "verify", "claim", "introduce", "deliver", "confirm"),
    WishStatus.CLOSED: ("collect", "verify", "claim", "introduce", "deliver", "confirm", "thank", "close"),
}
STATES = (
    WishStatus.PUBLISHED,
    WishStatus.PUBLISHED,
    WishStatus.COLLECTED,
    WishStatus.CLOSED,
    WishStatus.CLAIMED,
    WishStatus.PUBLISHED,
    WishStatus.INTRODUCED,
    WishStatus.CLOSED,
    WishStatus.DELIVERED,
    WishStatus.FULFILLED,
)
ROUNDS = 5  # sites that keep wishes, the demo site first


def make_wishes(city: City, site: dict[str, Any], member: dict[str, Any], seed: int) -> None:
    """A handful at the demo site and a few others; one that the site introduced waits for the demo member."""
    random = Random(f"{seed}-wishes")
    operators = {row["place_id"]: row["account_id"] for row in city.rows.of(Grant) if row["role"] == Role.SITE_OPERATOR}
    others = [one for one in city.network.sites if one["id"] in operators and one["id"] != site["id"]]
    chosen = [site, *random.sample(others, min(len(others), ROUNDS - 1))]
    for number, place in enumerate(chosen):
        for turn, wish in enumerate(WISHES):
            status = STATES[(turn + number) % len(STATES)]
            own = place is site and status == WishStatus.INTRODUCED
            helper = member if own else random.choice(city.members)
            _wish(city, random, place, operators[place["id"]], wish, status, helper)


def _wish(
    city: City,
    random: Random,
    site: dict[str, Any],
    operator: int,
    wish: tuple[str, str, int, str],
    status: WishStatus,
    helper: dict[str, Any],
) -> None:
    title, text, value, thanks = wish
    began = city.now - timedelta(days=random.randrange(8, 30), minutes=random.randrange(600))
    steps = WAY[status]
    taken, numbered = status in TAKEN, status not in UNNUMBERED
    person = city.rows.add(PrivatePlace, recipient=f"居民{random.randrange(1, 90)}", phone=None, address="见社区登记")
    wish_id = city.rows.add(
        Wish,
        number=None,
        status=status,
        title=title,
        text=text,
        value_yuan=value,
        site_id=site["id"],
        unit_id=site["paired_unit_id"] or city.network.brigade,
        private_place_id=person,
        member_id=helper["id"] if taken else None,
        thanks=thanks if "thank" in steps else None,
        due_at=city.now + timedelta(days=5) if status in DUE else None,
        collected_by=operator,
        collected_at=began,
        verified_by=_committee(city) if numbered else None,
        verified_at=began + timedelta(days=1) if numbered else None,
        closed_at=began + timedelta(days=len(steps) - 1) if status == WishStatus.CLOSED else None,
    )
    if numbered:
        city.rows.of(Wish)[-1]["number"] = f"W{began.year}-{wish_id:05d}"
    _story(city, wish_id, steps, began, operator, helper)


def _story(
    city: City, wish_id: int, steps: tuple[str, ...], began: datetime, operator: int, helper: dict[str, Any]
) -> None:
    by = {"verify": _committee(city), "claim": helper["account_id"], "deliver": helper["account_id"]}
    for day, step in enumerate(steps):
        city.rows.add(
            WishStep, wish_id=wish_id, step=step, at=began + timedelta(days=day), by=by.get(step, operator), reason=None
        )


def _committee(city: City) -> int:
    account: int = next(row["account_id"] for row in city.rows.of(SignInIdentity) if row["subject"] == "committee")
    return account
