"""The rows of the claim benchmark: members with tokens, positions spread over many times."""

from __future__ import annotations

import hashlib
import random
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, text

from volunteer.accounts.models import Account, ApiToken
from volunteer.accounts.states import AccountStatus
from volunteer.kernel import clock
from volunteer.kernel.database import Base, db
from volunteer.organization.models import Organ, Place, PlaceKind, Tier, Unit, WorkingTimeRule
from volunteer.people.models import Member, MemberSkill
from volunteer.projects.models import Position, Project, ServiceSession
from volunteer.projects.states import ProjectStatus
from volunteer.taxonomy.models import Category, Skill, SkillGroup

SQUADS = 40
SLOTS = 80
PAST = 10  # services each member has attended before: plans made on an empty table would mislead
SKILLED_EVERY = 5  # every fifth position wants a skill that every second member has


@dataclass(frozen=True)
class ClaimCity:
    """Who asks (a token per member) and for what."""

    tokens: list[str]
    positions: list[int]


def build(members: int, positions: int, headcount: int) -> ClaimCity:
    """Fill an empty, migrated database. Needs an application context."""
    now = clock.now()
    squads, site = _trees()
    tokens = _members(members, squads, now)
    ids = _positions(positions, headcount, squads[0], site, now + timedelta(days=1))
    _history(_positions(PAST, members, squads[0], site, now - timedelta(days=30)))
    db.session.commit()
    return ClaimCity(tokens, ids)


def requests_of(city: ClaimCity, each: int, seed: int) -> list[tuple[str, int]]:
    """Every member asks for several different positions; all of it shuffled."""
    rng = random.Random(seed)
    wanted = [(token, position) for token in city.tokens for position in rng.sample(city.positions, each)]
    rng.shuffle(wanted)
    return wanted


def _add(model: type[Base], rows: list[dict[str, Any]]) -> list[int]:
    statement = insert(model).returning(model.__table__.c.id, sort_by_parameter_order=True)
    return list(db.session.scalars(statement, rows))


def _trees() -> tuple[list[int], int]:
    db.session.add(SkillGroup(code="health", name="医疗卫生", name_en="Medicine"))
    db.session.flush()
    db.session.add_all(
        [
            Category(code="care", name="助老", name_en="Elder care"),
            Skill(code="nursing", name="护理", name_en="Nursing", group="health"),
        ]
    )
    organ = Organ(name="市某局", short_name="某局", working_time=WorkingTimeRule.FREE)
    town = Place(kind=PlaceKind.TOWN, code="town", name="某街道", path="1/", lon=113.75, lat=23.02)
    db.session.add_all([organ, town])
    db.session.flush()
    brigade = _add(Unit, [{"tier": Tier.BRIGADE, "name": "大队", "short_name": "大队", "path": "1/", "settings": {}}])[
        0
    ]
    team = {"tier": Tier.TEAM, "name": "队", "short_name": "队", "path": "1/2/", "organ_id": organ.id}
    team_id = _add(Unit, [{**team, "parent_id": brigade}])[0]
    squads = [
        {"tier": Tier.SQUAD, "name": f"第{n}分队", "short_name": f"{n}", "path": f"1/2/{n + 3}/", "parent_id": team_id}
        for n in range(SQUADS)
    ]
    site = {"kind": PlaceKind.SITE, "code": "site", "name": "某社区", "path": "1/2/", "lon": 113.75, "lat": 23.02}
    return _add(Unit, squads), _add(Place, [{**site, "parent_id": town.id}])[0]


def _members(count: int, squads: list[int], now: datetime) -> list[str]:
    accounts = _add(Account, [{"name": f"党员{n}", "status": AccountStatus.ACTIVE} for n in range(count)])
    tokens = [secrets.token_urlsafe(32) for _account in accounts]
    members = _add(
        Member,
        [
            {
                "account_id": account,
                "number": f"M{n:06d}",
                "name": f"党员{n}",
                "pinyin": "dangyuan",
                "initials": "dy",
                "unit_id": squads[n % len(squads)],
            }
            for n, account in enumerate(accounts)
        ],
    )
    _add(
        ApiToken,
        [
            {
                "account_id": account,
                "token_hash": hashlib.sha256(token.encode()).digest(),
                "created_at": now,
                "expires_at": now + timedelta(hours=12),
            }
            for account, token in zip(accounts, tokens, strict=True)
        ],
    )
    db.session.execute(
        insert(MemberSkill), [{"member_id": member, "skill": "nursing", "level": 2} for member in members[::2]]
    )
    return tokens


def _positions(count: int, headcount: int, unit: int, site: int, first: datetime) -> list[int]:
    project = {
        "status": ProjectStatus.PUBLISHED,
        "summary": "一场服务",
        "category": "care",
        "site_id": site,
        "unit_id": unit,
        "created_at": first,
        "published_at": first,
    }
    projects = _add(Project, [{**project, "title": f"服务 {n}"} for n in range(count)])
    sessions = _add(
        ServiceSession,
        [
            {
                "project_id": project_id,
                "starts": first + timedelta(hours=3 * (n % SLOTS)),
                "ends": first + timedelta(hours=3 * (n % SLOTS) + 2),
                "site_id": site,
                "code_secret": b"0" * 20,
            }
            for n, project_id in enumerate(projects)
        ],
    )
    return _add(
        Position,
        [
            {
                "project_id": project_id,
                "session_id": session_id,
                "line": 1,
                "title": "志愿者",
                "skill": "nursing" if n % SKILLED_EVERY == 0 else None,
                "headcount": headcount,
            }
            for n, (project_id, session_id) in enumerate(zip(projects, sessions, strict=True))
        ],
    )


def _history(positions: list[int]) -> None:
    """Every member has attended every past session."""
    db.session.execute(
        text(
            "INSERT INTO claim (position_id, session_id, member_id, unit_id, status, blocks, period, source,"
            " created_at, changed_at, version)"
            " SELECT p.id, s.id, m.id, m.unit_id, 'attended', true, tstzrange(s.starts, s.ends), 'self',"
            " s.starts, s.ends, 1"
            " FROM member m, position p JOIN service_session s ON s.id = p.session_id WHERE p.id = ANY(:positions)"
        ),
        {"positions": positions},
    )
    db.session.execute(
        text("UPDATE position SET taken = headcount WHERE id = ANY(:positions)"), {"positions": positions}
    )
