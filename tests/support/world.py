"""A small city for tests: every role has an account, every kind of thing a builder.

brigade ─ team_a ─ squad_a1, squad_a2        city ─ town_1 ─ site_1 (paired with team_a), site_2
        └ team_b ─ squad_b1                       └ town_2 ─ site_3
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask, g, session
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import Range
from werkzeug.test import TestResponse

from volunteer.accounts.models import Account, AccountStatus, ApiToken, IdentityKind, SignInIdentity
from volunteer.accounts.sign_in_models import Device
from volunteer.claims.models import Claim, ClaimSource
from volunteer.claims.states import ALWAYS_BLOCKS, TAKES_PLACE, ClaimStatus
from volunteer.demands.models import Demand
from volunteer.demands.states import DemandStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.organization.models import Grant, Organ, Place, PlaceKind, Tier, Unit, WorkingTimeRule
from volunteer.organization.permissions import Role
from volunteer.people.identity import actor_of_account
from volunteer.people.models import Member, MemberSkill
from volunteer.projects.models import Position, Project, ProjectDemand, ServiceSession
from volunteer.projects.states import ProjectStatus
from volunteer.taxonomy.models import Category, Skill, SkillGroup

ALL_BANDS = (1 << 28) - 1
# Who has an office, with the unit or place where it is held; who serves in which squad.
OFFICES: dict[str, tuple[Role, str | None, str | None]] = {
    "admin": (Role.ADMIN, "brigade", None),
    "committee": (Role.COMMITTEE, "brigade", None),
    "supervisor": (Role.SUPERVISOR, "team_a", None),
    "team": (Role.TEAM_LEADER, "team_a", None),
    "team_b": (Role.TEAM_LEADER, "team_b", None),
    "squad": (Role.SQUAD_LEADER, "squad_a1", None),
    "site": (Role.SITE_OPERATOR, None, "site_1"),
    "site_3": (Role.SITE_OPERATOR, None, "site_3"),
    "town": (Role.TOWN_OFFICER, None, "town_1"),
}
SQUADS = {"member": "squad_a1", "member_2": "squad_a1", "member_a2": "squad_a2", "member_b": "squad_b1"}


class ApiClient:
    """A JSON client with a bearer token."""

    def __init__(self, client: FlaskClient, token: str) -> None:
        self.token = token
        self._client = client
        self._headers = {"Authorization": f"Bearer {token}"}

    def call(self, method: str, path: str, json: Any = None, **headers: str) -> TestResponse:
        """One request below /api/v1; extra headers as keyword arguments with underscores."""
        extra = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._client.open(f"/api/v1{path}", method=method, json=json, headers={**self._headers, **extra})

    def get(self, path: str, **headers: str) -> TestResponse:
        """GET below /api/v1."""
        return self.call("GET", path, **headers)

    def post(self, path: str, json: Any = None, **headers: str) -> TestResponse:
        """POST below /api/v1; an empty object by default."""
        return self.call("POST", path, {} if json is None else json, **headers)

    def patch(self, path: str, json: Any, **headers: str) -> TestResponse:
        """PATCH below /api/v1."""
        return self.call("PATCH", path, json, **headers)


class Browser:
    """A signed-in browser without JavaScript: follows nothing by itself, sends the CSRF token with every form."""

    def __init__(self, app: Flask, account: Account | None, key: str | None = None) -> None:
        self.key = key or (_signed_in(account) if account else None)  # of a device, which browsers may share
        self.client = app.test_client()
        with app.test_request_context():
            g.pop("csrf_token", None)  # the test's application context lends its g, with an earlier browser's token
            self._csrf = generate_csrf()
            raw = session["csrf_token"]
        with self.client.session_transaction() as stored:
            stored["csrf_token"] = raw
            if self.key is not None:
                stored["_user_id"] = self.key
                stored["_fresh"] = True
                stored["seen"] = int(clock.now().timestamp())

    def get(self, path: str) -> TestResponse:
        """GET a page."""
        return self.client.get(path)

    def post(
        self,
        path: str,
        data: dict[str, Any] | None = None,
        referrer: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> TestResponse:
        """POST a form; `referrer` is the path of the page it stood on."""
        stood = {"Referer": f"http://localhost{referrer}"} if referrer else {}
        sent = {"csrf_token": self._csrf, **(data or {})}
        return self.client.post(path, data=sent, headers={**stood, **(headers or {})})


def _signed_in(account: Account) -> str:
    """The key of a device that this account has just signed in with."""
    key, now = secrets.token_urlsafe(32), clock.now()
    db.session.add(
        Device(
            account_id=account.id,
            key_hash=hashlib.sha256(key.encode()).digest(),
            epoch=account.sign_in_epoch,
            way="password",
            made_at=now,
            seen_at=now,
        )
    )
    db.session.commit()
    return key


@dataclass
class World:
    """The rows of the city by name. `accounts` by user name; ids are stable only within one test."""

    app: Flask
    units: dict[str, Unit] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        """The actor that a sign-in under this name gives."""
        account = self.accounts[name]
        actor = actor_of_account(account.id, account.sign_in_epoch, clock.now(), "127.0.0.1")
        assert actor is not None
        return actor

    def api(self, name: str) -> ApiClient:
        """A client with a fresh token of this account."""
        token = secrets.token_urlsafe(32)
        now = clock.now()
        digest = hashlib.sha256(token.encode()).digest()
        lasting = now + timedelta(hours=12)
        db.session.add(
            ApiToken(account_id=self.accounts[name].id, token_hash=digest, created_at=now, expires_at=lasting)
        )
        db.session.commit()
        return ApiClient(self.app.test_client(), token)

    def browser(self, name: str | None, key: str | None = None) -> Browser:
        """A browser signed in as this account, or a visitor's; with `key` one that was signed in before."""
        return Browser(self.app, self.accounts[name] if name else None, key)

    def add_member(self, name: str, squad: str, **values: Any) -> Member:
        """One more member with an account of the same name."""
        self._account(name)
        member = self._member(name, squad, **values)
        db.session.commit()
        return member

    def _member(self, name: str, squad: str, **values: Any) -> Member:
        account = self.accounts[name]
        defaults: dict[str, Any] = {
            "number": f"M{account.id:06d}",
            "name": f"张{name}",
            "pinyin": f"zhang{name}".lower(),
            "initials": "z",
            "phone": "13800000000",
            "unit_id": self.units[squad].id,
            "home_lon": 113.80,
            "home_lat": 23.03,
            "availability": ALL_BANDS,
            "profile_assumed": False,
            "radius_km": 20.0,
        }
        member = Member(account_id=account.id, **{**defaults, **values})
        db.session.add(member)
        self.members[name] = member
        return member

    def give_skill(self, member: str, skill: str, level: int = 3, approved: bool = True) -> None:
        """A skill held, approved unless told otherwise."""
        at = clock.now() if approved else None
        by = self.accounts["team"].id if approved else None
        db.session.add(
            MemberSkill(member_id=self.members[member].id, skill=skill, level=level, approved_at=at, approved_by=by)
        )
        db.session.commit()

    def demand(self, **values: Any) -> Demand:
        """A demand of site_1, submitted to team_a unless told otherwise."""
        starts = coming(days=7)
        defaults: dict[str, Any] = {
            "number": f"2026-{secrets.randbelow(10**6):06d}",
            "status": DemandStatus.SUBMITTED,
            "category": "care",
            "title": "陪独居老人看病",
            "text": "陪同社区老人到医院复诊，挂号、取药、送回家。",
            "site_id": self.places["site_1"].id,
            "headcount": 2,
            "starts": starts,
            "ends": starts + timedelta(hours=2),
            "contact_name": "李社工",
            "contact_phone": "13900000000",
            "risk_note": "全程在公共场所，已投保意外险",
            "asker_id": self.accounts["site"].id,
            "responsible_unit_id": self.units["team_a"].id,
            "created_at": clock.now(),
        }
        if values.get("status") == DemandStatus.MERGED and "merged_into_id" not in values:
            defaults["merged_into_id"] = self.demand().id
        demand = Demand(**{**defaults, **values})
        db.session.add(demand)
        db.session.commit()
        return demand

    def project(
        self,
        *,
        starts: datetime | None = None,
        hours: float = 2,
        headcount: int = 2,
        demand: Demand | None = None,
        skill: str | None = None,
        level: int = 1,
        sessions: int = 1,
        **values: Any,
    ) -> Project:
        """A published project of team_a at site_1 with one position a session; sessions are a day apart."""
        starts = starts or coming(days=7)
        defaults: dict[str, Any] = {
            "status": ProjectStatus.PUBLISHED,
            "title": "社区义诊",
            "summary": "在党群服务中心为居民量血压、测血糖。",
            "category": "care",
            "site_id": self.places["site_1"].id,
            "unit_id": self.units["team_a"].id,
            "contact_name": "李社工",
            "contact_phone": "13900000000",
            "risk_note": "全程在公共场所，已投保意外险",
            "created_by": self.accounts["team"].id,
            "created_at": clock.now(),
            "published_at": clock.now(),
        }
        project = Project(**{**defaults, **values})
        for n in range(sessions):
            begins = starts + timedelta(days=n)
            occurrence = ServiceSession(
                project=project,
                starts=begins,
                ends=begins + timedelta(hours=hours),
                site_id=project.site_id,
                code_secret=secrets.token_bytes(20),
            )
            Position(
                project=project,
                session=occurrence,
                line=1,
                title="志愿者",
                skill=skill,
                level=level,
                headcount=headcount,
            )
        db.session.add(project)
        db.session.flush()
        if demand is not None:
            db.session.add(ProjectDemand(project_id=project.id, demand_id=demand.id))
        db.session.commit()
        return project

    def claim(self, member: str, position: Position, status: ClaimStatus = ClaimStatus.CONFIRMED) -> Claim:
        """A claim in any state, with the position's count kept true."""
        who = self.members[member]
        session = position.session
        waits = status in (ClaimStatus.OFFERED, ClaimStatus.INVITED)
        claim = Claim(
            position_id=position.id,
            session_id=session.id,
            member_id=who.id,
            unit_id=who.unit_id,
            status=status,
            blocks=status in ALWAYS_BLOCKS,
            period=Range(session.starts, session.ends),
            source=ClaimSource.SELF,
            by=who.account_id,
            respond_by=clock.now() + timedelta(hours=24) if waits else None,
            created_at=clock.now(),
            changed_at=clock.now(),
        )
        position.taken += status in TAKES_PLACE
        db.session.add(claim)
        db.session.commit()
        return claim

    def _account(self, name: str) -> Account:
        self._accounts(name)
        return self.accounts[name]

    def _accounts(self, *names: str) -> None:
        """Accounts in one go: so much for a small city is most of what a test costs."""
        made = {name: Account(name=f"{name}账号", status=AccountStatus.ACTIVE) for name in names}
        db.session.add_all(made.values())
        db.session.flush()
        db.session.add_all(
            SignInIdentity(account_id=account.id, kind=IdentityKind.PASSWORD, subject=name)
            for name, account in made.items()
        )
        self.accounts |= made

    def _unit(self, name: str, tier: Tier, parent: str | None, organ: Organ | None = None) -> None:
        self._units((name, tier, parent, organ))

    def _units(self, *wanted: tuple[str, Tier, str | None, Organ | None]) -> None:
        """Units in one go, those above first: their ids are drawn beforehand, so that their paths are known."""
        for (name, tier, parent, organ), number in zip(wanted, _ids(Unit, len(wanted)), strict=True):
            above = self.units[parent] if parent else None
            self.units[name] = Unit(
                id=number,
                tier=tier,
                name=f"{name} 服务队",
                short_name=name,
                path=f"{above.path if above else ''}{number}/",
                parent_id=above.id if above else None,
                organ_id=organ.id if organ else None,
                duty_phone="0769-22830000",
            )
            db.session.add(self.units[name])
        db.session.flush()

    def _place(self, name: str, kind: PlaceKind, parent: str | None, lon: float, lat: float) -> None:
        self._places((name, kind, parent, lon, lat))

    def _places(self, *wanted: tuple[str, PlaceKind, str | None, float, float]) -> None:
        """Places in one go, those above first."""
        for (name, kind, parent, lon, lat), number in zip(wanted, _ids(Place, len(wanted)), strict=True):
            above = self.places[parent] if parent else None
            self.places[name] = Place(
                id=number,
                kind=kind,
                code=name,
                name=f"{name} 社区",
                path=f"{above.path if above else ''}{number}/",
                parent_id=above.id if above else None,
                lon=lon,
                lat=lat,
            )
            db.session.add(self.places[name])
        db.session.flush()

    def _grant(self, name: str, role: Role, *, unit: str | None = None, place: str | None = None) -> None:
        account = self.accounts.get(name) or self._account(name)
        db.session.add(
            Grant(
                account_id=account.id,
                role=role,
                unit_id=self.units[unit].id if unit else None,
                place_id=self.places[place].id if place else None,
                since=clock.now() - timedelta(days=1),
            )
        )


def _ids(model: type[Unit] | type[Place], number: int) -> list[int]:
    """Ids for rows to come."""
    serial = func.pg_get_serial_sequence(model.__tablename__, "id")
    return list(db.session.scalars(select(func.nextval(serial)).select_from(func.generate_series(1, number).alias())))


def coming(*, days: int, hour: int = 9) -> datetime:
    """A full hour in Shanghai some days from now, in UTC."""
    day = clock.local(clock.now()) + timedelta(days=days)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0).astimezone(UTC)


def build_world(app: Flask) -> World:
    """Fill an empty, migrated database. Needs an application context."""
    world = World(app)
    _list_skills()
    organs = [
        Organ(name=f"市{n}局", short_name=n, lon=113.75, lat=23.02, working_time=WorkingTimeRule.FREE) for n in "甲乙"
    ]
    db.session.add_all(organs)
    db.session.flush()
    world._units(
        ("brigade", Tier.BRIGADE, None, None),
        ("team_a", Tier.TEAM, "brigade", organs[0]),
        ("team_b", Tier.TEAM, "brigade", organs[1]),
        ("squad_a1", Tier.SQUAD, "team_a", organs[0]),
        ("squad_a2", Tier.SQUAD, "team_a", organs[0]),
        ("squad_b1", Tier.SQUAD, "team_b", organs[1]),
    )
    world._places(
        ("city", PlaceKind.CITY, None, 113.75, 23.02),
        ("town_1", PlaceKind.TOWN, "city", 113.80, 23.03),
        ("town_2", PlaceKind.TOWN, "city", 113.95, 22.90),
        ("site_1", PlaceKind.SITE, "town_1", 113.79, 23.03),
        ("site_2", PlaceKind.SITE, "town_1", 113.81, 23.00),
        ("site_3", PlaceKind.SITE, "town_2", 113.96, 22.91),
    )
    world.places["site_1"].paired_unit_id = world.units["team_a"].id
    world._accounts(*OFFICES, *SQUADS)
    for name, (role, unit, place) in OFFICES.items():
        world._grant(name, role, unit=unit, place=place)
    for name, squad in SQUADS.items():
        world._member(name, squad)
    _commit_and_keep()
    return world


def _commit_and_keep() -> None:
    """Commit without forgetting what was just written: read again row by row, it costs half as much as writing it."""
    session = db.session()
    session.expire_on_commit = False
    try:
        session.commit()
    finally:
        session.expire_on_commit = True


def _list_skills() -> None:
    """What is asked for in tests, and no more."""
    for code, name, name_en, safeguards in (
        ("care", "助老", "Elder care", {}),
        ("legal", "法律", "Law", {}),
        ("tutoring", "课后辅导", "Tutoring", {"min_helpers": 2}),
    ):
        db.session.add(Category(code=code, name=name, name_en=name_en, safeguards=safeguards))
    db.session.add(SkillGroup(code="test", name="常用", name_en="Common"))
    db.session.flush()
    for code, name, name_en, approval in (
        ("nursing", "护理", "Nursing", False),
        ("law", "法律咨询", "Legal advice", True),
        ("electrics", "电工", "Electrics", False),
    ):
        db.session.add(Skill(code=code, name=name, name_en=name_en, group="test", needs_approval=approval))


def text_of(response: TestResponse) -> str:
    """The words of a page, tags removed and white space folded."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.get_data(as_text=True)))
