"""What residents of the demo city ask for by the code at the door: waiting, on the way, done, declined, taken back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random
from typing import Any

from volunteer.demands.models import Demand, DemandLink, DemandStep
from volunteer.demands.states import Channel, DemandStatus, LinkPurpose
from volunteer.demo.blocks import City
from volunteer.demo.names import person_name
from volunteer.help_requests.models import HelpRequest
from volunteer.help_requests.rules import window
from volunteer.help_requests.states import Suits
from volunteer.organization.models import PrivatePlace

S = DemandStatus
# How a resident would say what a site asked for, by category.
IN_OWN_WORDS = {
    "medical": "老伴要去医院复诊，我腿脚不好，想请人陪一趟",
    "legal": "房东不退押金，想请懂法律的同志看看合同",
    "education": "孩子放学早，数学作业我们辅导不了",
    "repair": "家里电饭锅和风扇坏了，想请师傅看看能不能修",
    "elder": "想学用手机挂号、和外地的儿子视频",
    "disability": "我听不见，去办事大厅想请人用手语陪一下",
    "psychology": "最近睡不好，想找人说说话",
}
# (what, category, state, hours ago, the steps after it was handed in with what was said)
ASKED = (
    ("厨房水龙头关不紧，夜里一直滴水", "repair", S.SUBMITTED, 2, ()),
    ("老人周五要去市人民医院做检查，想请人帮忙推轮椅", "medical", S.SUBMITTED, 20, (("complete", None),)),
    ("楼道灯坏了一个星期，晚上老人不敢下楼", "repair", S.RETURNED, 30, (("return", "请问清楚几栋几单元"),)),
    ("想给九十岁的母亲上门理个发", "elder", S.ACCEPTED, 40, (("complete", None), ("accept", None))),
    ("孩子要填中考志愿，想请老师指点一下", "education", S.WITHDRAWN, 90, (("withdraw", "亲戚帮忙看过了"),)),
    ("楼上装修太吵，能不能让他们停工", "other", S.DECLINED, 70, (("decline", "由城管受理，请打 12345"),)),
)  # fmt: skip
BY_SITE, BY_RESIDENT = frozenset({"complete"}), frozenset({"withdraw"})
WAIT_ELSEWHERE = 6
TOOK_OVER = 5  # served or announced demands of other sites that began with a resident


def make_residents(city: City, site: dict[str, Any], seed: int) -> None:
    """Each state at the demo site, waiting ones at a few others; some of what was served began with a resident."""
    random = Random(f"{seed}-residents")
    for what, category, status, hours, steps in ASKED:
        _ask(city, random, site, (what, category), status, city.now - timedelta(hours=hours), steps)
    others = [one for one in city.network.sites if one["id"] != site["id"]]
    for n, other in enumerate(random.sample(others, min(len(others), WAIT_ELSEWHERE))):
        what, category, *_rest = ASKED[n % 2]
        _ask(city, random, other, (what, category), S.SUBMITTED, city.now - timedelta(hours=random.randrange(1, 30)))
    for status in (S.CLOSED, S.PUBLISHED):
        for row in (
            *_told(city, status, [site["id"]])[:1],
            *_told(city, status, [one["id"] for one in others])[:TOOK_OVER],
        ):
            row["title"] = row["text"] = IN_OWN_WORDS[row["category"]]
            came_without_account(city, random, row, Channel.RESIDENT)


def came_without_account(city: City, random: Random, row: dict[str, Any], channel: Channel) -> dict[str, Any]:
    """Make a demand one that nobody with an account asked for; the guarded part with whom it is for."""
    person = {
        "recipient": person_name(random),
        "phone": f"1990000{random.randrange(10**4):04d}",
        "address": f"{random.randrange(1, 20)} 巷 {random.randrange(1, 60)} 号",
    }
    row |= {"channel": channel, "asker_id": None, "on_behalf": False}
    row["private_place_id"] = city.rows.add(
        PrivatePlace,
        **person,
        access_notes=None,
        closes_at=row["closed_at"] + timedelta(days=7) if row.get("closed_at") else None,
    )
    for step in city.rows.of(DemandStep):
        if step["demand_id"] == row["id"] and step["step"] == "submit":
            step["by"] = None
    if channel is Channel.RESIDENT:
        _link(city, random, row)
    return person


def add_without_account(
    city: City, site: dict[str, Any], about: tuple[str, str], status: DemandStatus, made: datetime
) -> dict[str, Any]:
    """A demand that came to a site from outside, as `demands/intake.py` would make it."""
    city.demands_numbered += 1
    title, category = about
    starts, ends = window(Suits.WEEK, city.now)
    demand = city.rows.add(
        Demand,
        number=f"{made.year}-{city.demands_numbered:06d}",
        status=status,
        category=category,
        title=title,
        text=title,
        site_id=site["id"],
        headcount=1,
        starts=starts,
        ends=ends,
        contact_name=site["name"],
        contact_phone=site["duty_phone"],
        responsible_unit_id=site["paired_unit_id"],
        deadline=made + timedelta(days=3) if status in (S.SUBMITTED, S.ACCEPTED) else None,
        times_returned=int(status == S.RETURNED),
        created_at=made,
        submitted_at=made,
    )  # fmt: skip
    city.rows.add(DemandStep, demand_id=demand, step="submit", at=made, by=None)
    row = city.rows.of(Demand)[-1]
    row["team"] = next(team for team in city.network.teams if team["id"] == site["paired_unit_id"])
    return row


def _ask(
    city: City,
    random: Random,
    site: dict[str, Any],
    about: tuple[str, str],
    status: DemandStatus,
    made: datetime,
    steps: Iterable[tuple[str, str | None]] = (),
) -> None:
    row = add_without_account(city, site, about, status, made)
    came_without_account(city, random, row, Channel.RESIDENT)
    leader, unit = row["team"]["leader"]["account_id"], site["paired_unit_id"]
    for n, (step, reason) in enumerate(steps, 1):
        by = site["operator"] if step in BY_SITE else None if step in BY_RESIDENT else leader
        own = {"unit_id": unit} if by == leader else {}
        city.rows.add(
            DemandStep, demand_id=row["id"], step=step, at=made + timedelta(hours=n), by=by, reason=reason, **own
        )


def _link(city: City, random: Random, row: dict[str, Any]) -> None:
    """The form that was handed in, and the private link that only the resident has."""
    city.rows.add(
        HelpRequest,
        demand_id=row["id"],
        site_id=row["site_id"],
        form_key=random.randbytes(12).hex(),
        suits=Suits.WEEK,
        proven=True,
        asked_at=row["created_at"],
    )
    city.rows.add(
        DemandLink,
        demand_id=row["id"],
        purpose=LinkPurpose.FOLLOW,
        token_hash=random.randbytes(32),
        made_at=row["created_at"],
    )


def _told(city: City, status: DemandStatus, site_ids: Iterable[int]) -> list[dict[str, Any]]:
    """Demands of sites in a state that a resident could have asked for, the latest first."""
    within = set(site_ids)
    found = [
        row
        for row in city.rows.of(Demand)
        if row["status"] == status and row["site_id"] in within and row["category"] in IN_OWN_WORDS and row["asker_id"]
    ]
    return sorted(found, key=lambda row: (row["created_at"], row["id"]), reverse=True)
