"""The two trees of the demo city: organs, teams, squads; towns, sites."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from importlib import resources
from random import Random
from typing import Any

from volunteer.demo.rows import Rows
from volunteer.demo.scale import Scale
from volunteer.kernel.pinyin import pinyin_of_names
from volunteer.organization.models import CollaborationGroup, Organ, Place, PlaceKind, Tier, Unit, WorkingTimeRule

CITY = ("441900", "东莞市", 113.7518, 23.0207)
CENTRE_TOWNS = ("441900003", "441900004", "441900006")  # most organs sit in 东城, 南城 and 莞城

OFFICES = ("机关", "直属分局", "服务中心", "执法支队", "信息中心", "培训中心")
SQUADS = ("第一分队", "第二分队", "第三分队", "第四分队", "青年分队", "专业分队")
GROUPS = ("第一协作组", "第二协作组", "第三协作组", "第四协作组", "第五协作组")


@dataclass
class Network:
    """Ids of what was made, for the parts that follow."""

    brigade: int = 0
    city: int = 0
    teams: list[dict[str, Any]] = field(default_factory=list)  # unit rows, with "organ" and "squads"
    sites: list[dict[str, Any]] = field(default_factory=list)  # place rows
    towns: dict[str, dict[str, Any]] = field(default_factory=dict)  # by code


def make_network(rows: Rows, scale: Scale, random: Random) -> Network:
    """Both trees, sites paired with teams in turn."""
    network = Network()
    _places(rows, network, scale, random)
    _units(rows, network, scale, random)
    for n, site in enumerate(network.sites):
        site["paired_unit_id"] = network.teams[n % len(network.teams)]["id"]
    return network


def _table(name: str) -> list[dict[str, str]]:
    file = resources.files("volunteer.demo") / "data" / name
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _places(rows: Rows, network: Network, scale: Scale, random: Random) -> None:
    code, name, lon, lat = CITY
    network.city = rows.add(Place, kind=PlaceKind.CITY, code=code, name=name, path="1/", lon=lon, lat=lat)
    for town in _table("dongguan_towns.csv"):
        town_row = _place(rows, PlaceKind.TOWN, town, network.city, "1/")
        network.towns[town["code"]] = town_row
    sites = [site for site in _table("dongguan_sites.csv") if site["is_placeholder"] == "0"]
    if scale.sites is not None:
        sites = sorted(random.sample(sites, scale.sites), key=lambda site: site["code"])
    for site in sites:
        town_row = network.towns[site["town_code"]]
        row = _place(rows, PlaceKind.SITE, site, town_row["id"], town_row["path"])
        row["address"] = f"{town_row['name']}{site['name']}党群服务中心"
        row["duty_phone"] = f"0769-22{random.randrange(10**6):06d}"
        network.sites.append(row)


def _place(rows: Rows, kind: PlaceKind, source: dict[str, str], parent: int, path: str) -> dict[str, Any]:
    at = {"lon": float(source["lon"]), "lat": float(source["lat"])}
    place_id = rows.add(Place, kind=kind, code=source["code"], name=source["name"], parent_id=parent, path="", **at)
    row = rows.of(Place)[-1]
    row["path"] = f"{path}{place_id}/"
    return row


def _units(rows: Rows, network: Network, scale: Scale, random: Random) -> None:
    groups = [rows.add(CollaborationGroup, name=name) for name in GROUPS]
    name, short = "东莞市机关党员志愿服务大队", "市大队"
    pinyin, initials = pinyin_of_names(name, short)
    network.brigade = rows.add(
        Unit, tier=Tier.BRIGADE, name=name, short_name=short, pinyin=pinyin,
        initials=initials, path="1/", duty_phone="0769-22830001",
    )  # fmt: skip
    names = [row["name"] for row in _table("organs.csv")]
    organs = [_organ(rows, names, n, groups[n % len(groups)], network, random) for n in range(scale.organs)]
    for n in range(scale.teams):
        organ = organs[n % len(organs)]
        office = OFFICES[n // len(organs) % len(OFFICES)]
        team = _unit(rows, Tier.TEAM, network.brigade, "1/", f"{organ['name']}{office}服务队",
                     f"{organ['short_name']}{office}", organ["id"])  # fmt: skip
        team["duty_phone"] = f"0769-23{random.randrange(10**6):06d}"
        team_view = {**team, "organ": organ, "squads": []}
        network.teams.append(team_view)
    for n in range(scale.squads):
        team_view = network.teams[n % len(network.teams)]
        name = SQUADS[len(team_view["squads"]) % len(SQUADS)]
        squad = _unit(rows, Tier.SQUAD, team_view["id"], team_view["path"], f"{team_view['name']}{name}", name,
                      team_view["organ_id"])  # fmt: skip
        team_view["squads"].append(squad)


def _organ(rows: Rows, names: list[str], n: int, group: int, network: Network, random: Random) -> dict[str, Any]:
    name = names[n % len(names)]
    prefix = "市" if n < len(names) else "松山湖"
    central = random.random() < 0.75
    town = network.towns[random.choice(CENTRE_TOWNS) if central else random.choice(list(network.towns))]
    rows.add(
        Organ,
        name=f"{prefix}{name}",
        short_name=f"{prefix}{name}",
        collaboration_group_id=group,
        lon=round(town["lon"] + random.gauss(0, 0.01), 5),
        lat=round(town["lat"] + random.gauss(0, 0.01), 5),
        working_time=WorkingTimeRule.FREE,
    )
    return rows.of(Organ)[-1]


def _unit(rows: Rows, tier: Tier, parent: int, path: str, name: str, short: str, organ: int) -> dict[str, Any]:
    pinyin, initials = pinyin_of_names(name, short)
    unit_id = rows.add(
        Unit, tier=tier, parent_id=parent, name=name, short_name=short, pinyin=pinyin, initials=initials, path="",
        organ_id=organ,
    )  # fmt: skip
    row = rows.of(Unit)[-1]
    row["path"] = f"{path}{unit_id}/"
    return row
