"""Something of every kind in the small city, so that every address has a row to show."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta

from sqlalchemy import select

from tests.activities.day import scan, session_with, tick
from tests.answers.spoken import rated, served, under_way
from tests.answers.spoken import scan as scan_code
from tests.backfills.backed import a_morning, described, enter, entered, posted
from tests.complaints.sent import about_unit
from tests.demand_templates.listed import listed
from tests.help_requests.asked import by_resident
from tests.hotlines.brought import checked as hotline_checked
from tests.hotlines.brought import not_understood
from tests.people.papers import photo
from tests.plans.drafts import a_draft, left_open, propose
from tests.records.given import asked, issued, serve
from tests.records.sheets import printed_code
from tests.resources.offers import content, offered, ordered
from tests.rosters.files import applied, checked, workbook
from tests.support.world import World, coming
from tests.task_forces.calling import a_force, an_emergency, call_everybody
from tests.wishes import wished
from volunteer.accounts.sign_in_models import Device
from volunteer.activities.models import PunchKind, WalkUpNotAdded
from volunteer.answers import instant
from volunteer.answers.giving import Said
from volunteer.answers.late_calls import PASS_ON as PASS_ON_CALLS
from volunteer.backfills import missing_service
from volunteer.backfills import service as backfills
from volunteer.calendars import service as calendars
from volunteer.checklists import service as checklists
from volunteer.claims import service as claims
from volunteer.claims.explaining import explain
from volunteer.claims.states import ClaimStatus
from volunteer.complaints import service as complaints
from volunteer.deadlines import extensions
from volunteer.deadlines import jobs as deadlines
from volunteer.demands import links
from volunteer.demands import service as demands
from volunteer.demands.states import Channel, DemandStatus, LinkPurpose, Urgency
from volunteer.designations.models import Designation
from volunteer.gaps.counting import count_old
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.jobs import perform_whole
from volunteer.kernel.outbox import OutboxMessage
from volunteer.kernel.unit_of_work import transaction
from volunteer.ledger.models import HoursProposal, HoursSource
from volunteer.ledger.proof_models import Fault, LedgerFinding
from volunteer.notices.models import Contact, Notice, UnitRobot
from volunteer.notices.rows import tell
from volunteer.organization.actor import NOBODY, SYSTEM
from volunteer.organization.models import CollaborationGroup, Grant, Organ
from volunteer.organization.permissions import Role
from volunteer.people import absences, evidence
from volunteer.people.models import AbsenceKind, MemberSkill
from volunteer.people.pictures import drawn_anew
from volunteer.privacy import leaks
from volunteer.privacy import service as privacy
from volunteer.privacy.leaks import NewLeak
from volunteer.privacy.states import LeakKind, RequestKind
from volunteer.projects import campaign_service
from volunteer.projects.campaign_service import CampaignContent
from volunteer.projects.models import Project
from volunteer.projects.states import ProjectStatus
from volunteer.records import evaluations, honours, trainings
from volunteer.records.states import HonourKind
from volunteer.recurring.service import repeat
from volunteer.recurring.states import HolidayRule, Rhythm
from volunteer.registrations import service as registrations
from volunteer.registrations.teams import register_team
from volunteer.resources import orders
from volunteer.resources import service as resources
from volunteer.resources.models import ResourceOrder
from volunteer.resources.states import IfDeclined, ResourceKind
from volunteer.sign_in.models import AccountIdentity
from volunteer.sign_in.states import LinkedBy
from volunteer.small_things.service import publish_at_once
from volunteer.suggestions import refusing
from volunteer.surveys import service as surveys
from volunteer.surveys.rules import Part
from volunteer.surveys.service import NewSurvey
from volunteer.task_forces import emergencies
from volunteer.transfers import service as transfers

Ids = dict[str, int | str]


def something_of_everything(city: World) -> Ids:
    """Make the rows, and tell for each part of an address the id of one."""
    demand = city.demand()
    for status in (DemandStatus.AWAITING_RATING, DemandStatus.RETURNED, DemandStatus.CLOSED):
        city.demand(status=status)
    city.demand(status=DemandStatus.DRAFT, responsible_unit_id=None, number=None)
    squad = {"asked_by_unit_id": city.units["squad_a1"].id, "asker_id": city.accounts["squad"].id}
    city.demand(**squad, on_behalf=True, channel=Channel.TEAM, title="替社区整理图书")
    published = city.demand(status=DemandStatus.PUBLISHED, title="义剪")
    city.project(demand=published, starts=coming(days=14), title="义剪")
    project = city.project(demand=demand, sessions=2, headcount=3)
    claim = city.claim("member", project.positions[0])
    city.claim("member_2", project.positions[0], ClaimStatus.OFFERED)
    city.claim("member", project.positions[1], ClaimStatus.INVITED)
    for state in (ProjectStatus.DRAFT, ProjectStatus.IN_REVIEW):
        city.project(starts=coming(days=20), headcount=1, status=state, published_at=None)
    city.project(starts=coming(days=1), unit_id=city.units["squad_a1"].id, title="分队清洁日")
    city.project(starts=coming(days=21), headcount=1, status=ProjectStatus.FINISHED)
    _a_day_of_service(city)
    _what_others_did(city)
    order = _offers_and_orders(city)
    later = _hours_entered_later(city)
    draft = a_draft(city, unfilled=[left_open(project.positions[1], 1, not_free=3)])
    propose(city, draft, project.positions[0], "member_a2")
    refusing.say_not_for_me(city.actor("member"), city.project(starts=coming(days=13), title="读书会").id)
    with transaction(SYSTEM) as work:
        count_old(work)
    called = _an_emergency(city)
    return {
        **called,
        "absence_id": absences.add_absence(
            city.actor("member"), AbsenceKind.HOLIDAY, coming(days=40), coming(days=42)
        ).id,
        "account_id": city.accounts["member"].id,
        "provider": "oidc",
        **_answers(city),
        "campaign_id": _a_campaign(city, project),
        "claim_id": claim.id,
        **_complaints(city),
        "code": "zh",
        "day": coming(days=40).date().isoformat(),
        "demand_id": demand.id,
        "designation_id": _designations(city),
        "digits": "123456",
        "direction": "up",
        "entry": "nursing",
        "extension_id": _deadlines(city),
        "finding_id": _a_finding(city),
        "figure": "services",
        "grant_id": db.session.scalars(select(Grant.id).where(Grant.role == Role.TEAM_LEADER)).first() or 0,
        "group_id": _a_group(city),
        "import_id": _rosters(city),
        "guide_name": "site",
        "hours_id": db.session.scalars(
            select(HoursProposal.id).where(HoursProposal.source == HoursSource.VERIFIED)
        ).first()
        or 0,
        "item_id": _a_list(city),
        "kind": "skills",
        "leak_id": _a_leak(city),
        "list_name": "resources",
        "member_id": city.members["member"].id,
        "message_id": _a_dead_message(city),
        "missing_id": later["missing_id"],
        "name": "site",
        "notice_id": db.session.scalars(select(Notice.id)).first() or 0,
        "order_id": order.id,
        "organ_id": city.units["team_a"].organ_id or 0,
        "picture_name": "site-board",
        "plan_id": draft.id,
        "position_id": project.positions[0].id,
        "posted_id": later["posted_id"],
        "project_id": project.id,
        **_records(city),
        **_residents(city),
        **_registrations(city),
        "request_id": privacy.ask(city.actor("member"), RequestKind.CORRECT, "编号登记有误").id,
        "resource_id": order.resource_id,
        "roster": "members",
        "session_id": project.sessions[0].id,
        "site_id": city.places["site_1"].id,
        "skill": "law",
        "series_id": _a_series(city),
        "survey_id": _a_survey(city),
        "template_code": listed().code,
        "token": calendars.make(city.actor("member")),
        "transfer_id": _transfers(city),
        "unit_id": city.units["team_a"].id,
        "year": 2027,
        **_ways_in(city),
        "wish_id": _wishes(city),
    }


def _ways_in(city: World) -> Ids:
    """A browser that the member signed in with by way of a provider, and whom they are there."""
    account, now = city.accounts["member"], clock.now()
    device = Device(
        account_id=account.id,
        key_hash=secrets.token_bytes(32),
        epoch=account.sign_in_epoch,
        way="oidc",
        made_at=now,
        seen_at=now,
        agent="iPhone WeChat",
    )
    identity = AccountIdentity(
        account_id=account.id, provider="oidc", subject="zhao", linked_at=now, linked_by=LinkedBy.OWNER
    )
    db.session.add_all([device, identity])
    db.session.commit()
    return {"device_id": device.id, "identity_id": identity.id}


def _complaints(city: World) -> Ids:
    """One about a team, with something passed on; one about a squad that is answered, and waits for a word."""
    about_team, _token = about_unit(city, "team_a")
    complaints.pass_on(city.actor("committee"), about_team, "请核对上周的到场情况")
    about_squad, token = about_unit(city, "squad_a1")
    complaints.answer(city.actor("team"), about_squad, "已核实，已经改正")
    return {"complaint_id": about_team, "complaint_token": token}


def _residents(city: World) -> Ids:
    """What a resident asked for, one more that is worked on, and lists of the hotline."""
    asked = by_resident(city)
    accepted = by_resident(city, "想学用手机挂号", "13912345679").demand
    demands.accept(city.actor("team"), accepted.id)
    not_understood(city)
    return {
        "follow_token": asked.token,
        "hotline_id": hotline_checked(city).id,
        "number": accepted.number or "",
        "site_code": city.places["site_1"].code,
    }


def _answers(city: World) -> Ids:
    """A service rated by two at its end, one of them not content; a link that asks; two to call, one of them late."""
    demand = served(city, phone="13712345678", days=8)
    served(city, phone="13712345670", days=16)
    perform_whole(PASS_ON_CALLS)
    session = under_way(city, demand, helper=None)
    rated(session, 5, device="other")
    low = instant.rate(NOBODY, scan_code(session), Said(score=1, comment="王小美来得很晚", again=True))
    with transaction(SYSTEM) as work:
        token = links.make(work, demand, LinkPurpose.SURVEY)
    return {
        "answer_id": low.answer.id,
        "answer_key": low.key,
        "rate_word": instant.word_of(session),
        "survey_token": token,
    }


def _designations(city: World) -> int:
    """An area of a team at a site, and a post of a member."""
    since = clock.today() - timedelta(days=30)
    team, member, site = city.units["team_a"], city.members["member"], city.places["site_1"]
    named = {"since": since, "named_by": city.accounts["team"].id, "named_at": clock.now()}
    area = Designation(kind="responsibility_area", title="花园路责任区", unit_id=team.id, place_id=site.id, **named)
    post = Designation(kind="pioneer_post", title="义诊先锋岗", unit_id=member.unit_id, member_id=member.id, **named)
    db.session.add_all([area, post])
    db.session.commit()
    return area.id


def _a_leak(city: World) -> int:
    """A drill of a leak that is under way."""
    today = clock.today()
    days = {"since": today - timedelta(days=30), "until": today, "found_at": clock.now()}
    kinds = (LeakKind.MEMBERS, LeakKind.RECIPIENTS)
    new = NewLeak(title="电脑丢失", drill=True, unit_id=city.units["brigade"].id, kinds=kinds, **days)
    return leaks.enter(city.actor("committee"), new).id


def _a_dead_message(city: World) -> int:
    """A message that nobody received, and the ways on which people and groups are reached."""
    account, now = city.accounts["member"], clock.now()
    dead = OutboxMessage(
        dedupe_key="dead",
        channel="mail",
        recipient=str(account.id),
        payload={"kind": "hours.confirmed", "parameters": {"minutes": 60}, "link": "/notices"},
        due_at=now,
        dead_at=now,
        last_error="Undeliverable: SMTP 550",
    )
    robot = UnitRobot(
        unit_id=city.units["team_a"].id, kind="feishu", sealed=b"", tail="5aaa", set_by=account.id, set_at=now
    )
    contact = Contact(account_id=account.id, kind="mail", address="zhang@example.org", since=now)
    db.session.add_all([dead, robot, contact])
    db.session.commit()
    return dead.id


def _deadlines(city: World) -> int:
    """A late demand passed on to the committee and listed, and one for which more time is asked; the extension."""
    term = {"clock_number": 1, "clock_from": clock.now() - timedelta(days=2)}
    city.demand(**term, deadline=clock.now() - timedelta(days=1), urgency=Urgency.EMERGENCY, title="转移积水路段老人")
    waiting = city.demand(**term, deadline=clock.now() + timedelta(days=2))
    for job in deadlines.JOBS:
        perform_whole(job)
    until = clock.today() + timedelta(days=5)
    return extensions.ask(city.actor("team"), waiting.id, until, "医生下周才有空").id


def _a_series(city: World) -> int:
    """A need that comes back every week, and a small thing with a window that waits for somebody."""
    asked = city.demand(starts=coming(days=5), ends=coming(days=5, hour=11), title="每周义剪")
    small = city.demand(ends=coming(days=7, hour=17), window_minutes=60, headcount=1, title="换灯泡")
    publish_at_once(city.actor("team"), small.id)
    plan = {"rhythm": Rhythm.WEEKLY, "holidays": HolidayRule.KEEP}
    return repeat(city.actor("site"), asked.id, plan).id


def _a_group(city: World) -> int:
    """A collaboration group with one organ in it and one left out, and a supervisor of it."""
    group = CollaborationGroup(name="第一协作组")
    db.session.add(group)
    db.session.flush()
    organs = db.session.scalars(select(Organ).order_by(Organ.id)).all()
    organs[0].collaboration_group_id = group.id
    supervisor = city.accounts["supervisor"]
    db.session.add(Grant(account_id=supervisor.id, role=Role.SUPERVISOR, collaboration_group_id=group.id))
    db.session.commit()
    return group.id


def _transfers(city: World) -> int:
    """One that waits for team_a's word, and one that is done."""
    squads = city.units
    wanted = transfers.NewTransfer(member_id=city.members["member_b"].id, to_unit_id=squads["squad_a2"].id)
    asked = transfers.ask(city.actor("team_b"), wanted)
    moved = transfers.NewTransfer(member_id=city.members["member_a2"].id, to_unit_id=squads["squad_a1"].id)
    transfers.ask(city.actor("team"), moved)
    return asked.id


def _rosters(city: World) -> int:
    """A roster that brought somebody in, and one with a problem and a squad to decide upon."""
    squad, actor = city.units["squad_a2"].name, city.actor("team")
    applied(actor, checked(actor, workbook([["N1", "陈晓", "13100000001", "", squad]])))
    wrong = [["N2", "周宁", "12345", "", squad], ["N3", "何平", "13100000003", "", "青年分队"]]
    return checked(actor, workbook(wrong)).id


def _registrations(city: World) -> Ids:
    """One that holds, one that waits with its slip, and a team's."""
    site, operator = city.places["site_1"].id, city.actor("site")
    registrations.receive(operator, registrations.ask(city.actor("member_2"), site).id)
    register_team(city.actor("team"), city.units["team_a"].id, site, [city.members["member_2"].id])
    asked = registrations.ask(city.actor("member"), site)
    return {"registration_id": asked.id, "slip_code": asked.slip or ""}


def _a_survey(city: World) -> int:
    """Everybody is asked, nobody has answered yet."""
    due = clock.today() + timedelta(days=9)
    asked = NewSurvey(unit_id=city.units["brigade"].id, title="年底资料核对", due_on=due, asks=[Part.SKILLS])
    return surveys.open_survey(city.actor("committee"), asked).id


def _a_campaign(city: World, project: Project) -> int:
    """One that runs now, with a project in it."""
    days = {"since": clock.today(), "until": clock.today() + timedelta(days=30)}
    campaign = campaign_service.make(city.actor("team"), CampaignContent("暖冬服务月", "人人参加一次", **days))
    project.campaign_id = campaign.id
    db.session.commit()
    return campaign.id


def _a_list(city: World) -> int:
    """What is made sure of before a project is published, as shipped, and one more that is only advised."""
    checklists.restore_shipped(city.actor("committee"))
    return checklists.add(city.actor("committee"), {"name": "有应急预案", "required": False}).id


def _wishes(city: World) -> int:
    """One in each of the states that people work with; the one that waits to be verified is told."""
    for made in (wished.published, wished.claimed, wished.introduced, wished.fulfilled):
        made(city)
    return wished.collected(city).id


def filled(rule: str, ids: Ids) -> str:
    """An address with the ids of rows in it."""
    return re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", lambda part: str(ids[part[1]]), rule)


def _a_day_of_service(city: World) -> None:
    """A session at the gate now; hours scanned, ticked, to be countersigned; absences; a walk-up left out."""
    at_the_gate = city.project(starts=clock.now() + timedelta(minutes=20), headcount=3)
    city.claim("member", at_the_gate.positions[0])
    for member in ("member", "member_2"):
        scan(city, member, session_with(city, member, starts=coming(days=2 if member == "member" else 3)))
    tick(city, "team", "member_a2", session_with(city, "member_a2", starts=coming(days=4)))
    at_the_door = {"named": "137****5678", "kind": PunchKind.IN, "at": clock.now(), "received_at": clock.now()}
    told = {"client_id": "came-along", "session_id": at_the_gate.sessions[0].id, "by": city.accounts["site"].id}
    db.session.add(WalkUpNotAdded(**told, **at_the_door, reason="full"))
    missed = [city.project(starts=coming(days=-days)).positions[0] for days in (3, 5)]
    absences_noted = [city.claim("member", position, ClaimStatus.NO_SHOW) for position in missed]
    explain(city.actor("member"), absences_noted[0].id, "孩子发烧，临时送医院")


def _a_finding(city: World) -> int:
    """Something that the proof of the ledger could not make hold."""
    concerned = city.members["member"].id
    finding = LedgerFinding(fault=Fault.CONTENT, member_id=concerned, details={"row": 1}, found_at=clock.now())
    db.session.add(finding)
    db.session.commit()
    return finding.id


def _records(city: World) -> Ids:
    """Service that was certified, a request that waits, a training, words of the year, thanks and a commendation."""
    serve(city)
    certificate = issued(city)
    asked(city, purpose="评优")
    member_id, squad_id = city.members["member"].id, city.units["squad_a1"].id
    training = trainings.NewTraining(
        unit_id=squad_id, title="急救", held_on=clock.today(), minutes=60, organizer="红十字会", member_ids=(member_id,)
    )
    given = {"title": "风雨无阻", "text": "每周都来", "member_id": member_id, "by_unit_id": squad_id}
    thanks = honours.give(city.actor("squad"), honours.NewHonour(kind=HonourKind.THANKS, **given))
    honours.give(city.actor("squad"), honours.NewHonour(kind=HonourKind.COMMENDATION, **given))
    evaluations.write(city.actor("squad"), member_id, clock.today().year, "踏实肯干")
    return {
        "certificate_id": certificate.id,
        "honour_id": thanks.id,
        "training_id": trainings.enter(city.actor("squad"), training).id,
        "verify_code": printed_code(certificate.pdf or b""),
    }


def _hours_entered_later(city: World) -> dict[str, int]:
    """Backfilled hours that wait, that are on notice, that were objected to; hours that a member says are missing."""
    entered(city, "team", "member_2")
    objected = posted(city)
    backfills.object_to(city.actor("member_b"), objected, "那天他在单位值班")
    on_notice = enter(city, "squad", described(a_morning(9)), "member_2").done
    backfills.agree(city.actor("team"), on_notice)
    missing = missing_service.declare(city.actor("member"), described(a_morning(8)), 60)
    return {"posted_id": objected, "missing_id": missing.id}


def _offers_and_orders(city: World) -> ResourceOrder:
    """What a team offers of several kinds, a draft among it; an order that waits, one accepted, one declined."""
    clinic, room = offered(city), offered(city, kind=ResourceKind.VENUE, title="多功能厅", monthly_quota=4)
    offered(city, kind=ResourceKind.EQUIPMENT, title="折叠桌椅", quantity=60, town_ids=[city.places["town_1"].id])
    resources.make(city.actor("squad"), content(city, unit_id=city.units["squad_a1"].id, title="青年讲师"))
    orders.accept(city.actor("team"), ordered(city, room, coming(days=9)).id)
    dropped = ordered(city, room, coming(days=10), if_declined=IfDeclined.DROP)
    orders.decline(city.actor("team"), dropped.id, "当天已有活动")
    return ordered(city, clinic, coming(days=8))


def _what_others_did(city: World) -> None:
    """Notices to each side: a place taken, a demand accepted, a service to agree to, a qualification to approve."""
    claims.claim(city.actor("member"), city.project(starts=coming(days=11)).positions[0].id)
    demands.accept(city.actor("team"), city.demand(title="读报").id)
    asked = city.project(starts=coming(days=12))
    request = city.claim("member_2", asked.positions[0], ClaimStatus.REQUESTED)
    words = {"title": asked.title, "starts": asked.sessions[0].starts.isoformat()}
    with transaction(SYSTEM) as work:
        leader = city.accounts["squad"].id
        work.rows.append(tell(work, leader, "claim.requested", f"/claims/{request.id}", **words))
    city.give_skill("member", "law", approved=False)
    evidence.add_evidence(city.actor("member"), "law", drawn_anew(photo(60, 40)), clock.today() + timedelta(days=400))
    city.give_skill("member_2", "law")
    running_out = db.session.get_one(MemberSkill, (city.members["member_2"].id, "law"))
    running_out.expires_on = clock.today() + timedelta(days=20)


def _an_emergency(city: World) -> dict[str, int]:
    """One town in an emergency with everybody called out and a demand that runs by minutes, one where it is over; a
    task force."""
    now = clock.now()
    city.demand(urgency=Urgency.URGENT, clock_from=now, clock_days=1, deadline=now + timedelta(days=1))
    over = an_emergency(city, "town_2")
    emergencies.close(city.actor("committee"), over.id)
    holding = an_emergency(city)
    force = a_force(city, "member", "member_b")
    called = call_everybody(city)
    return {"call_out_id": called.id, "emergency_id": holding.id, "force_id": force.id}
