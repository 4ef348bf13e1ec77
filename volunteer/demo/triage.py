"""What a triager of the demo city has before them: the same need told three times, one merged, one split off again.

At the demo site and at the one next to it in the same town; each as the use cases would have left it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from volunteer.demands.models import Demand, DemandStep
from volunteer.demands.states import Channel, DemandStatus, Urgency
from volunteer.demo.blocks import City
from volunteer.kernel.clock import SHANGHAI, local
from volunteer.organization.models import Holiday
from volunteer.organization.rules import deadline_after
from volunteer.texts.likeness import likeness, pairs
from volunteer.triage.models import DemandTwin
from volunteer.triage.twins import ELSEWHERE

S = DemandStatus
ANSWER_DAYS, NINE = 2, time(9)
Words = tuple[str, str, str, int]  # title, text, category, helpers

TREE: Words = (
    "花园路口大树倒了挡住路",
    "昨晚大风，花园路口一棵大树被吹倒，挡住人行道和半条车道，请派人来锯开清走。",
    "environment",
    4,
)
TREE_AGAIN: Words = (
    "有棵树倒在花园路口",
    "花园路口一棵大树被大风吹倒，挡住人行道，推婴儿车走不过去，想请四个人来锯开清走。",
    "other",
    1,
)
TREE_NEXT_DOOR: Words = (
    "花园路口大树倒了",
    "昨晚大风，花园路口一棵大树被大风吹倒，挡住人行道，请派人锯开。",
    "safety",
    1,
)
LAMP: Words = ("三栋楼道灯不亮", "三栋楼道的感应灯坏了半个月，晚上看不见台阶，请电工来换。", "repair", 1)
LAMP_AGAIN: Words = ("楼道灯坏了看不见", "三栋楼道灯不亮好久了，晚上上楼看不见台阶，想请电工看看。", "repair", 1)
LESSON: Words = ("教老人用手机", "一对一教老人用手机挂号、交费、和子女视频，不会的慢慢教。", "digital", 3)
OTHER_LESSON: Words = ("教老人用手机防诈骗", "一对一教老人用手机辨认诈骗电话，不乱转账，不会的慢慢教。", "safety", 2)
PERSONAL: Words = ("陪诊", "老人下周要去市人民医院复诊，家属电话13900001234，请联系后上门接。", "medical", 1)


class _Desk:
    """Where the demands of one site are put down."""

    def __init__(self, city: City, holidays: Mapping[date, int]) -> None:
        self.city = city
        self.holidays = holidays

    def ask(self, site: dict[str, Any], words: Words, hours_ago: int, **values: Any) -> dict[str, Any]:
        """A demand that was handed in so long ago, and waits unless the values say otherwise."""
        city, made = self.city, self.city.now - timedelta(hours=hours_ago)
        city.demands_numbered += 1
        title, text, category, headcount = words
        starts = _morning(city.now, days=4)
        clock = {"clock_number": 1, "clock_from": made, "clock_days": ANSWER_DAYS}
        demand_id = city.rows.add(
            Demand,
            **{
                "number": f"{made.year}-{city.demands_numbered:06d}",
                "status": S.SUBMITTED,
                "category": category,
                "title": title,
                "text": text,
                "site_id": site["id"],
                "headcount": headcount,
                "starts": starts,
                "ends": starts + timedelta(hours=2),
                "contact_name": "社区值班",
                "contact_phone": site["duty_phone"],
                "asker_id": site["operator"],
                "responsible_unit_id": site["paired_unit_id"],
                "deadline": deadline_after(made, ANSWER_DAYS, self.holidays),
                "created_at": made,
                "submitted_at": made,
                **clock,
                **values,
            },
        )
        self.step(demand_id, "submit", made, site["operator"])
        return city.rows.of(Demand)[-1]

    def step(self, demand_id: int, step: str, at: datetime, by: int | None, **values: Any) -> None:
        """One line of its timeline."""
        self.city.rows.add(DemandStep, demand_id=demand_id, step=step, at=at, by=by, **values)

    def alike(self, *rows: dict[str, Any], apart: datetime | None = None, by: int | None = None) -> None:
        """Each of them resembles each other; they were told apart where a time is given."""
        for n, row in enumerate(rows):
            for other in rows[n + 1 :]:
                near = likeness(*(pairs(f"{one['title']}\n{one['text']}") for one in (row, other)))
                near *= 1 if row["site_id"] == other["site_id"] else ELSEWHERE
                self.city.rows.add(
                    DemandTwin, lower_id=row["id"], higher_id=other["id"], likeness=near, apart_at=apart, apart_by=by
                )


def make_triage(city: City, site: dict[str, Any]) -> None:
    """Three doubles that wait, a merged one, one split off again, two told apart, and words that are too personal."""
    desk = _Desk(city, {holiday["day"]: holiday["weekday"] for holiday in city.rows.of(Holiday)})
    beside = next(
        (one for one in city.network.sites if one["parent_id"] == site["parent_id"] and one is not site), site
    )
    desk.alike(
        desk.ask(site, TREE, 20, urgency=Urgency.URGENT),
        desk.ask(site, TREE_AGAIN, 5),
        desk.ask(beside, TREE_NEXT_DOOR, 3, channel=Channel.TEAM),
    )
    desk.ask(site, PERSONAL, 2)
    team = next(team for team in city.network.teams if team["id"] == site["paired_unit_id"])
    by = {"by": team["leader"]["account_id"], "unit_id": team["id"]}
    _merged(desk, site, by)
    _parted(desk, site, by)


def _merged(desk: _Desk, site: dict[str, Any], by: dict[str, Any]) -> None:
    """The later one follows the earlier, which was taken on."""
    accepted = desk.city.now - timedelta(hours=20)
    lead = desk.ask(site, LAMP, 26, status=S.ACCEPTED)
    desk.step(lead["id"], "accept", accepted, **by)
    stopped = {"deadline": None, "clock_from": None, "clock_days": None}
    other = desk.ask(site, LAMP_AGAIN, 18, status=S.MERGED, merged_into_id=lead["id"], **stopped)
    desk.alike(lead, other)
    at = desk.city.now - timedelta(hours=16)
    desk.step(other["id"], "merge", at, reason=lead["number"], **by)
    desk.step(lead["id"], "lead", at, reason=other["number"], **by)


def _parted(desk: _Desk, site: dict[str, Any], by: dict[str, Any]) -> None:
    """Two that look alike were merged, split off again and told apart."""
    now = desk.city.now
    lead, other = desk.ask(site, LESSON, 24), desk.ask(site, OTHER_LESSON, 22)
    desk.step(other["id"], "merge", now - timedelta(hours=21), reason=lead["number"], **by)
    desk.step(lead["id"], "lead", now - timedelta(hours=21), reason=other["number"], **by)
    parted = now - timedelta(hours=19)
    desk.step(other["id"], "split", parted, reason="一件教挂号，一件防诈骗，分开办", **by)
    other |= {"clock_number": 2, "clock_from": parted, "deadline": deadline_after(parted, ANSWER_DAYS, desk.holidays)}
    desk.alike(lead, other, apart=parted, by=by["by"])


def _morning(now: datetime, days: int) -> datetime:
    """Nine o'clock, so many days ahead."""
    return datetime.combine(local(now).date() + timedelta(days=days), NINE, SHANGHAI)
