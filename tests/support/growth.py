"""More of everything: rows added to the small city by insert-many, so that every list and every detail grows."""

from __future__ import annotations

import secrets
from datetime import timedelta
from itertools import count
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects.postgresql import Range

from tests.plans.drafts import CONTRIBUTIONS
from tests.support.everything import Ids
from tests.support.service_rows import LASTING, ServiceRows, add
from tests.support.world import ALL_BANDS, World
from volunteer.accounts.models import Account, OneTimeCode, SignInIdentity
from volunteer.accounts.states import AccountStatus, CodePurpose, IdentityKind
from volunteer.activities.models import AttendanceStatus
from volunteer.audit.models import AuditEvent
from volunteer.claims.states import ClaimStatus
from volunteer.demands.models import Demand, DemandStep, Rating
from volunteer.demands.states import DemandStatus
from volunteer.designations.models import Designation, DesignationKind
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.ledger.models import EntryKind, HoursEntry, HoursSource, ProposalStatus
from volunteer.notices.models import Notice
from volunteer.organization.models import CollaborationGroup, Grant, Organ, Place, PlaceKind, Tier, Unit
from volunteer.organization.permissions import Role
from volunteer.people.models import (
    Absence,
    Member,
    MemberSkill,
    Registration,
    RegistrationKind,
    RegistrationStatus,
)
from volunteer.plans.models import Plan, PlanPair
from volunteer.projects.models import Position
from volunteer.projects.states import ProjectStatus
from volunteer.rosters.models import RosterImport, RosterRow
from volunteer.suggestions.models import NotForMe
from volunteer.surveys.models import Survey, SurveyAnswer

Row = dict[str, Any]
SLOT = timedelta(hours=3)
SUBJECTS = (("member", "member_id"), ("demand", "demand_id"), ("project", "project_id"), ("unit", "unit_id"))


class Growth:
    """Adds to the city of `something_of_everything`; may be called again and again."""

    def __init__(self, world: World, ids: Ids) -> None:
        self._world = world
        self._ids = {name: int(value) for name, value in ids.items() if isinstance(value, int)}
        self._now = clock.now()
        self._count = 0
        self._rows = ServiceRows(world, self._now)
        world.members["member"].max_positions = 10_000  # claims may grow without the suggestions falling silent

    def by(self, times: int) -> None:
        """This many more rows of each kind, at each place where a list shows them."""
        serials = range(self._count + 1, self._count + times + 1)
        self._count += times
        self._trees(serials)
        people = self._people(serials)
        self._demands(serials)
        self._main_project(serials, people)
        self._coming(serials)
        self._past(serials, people)
        self._own_past(serials)
        self._told(serials)
        self._plans(people)
        self._registrations(people)
        self._surveys(serials, people)
        self._offices(serials, people)
        self._rosters(serials)
        db.session.commit()

    def _trees(self, serials: range) -> None:
        units, places = self._world.units, self._world.places
        for parent, tier in ((units["team_a"], Tier.SQUAD), (units["brigade"], Tier.TEAM)):
            named = [(f"第{n}队", f"{n}-{tier}/") for n in serials]
            rows = [{"tier": tier, "parent_id": parent.id, "name": a, "short_name": a, "path": b} for a, b in named]
            self._settle(Unit, rows, parent.path)
        for above, kind in ((places["town_1"], PlaceKind.SITE), (places["city"], PlaceKind.TOWN)):
            place = {"kind": kind, "parent_id": above.id, "lon": 113.8, "lat": 23.0}
            paired = {"paired_unit_id": units["team_a"].id if kind == PlaceKind.SITE else None}
            codes = [f"{kind}-{n}" for n in serials]
            self._settle(Place, [{**place, **paired, "code": c, "name": c, "path": f"{c}/"} for c in codes], above.path)

    def _offices(self, serials: range, people: list[int]) -> None:
        """Posts and areas of a unit, of people, at a site; organs of a group, and groups."""
        group, accounts, team = self._ids["group_id"], self._world.accounts, self._world.units["team_a"]
        add(Organ, [{"name": f"市{n}局", "short_name": f"{n}局", "collaboration_group_id": group} for n in serials])
        add(CollaborationGroup, [{"name": f"第{n}协作组"} for n in serials])
        named = {
            "kind": DesignationKind.RESPONSIBILITY_AREA,
            "place_id": self._world.places["site_1"].id,
            "since": clock.today(),
            "named_by": accounts["team"].id,
            "named_at": self._now,
        }
        holders: list[Row] = [{"unit_id": team.id, "member_id": None} for _ in serials]
        holders += [{"unit_id": self._world.units["squad_a1"].id, "member_id": member} for member in people]
        holders += [{"unit_id": self._world.units["squad_a1"].id, "member_id": self._ids["member_id"]} for _ in serials]
        add(Designation, [{**named, **holder, "title": f"第{n}责任区"} for n, holder in enumerate(holders)])

    def _rosters(self, serials: range) -> None:
        """Imports of a team, and rows with problems in one of them."""
        made = {"unit_id": self._world.units["team_a"].id, "created_by": self._world.accounts["team"].id}
        add(
            RosterImport,
            [{**made, "kind": "members", "file_name": f"名单{n}", "created_at": self._now} for n in serials],
        )
        wrong = [{"column": "phone", "problem": "phone_wrong", "value": "123"}]
        row = {"import_id": self._ids["import_id"], "cells": {}, "fields": [], "problems": wrong}
        db.session.execute(insert(RosterRow), [{**row, "line": 100 + n} for n in serials])

    def _settle(self, model: type[Unit] | type[Place], rows: list[Row], above: str) -> None:
        """Nodes get their path once their ids are known."""
        for node in add(model, rows):
            db.session.execute(update(model).where(model.id == node).values(path=f"{above}{node}/"))

    def _people(self, serials: range) -> list[int]:
        """Members of squad_a1, each with skills, a registration and a grant at every kind of node."""
        units, site = self._world.units, self._world.places["site_1"]
        accounts = add(Account, [{"name": f"李{n}", "status": AccountStatus.ACTIVE} for n in serials])
        numbered = list(zip(serials, accounts, strict=True))
        add(
            SignInIdentity,
            [{"account_id": a, "kind": IdentityKind.PASSWORD, "subject": f"grown-{n}"} for n, a in numbered],
        )
        shared = {"unit_id": units["squad_a1"].id, "pinyin": "li", "initials": "l", "availability": ALL_BANDS}
        at_home = {"home_lon": 113.8, "home_lat": 23.03, "radius_km": 20.0, "profile_assumed": False}
        members = add(
            Member,
            [{**shared, **at_home, "account_id": a, "number": f"G{n:06d}", "name": f"李{n}"} for n, a in numbered],
        )
        skills = [
            {"member_id": member, "skill": skill, "level": 2} for member in members for skill in ("nursing", "law")
        ]
        db.session.execute(insert(MemberSkill), skills)
        since = self._now.date()
        add(Registration, [{"member_id": member, "place_id": site.id, "since": since} for member in members])
        add(Grant, [{"account_id": a, "role": Role.SQUAD_LEADER, "unit_id": units["squad_a1"].id} for a in accounts])
        add(Grant, [{"account_id": a, "role": Role.TEAM_LEADER, "unit_id": units["team_a"].id} for a in accounts])
        add(Grant, [{"account_id": a, "role": Role.SITE_OPERATOR, "place_id": site.id} for a in accounts])
        return members

    def _registrations(self, people: list[int]) -> None:
        """All of them wait at the site a second time, with their team; `member` was registered elsewhere before."""
        site, since = self._world.places["site_1"].id, self._now.date()
        here = {"place_id": site, "since": since, "kind": RegistrationKind.PAIRED}
        add(Registration, [{**here, "member_id": one, "status": RegistrationStatus.REQUESTED} for one in people])
        past = {"member_id": self._ids["member_id"], "place_id": self._world.places["site_2"].id, "since": since}
        add(Registration, [{**past, "status": RegistrationStatus.ENDED, "until": since} for _ in people])

    def _surveys(self, serials: range, people: list[int]) -> None:
        """More of them, and answers to the one whose page is opened."""
        unit, by = self._world.units["brigade"].id, self._world.accounts["committee"].id
        asked = {"unit_id": unit, "asks": ["skills"], "created_by": by, "created_at": self._now}
        days = [self._now.date() + timedelta(days=n % 30) for n in serials]
        add(Survey, [{**asked, "title": f"核对 {n}", "due_on": day} for n, day in zip(serials, days, strict=True)])
        answer = {"survey_id": self._ids["survey_id"], "answered_at": self._now, "changed": False}
        db.session.execute(insert(SurveyAnswer), [{**answer, "member_id": one} for one in people[::2]])

    def _demands(self, serials: range) -> None:
        """One of each state at site_1, and more steps and ratings of the demand whose page is opened."""
        shared = {
            "category": "care",
            "title": "陪独居老人看病",
            "text": "陪同社区老人到医院复诊。",
            "site_id": self._world.places["site_1"].id,
            "headcount": 2,
            "contact_name": "李社工",
            "contact_phone": "13900000000",
            "asker_id": self._world.accounts["site"].id,
            "responsible_unit_id": self._world.units["team_a"].id,
            "created_at": self._now,
            "submitted_at": self._now,
        }
        rows = []
        for n in serials:
            starts = self._now + timedelta(days=1) + SLOT * n
            dates = {"starts": starts, "ends": starts + LASTING, "deadline": self._now + SLOT * n}
            rows += [
                {**shared, **dates, "status": status, "number": f"2020-{n:03d}{k:03d}"}
                for k, status in enumerate(DemandStatus)
                if status not in (DemandStatus.DRAFT, DemandStatus.MERGED)
            ]
        add(Demand, rows)
        opened, by = self._ids["demand_id"], self._world.accounts["team"].id
        add(DemandStep, [{"demand_id": opened, "step": "submit", "at": self._now, "by": by} for _ in serials])
        add(
            Rating,
            [{"demand_id": opened, "round": n, "score": 5, "by": by, "at": self._now} for n in serials],
        )

    def _main_project(self, serials: range, people: list[int]) -> None:
        """More sessions of the project whose page is opened, and more people at its first position."""
        position = db.session.get_one(Position, self._ids["position_id"])
        base = position.session.starts
        self._rows.sessions([self._ids["project_id"]] * len(serials), [base + timedelta(days=n) for n in serials])
        position.headcount += 2 * len(people)
        position.taken += len(people)
        db.session.flush()
        claims = self._rows.claims(
            [(position.id, position.session_id, base)] * len(people), people, ClaimStatus.CONFIRMED
        )
        self._rows.attendances(claims, [position.session_id] * len(people), people, base, AttendanceStatus.CHECKED_IN)

    def _coming(self, serials: range) -> None:
        """Published projects with places, which `member` has claimed, is asked to join, or does not want suggested."""
        starts = [self._now + timedelta(days=8) + SLOT * n for n in serials]
        where = self._rows.sessions(self._rows.projects(ProjectStatus.PUBLISHED, len(serials)), starts)
        member = self._ids["member_id"]
        half = len(where) // 2
        self._rows.claims(where[:half], [member] * half, ClaimStatus.CONFIRMED)
        self._rows.claims(where[half:], [member] * (len(where) - half), ClaimStatus.OFFERED)
        soon = [self._now + timedelta(hours=1, minutes=n) for n in serials]
        beginning = self._rows.projects(ProjectStatus.PUBLISHED, len(serials))
        self._rows.sessions(beginning, soon)
        unwanted = [{"member_id": member, "project_id": project, "said_at": self._now} for project in beginning]
        db.session.execute(insert(NotForMe), unwanted)
        self._rows.projects(ProjectStatus.DRAFT, len(serials))
        self._rows.projects(ProjectStatus.IN_REVIEW, len(serials))

    def _past(self, serials: range, people: list[int]) -> None:
        """Sessions that are over, with hours that wait for confirmation; the first at night, which deserves a look."""
        after_midnight = clock.local(self._now - timedelta(days=2)).replace(hour=2)
        starts = [after_midnight - SLOT * n for n in serials]
        where = self._rows.sessions(self._rows.projects(ProjectStatus.PUBLISHED, len(serials)), starts)
        claims = self._rows.claims(where, people, ClaimStatus.ATTENDED)
        sessions = [session for _, session, _ in where]
        attended = self._rows.attendances(claims, sessions, people, starts[0], AttendanceStatus.CHECKED_OUT)
        self._rows.proposals(attended, people, sessions, ProposalStatus.PENDING)

    def _own_past(self, serials: range) -> None:
        """What `member` has served, in the ledger."""
        starts = [self._now - timedelta(days=40) - SLOT * n for n in serials]
        where = self._rows.sessions(self._rows.projects(ProjectStatus.FINISHED, len(serials)), starts)
        people = [self._ids["member_id"]] * len(serials)
        claims = self._rows.claims(where, people, ClaimStatus.ATTENDED)
        sessions = [session for _, session, _ in where]
        attended = self._rows.attendances(claims, sessions, people, starts[0], AttendanceStatus.ACCEPTED)
        proposals = self._rows.proposals(attended, people, sessions, ProposalStatus.CONFIRMED)
        squad, accounts = self._world.units["squad_a1"], self._world.accounts
        shared = {
            "member_id": people[0],
            "kind": EntryKind.CREDIT,
            "source": HoursSource.VERIFIED,
            "minutes": 120,
            "unit_id": squad.id,
            "unit_path": squad.path,
            "place_id": self._world.places["site_1"].id,
            "service_date": self._now.date(),
            "entered_by": accounts["member"].id,
            "confirmed_by": accounts["squad"].id,
            "recorded_at": self._now,
            "hash": b"0" * 32,
        }
        last = select(func.max(HoursEntry.sequence)).where(HoursEntry.member_id == shared["member_id"])
        numbered = zip(count((db.session.scalar(last) or 0) + 1), proposals, sessions, strict=False)
        add(HoursEntry, [{**shared, "proposal_id": p, "session_id": s, "sequence": n} for n, p, s in numbered])

    def _told(self, serials: range) -> None:
        """Notices, the trail, printed codes and absences."""
        accounts = self._world.accounts
        notice = {
            "kind": "demand.submitted",
            "parameters": {"title": "陪诊"},
            "link": "/home",
            "created_at": self._now,
        }
        add(Notice, [{**notice, "account_id": account.id} for account in accounts.values() for _ in serials])
        event = {"at": self._now, "action": "member.changed", "details": {}, "unit_id": self._ids["unit_id"]}
        doers = [accounts[name].id for name in ("committee", "admin", "team", "squad", "member")]
        events = [
            {**event, "subject_kind": kind, "subject_id": self._ids[name], "account_id": doer}
            for kind, name in SUBJECTS
            for doer in doers
            for _ in serials
        ]
        db.session.execute(insert(AuditEvent), events)
        code = {"account_id": self._ids["account_id"], "purpose": CodePurpose.RESET, "issued_by": accounts["team"].id}
        dates = {"issued_at": self._now, "expires_at": self._now + timedelta(days=7)}
        add(OneTimeCode, [{**code, **dates, "code_hash": secrets.token_bytes(32)} for _ in serials])
        away = [self._now + timedelta(days=100 + n) for n in serials]
        member = self._ids["member_id"]
        add(Absence, [{"member_id": member, "period": Range(start, start + LASTING)} for start in away])

    def _plans(self, people: list[int]) -> None:
        """More plans, and in the one that is opened more people for its position and more gaps."""
        opened = db.session.get_one(Plan, self._ids["plan_id"])
        shared = {"unit_id": opened.unit_id, "created_by": opened.created_by, "created_at": self._now}
        days = {"first_day": opened.first_day, "last_day": opened.last_day, "solved_at": self._now}
        add(Plan, [{**shared, **days} for _ in people])
        pair = {"plan_id": opened.id, "position_id": self._ids["position_id"], "score": 500, "distance_m": 900}
        db.session.execute(insert(PlanPair), [{**pair, "member_id": one, "reasons": CONTRIBUTIONS} for one in people])
        opened.unfilled = [*opened.unfilled, *opened.unfilled[:1] * len(people)]
