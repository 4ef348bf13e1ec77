"""Lists of the hotline in the demo city: one answered, one just taken in, one that waits to be let through."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from volunteer.accounts.models import SignInIdentity
from volunteer.demands.models import Demand
from volunteer.demands.states import Channel, DemandStatus
from volunteer.demo.blocks import City
from volunteer.demo.residents import add_without_account, came_without_account
from volunteer.hotlines.checking import Checked, Earlier, Known, Site, check, due_of, fingerprint, said
from volunteer.hotlines.headings import understood
from volunteer.hotlines.models import HotlineList, HotlineOrder, HotlineRow, HotlineSender
from volunteer.hotlines.rules import DOES_SOMETHING
from volunteer.hotlines.states import ListStatus, RowAction
from volunteer.kernel.clock import local
from volunteer.organization.models import Place, PlaceKind

HEADINGS = ("序号", "工单编号", "诉求内容", "所属镇街", "所属社区", "诉求人", "联系电话", "详细地址", "办结期限")
COLUMNS = understood(HEADINGS, {})
ANSWERED = 5
NEW = ("小区健身器材松动，希望志愿者来检修", "独居老人想请人帮忙搬一下旧衣柜", "河边步道垃圾多，希望组织清理")
WAITING = (("老人家中水管漏水，希望上门维修", "repair"), ("想请人教老人用手机交费", "elder"))
ELSEWHERE = "月亮湾社区"


def make_hotlines(city: City, site: dict[str, Any], seed: int) -> None:
    """Three lists of one sender, the demo site among those they speak of."""
    random = Random(f"{seed}-hotlines")
    sender = city.rows.add(HotlineSender, name="12345 政务热线", columns={})
    closed = [row for row in city.rows.of(Demand) if row["status"] == DemandStatus.CLOSED and row["asker_id"]]
    served = sorted(closed, key=lambda row: (row["created_at"], row["id"]))[-ANSWERED:]
    _taken_in(city, random, sender, "12345转办单-已办.xlsx", served)
    yesterday = city.now - timedelta(days=1, hours=2)
    sites = (site, random.choice(city.network.sites))
    waiting = [
        add_without_account(city, place, about, DemandStatus.SUBMITTED, yesterday)
        for place, about in zip(sites, WAITING, strict=True)
    ]
    rows, orders = _taken_in(city, random, sender, "12345转办单-昨天.xlsx", waiting)
    today = _again(city, random, site, rows)
    came = city.now - timedelta(hours=3)
    _list(city, sender, "12345转办单-今天.xlsx", came, today, _checked(city, today, orders), ListStatus.CHECKED)


def _taken_in(
    city: City, random: Random, sender: int, name: str, demands: Sequence[dict[str, Any]]
) -> tuple[list[list[str]], dict[str, Earlier]]:
    """A list whose rows became these demands, with one row that was left out."""
    came = min((row["created_at"] for row in demands), default=city.now)
    rows = []
    for row in demands:
        person = came_without_account(city, random, row, Channel.HOTLINE)
        rows.append(_cells(city, row, person))
    rows.append([*_line("DH0", "路面井盖松动，过车很响", "", ELSEWHERE), "", "", "", ""])
    checked = _checked(city, rows, {})
    _list(city, sender, name, came + timedelta(minutes=2), rows, checked, ListStatus.APPLIED)
    orders = {}
    for row, cells, one in zip(demands, rows, checked, strict=False):
        told = said(cells, COLUMNS)
        orders[one.number] = Earlier(fingerprint(told, one.site_id), row["site_id"])
        city.rows.add(
            HotlineOrder,
            sender_id=sender,
            number=one.number,
            demand_id=row["id"],
            fingerprint=orders[one.number].fingerprint,
            due_at=due_of(told["due"]),
        )
    return rows, orders


def _again(city: City, random: Random, site: dict[str, Any], before: Sequence[list[str]]) -> list[list[str]]:
    """What came before, one of it changed, new ones, and one that is wrong."""
    changed, same = list(before[0]), list(before[1])
    changed[2] += "，已经第三天，请尽快"
    sites = [site, *random.sample(city.network.sites, min(len(city.network.sites), len(NEW) - 1))]
    new = [
        [*_line(f"DH9{n}", text, _town(city, one), one["name"]), "", f"1990001{n:04d}", "", ""]
        for n, (text, one) in enumerate(zip(NEW, sites, strict=False))
    ]
    wrong = [*_line("DH99", "公园长椅坏了", "", site["name"]), "", "", "", "下周"]
    return [same, changed, *new, wrong]


def _cells(city: City, row: dict[str, Any], person: dict[str, Any]) -> list[str]:
    site = next(one for one in city.network.sites if one["id"] == row["site_id"])
    due = local(row["created_at"] + timedelta(days=10)).strftime("%Y-%m-%d 18:00")
    order = _line(f"DH{row['id']}", row["title"], _town(city, site), site["name"])
    return [*order, person["recipient"], person["phone"], person["address"], due]


def _line(number: str, text: str, town: str, site: str) -> list[str]:
    return [number.removeprefix("DH"), f"{number}2026", text, town, site]


def _town(city: City, site: dict[str, Any]) -> str:
    return str(next(town["name"] for town in city.rows.of(Place) if town["id"] == site["parent_id"]))


def _checked(city: City, rows: Sequence[list[str]], orders: dict[str, Earlier]) -> list[Checked]:
    towns = {place["id"]: place["name"] for place in city.rows.of(Place) if place["kind"] == PlaceKind.TOWN}
    sites = (Site(site["id"], site["name"], towns[site["parent_id"]]) for site in city.network.sites)
    return check(rows, COLUMNS, Known(sites, orders))


def _list(
    city: City,
    sender: int,
    name: str,
    came: datetime,
    rows: Sequence[list[str]],
    checked: Sequence[Checked],
    status: ListStatus,
) -> None:
    applied = status is ListStatus.APPLIED
    counts = {action: 0 for action in RowAction} | Counter(str(one.action) for one in checked)
    made = city.rows.add(
        HotlineList,
        sender_id=sender,
        unit_id=city.network.brigade,
        file_name=name,
        headings=list(HEADINGS),
        columns=dict(COLUMNS),
        status=status,
        counts=counts,
        rows_total=len(rows),
        rows_done=sum(counts[action] for action in DOES_SOMETHING) if applied else 0,
        created_by=next(one["account_id"] for one in city.rows.of(SignInIdentity) if one["subject"] == "committee"),
        created_at=came,
        applied_at=came + timedelta(minutes=4) if applied else None,
    )
    for line, (cells, one) in enumerate(zip(rows, checked, strict=True), 2):
        city.rows.add(
            HotlineRow,
            list_id=made,
            line=line,
            cells=cells,
            order_number=one.number,
            action=one.action,
            problems=one.problems,
            site_id=one.site_id,
            done=applied and one.action in DOES_SOMETHING,
        )
