"""The demo accounts: the only ones with a password, refused in production (D28)."""

from __future__ import annotations

from typing import Any

from volunteer.accounts.models import Account, AccountStatus, IdentityKind, SignInIdentity
from volunteer.demo.blocks import City
from volunteer.demo.rows import Rows
from volunteer.organization.models import Grant, Organ
from volunteer.organization.permissions import Role


def make_stars(city: City, password_hash: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give the eight demo accounts a password; returns the demo site and the demo member."""
    rows, network = city.rows, city.network
    site = next((s for s in network.sites if s["name"] == "花园新村社区"), network.sites[0])
    team = next(t for t in network.teams if t["id"] == site["paired_unit_id"])
    squad = team["squads"][0]
    member = next(m for m in city.members if m["unit_id"] == squad["id"] and m not in (team["leader"], squad["leader"]))
    member.update(home_lon=round(site["lon"] + 0.006, 3), home_lat=round(site["lat"] + 0.004, 3), radius_km=10.0)
    for subject, account in (
        ("member", member["account_id"]),
        ("team", team["leader"]["account_id"]),
        ("squad", squad["leader"]["account_id"]),
        ("site", site["operator"]),
    ):
        _open(rows, account, subject, password_hash)
    for subject, name, role, node in (
        ("committee", "陈工委", Role.COMMITTEE, {"unit_id": network.brigade}),
        ("admin", "系统管理员", Role.ADMIN, {"unit_id": network.brigade}),
        ("town", "周镇街", Role.TOWN_OFFICER, {"place_id": site["parent_id"]}),
        ("supervisor", "黄督导", Role.SUPERVISOR, _group_of(rows, team)),
    ):
        account = rows.add(Account, name=name, status=AccountStatus.PENDING, created_at=city.now)
        _open(rows, account, subject, password_hash)
        rows.add(Grant, account_id=account, role=role, since=city.now, **node)
    return site, member


def _open(rows: Rows, account_id: int, subject: str, password_hash: str) -> None:
    account = rows.of(Account)[account_id - 1]
    account.update(status=AccountStatus.ACTIVE, password_hash=password_hash)
    rows.add(SignInIdentity, account_id=account_id, kind=IdentityKind.PASSWORD, subject=subject)


def _group_of(rows: Rows, team: dict[str, Any]) -> dict[str, int]:
    """The collaboration group of a team's organ."""
    groups = {organ["id"]: organ["collaboration_group_id"] for organ in rows.of(Organ)}
    return {"collaboration_group_id": groups[team["organ_id"]]}
