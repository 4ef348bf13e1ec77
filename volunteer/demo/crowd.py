"""The people of the demo city: members with homes, skills and free time; operators of sites; leaders."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from pypinyin import Style, lazy_pinyin

from volunteer.accounts.models import Account, AccountStatus, IdentityKind, SignInIdentity
from volunteer.demo.names import person_name
from volunteer.demo.network import Network
from volunteer.demo.rows import Rows
from volunteer.demo.scale import Scale
from volunteer.organization.models import Grant
from volunteer.organization.permissions import Role
from volunteer.organization.settings import KNOBS
from volunteer.people.models import Member, MemberInterest, MemberKind, MemberSkill, Registration
from volunteer.people.rules import ASSUMED_AVAILABILITY
from volunteer.taxonomy.models import Category, Skill

EVENINGS = sum(1 << (day * 4 + 3) for day in range(5))
WEEKEND = sum(1 << (day * 4 + band) for day in (5, 6) for band in (1, 2))
WEEKEND_MORNINGS = sum(1 << (day * 4 + 1) for day in (5, 6))
ASSUMED_RADIUS_KM = float(KNOBS["default_radius_km"].default)
PATTERNS = ((EVENINGS | WEEKEND, 4), (WEEKEND, 3), (EVENINGS, 2), (WEEKEND_MORNINGS, 2), ((1 << 28) - 1, 1))
COMMON_SKILLS = ("first_aid", "driving", "it_support", "policy_advice", "tutoring", "nursing", "law",
                 "appliance_repair", "electrician", "counselling", "sign_language", "cantonese")  # fmt: skip
SKILL_WEIGHTS = (14, 24, 12, 10, 10, 7, 6, 5, 5, 4, 2, 16)


def add_account(rows: Rows, name: str, subject: str, now: datetime) -> int:
    """An account nobody has activated: it has no password and cannot sign in."""
    account = rows.add(Account, name=name, status=AccountStatus.PENDING, created_at=now)
    rows.add(SignInIdentity, account_id=account, kind=IdentityKind.PASSWORD, subject=subject)
    return account


def make_crowd(rows: Rows, network: Network, scale: Scale, random: Random, now: datetime) -> list[dict[str, Any]]:
    """Members spread over the squads, a leader for every team and squad, an operator for every site."""
    squads = [(team, squad) for team in network.teams for squad in team["squads"]]
    members = [_member(rows, network, *squads[n % len(squads)], n, random, now) for n in range(scale.members)]
    _leaders(rows, squads, members, now)
    for n, site in enumerate(network.sites):
        operator = add_account(rows, person_name(random), f"S{site['code']}", now)
        site["operator"] = operator
        rows.add(Grant, account_id=operator, role=Role.SITE_OPERATOR, place_id=site["id"], since=now)
        if n % 20 == 0:
            officer = add_account(rows, person_name(random), f"T{site['code']}", now)
            rows.add(Grant, account_id=officer, role=Role.TOWN_OFFICER, place_id=site["parent_id"], since=now)
    return members


def _member(
    rows: Rows, network: Network, team: dict[str, Any], squad: dict[str, Any], n: int, random: Random, now: datetime
) -> dict[str, Any]:
    name = person_name(random)
    number = f"DG{n + 1:06d}"
    joined = now - timedelta(days=random.randrange(400, 2000))
    home = random.choice(network.sites)
    told = random.random() < 0.6
    pattern = random.choices([p for p, _ in PATTERNS], [w for _, w in PATTERNS])[0]
    member_id = rows.add(
        Member,
        account_id=add_account(rows, name, number, joined),
        number=number,
        name=name,
        pinyin="".join(lazy_pinyin(name)),
        initials="".join(lazy_pinyin(name, style=Style.FIRST_LETTER)),
        phone=f"19900{random.randrange(10**6):06d}",
        kind=random.choices([MemberKind.ACTIVE, MemberKind.RETIRED, MemberKind.SECONDED], [90, 8, 2])[0],
        unit_id=squad["id"],
        home_lon=round(home["lon"] + random.gauss(0, 0.008), 3),
        home_lat=round(home["lat"] + random.gauss(0, 0.008), 3),
        availability=pattern if told else ASSUMED_AVAILABILITY,
        profile_assumed=not told,
        radius_km=random.choice((3.0, 5.0, 5.0, 8.0, 10.0, 15.0)) if told else ASSUMED_RADIUS_KM,
        created_at=joined,
    )
    row = rows.of(Member)[-1]
    row["team"] = team
    row["squad"] = squad
    row["skills"] = _skills(rows, member_id, random, now)
    for category in random.sample([c["code"] for c in rows.of(Category)], random.randrange(4) if told else 0):
        rows.add(MemberInterest, member_id=member_id, category=category)
    rows.add(Registration, member_id=member_id, place_id=home["id"], since=date(2025, 3, 1))
    return row


def _skills(rows: Rows, member_id: int, random: Random, now: datetime) -> dict[str, int]:
    approval = {skill["code"]: skill["needs_approval"] for skill in rows.of(Skill)}
    held = set(random.choices(COMMON_SKILLS, SKILL_WEIGHTS, k=random.choice((0, 1, 1, 1, 2, 2, 3))))
    levels = {code: random.choice((1, 2, 2, 3)) for code in sorted(held)}
    for code, level in levels.items():
        approved = now - timedelta(days=random.randrange(30, 300)) if approval[code] else None
        expires = (now + timedelta(days=random.randrange(10, 700))).date() if approval[code] else None
        rows.add(MemberSkill, member_id=member_id, skill=code, level=level, approved_at=approved, expires_on=expires)
    return levels


def _leaders(
    rows: Rows, squads: list[tuple[dict[str, Any], dict[str, Any]]], members: list[dict[str, Any]], now: datetime
) -> None:
    """The first member of a squad leads it; the second member of a team's first squad leads the team."""
    of_squad: dict[int, list[dict[str, Any]]] = {}
    for member in members:
        of_squad.setdefault(member["unit_id"], []).append(member)
    for team, squad in squads:
        leader = of_squad[squad["id"]][0]
        squad["leader"] = leader
        rows.add(Grant, account_id=leader["account_id"], role=Role.SQUAD_LEADER, unit_id=squad["id"], since=now)
        if "leader" not in team:
            team["leader"] = of_squad[squad["id"]][1]
            since = now - timedelta(days=500)
            rows.add(Grant, account_id=team["leader"]["account_id"], role=Role.TEAM_LEADER, unit_id=team["id"],
                     since=since)  # fmt: skip
