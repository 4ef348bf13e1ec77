"""Entering hours later (补录): a leader with proof, for some people of a session or of an activity as described."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask_babel import gettext as _

from volunteer.activities.access import session_known
from volunteer.backfills.loading import Held, held_by, lock_members, squads_at
from volunteer.backfills.models import LEAST_PROOF, HoursBacking
from volunteer.backfills.rules import Stretch, may_enter_at, node_over
from volunteer.happenings.backfills import HoursBackfilled
from volunteer.kernel.clock import local
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, NotVisible, Refused, refusing
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.ledger.models import HoursProposal, HoursSource
from volunteer.ledger.service import BulkAnswer, NotDone, signed_in
from volunteer.organization.actor import Actor
from volunteer.organization.models import Unit
from volunteer.organization.rules import ids_of
from volunteer.people.models import Member
from volunteer.projects.models import ServiceSession
from volunteer.projects.states import SessionStatus

LONGEST_STRETCH = 24 * 60


@dataclass(frozen=True, kw_only=True)
class Service:
    """What was done, and what proves it: a session, or an activity with its own place and time."""

    proof_kind: str
    proof: str
    session_id: int | None = None
    activity: str | None = None
    place: str | None = None
    starts: datetime | None = None
    ends: datetime | None = None


@dataclass(frozen=True)
class Known:
    """The same with the session read and the time settled."""

    service: Service
    session: ServiceSession | None
    stretch: Stretch

    @property
    def organizer_path(self) -> str | None:
        """The unit that organized it, where a session says so."""
        return self.session.project.unit.path if self.session is not None else None


@use_case
def enter(work: Work, actor: Actor, service: Service, minutes: dict[int, int]) -> BulkAnswer:
    """Enter minutes by member; each is entered or refused by itself. They wait for a second person then."""
    account_id = signed_in(actor)
    known = settle(service, work.now)
    if known.session is not None and not may_enter_at(known.stretch.ends, work.now):
        raise Refused("sheet_still_open")
    check_minutes(known.stretch, minutes.values())
    members = lock_members(minutes)
    squads = squads_at(members.values(), known.stretch.starts)
    held = held_by(members.keys(), local(known.stretch.starts).date())
    answer, entered = BulkAnswer(), []
    for member_id, length in minutes.items():
        node = _node(actor, known, squads.get(member_id))
        reason = _refusal(actor, members.get(member_id), node, known, held.get(member_id, ()))
        if reason is not None or node is None:
            answer.refused.append(NotDone(member_id, reason or "member_not_visible"))
            continue
        proposal = write(work, known, members[member_id], squads[member_id], length, account_id, node.count("/"))
        entered.append((proposal, members[member_id], _second_unit(node)))
    for proposal, member, second_unit_id in entered:
        answer.done.append(proposal.id)
        told = _told(proposal, member, second_unit_id)
        work.record(replace(told, of_many=len(entered), first=proposal is entered[0][0]))
    return answer


def settle(service: Service, now: datetime) -> Known:
    """The service with its time; Invalid or Refused where it cannot have happened."""
    problems = {}
    if len(service.proof.strip()) < LEAST_PROOF:
        problems["proof"] = str(_("请写明依据，至少 %(least)s 个字", least=LEAST_PROOF))
    session = session_known(service.session_id) if service.session_id is not None else None
    if session is not None:
        starts, ends = session.starts, session.ends
    elif service.starts is None or service.ends is None or not (service.activity or "").strip():
        raise Invalid({**problems, "activity": str(_("请写明做了什么、什么时候开始和结束"))})
    else:
        starts, ends = service.starts, service.ends
    if not starts < ends or Stretch(starts, ends).minutes > LONGEST_STRETCH:
        problems["ends"] = str(_("结束要在开始之后，最长 24 小时"))
    if problems:
        raise Invalid(problems)
    if ends > now or (session is not None and session.status != SessionStatus.PLANNED):
        raise Refused("not_over_yet" if ends > now else "session_called_off")
    return Known(service, session, Stretch(starts, ends))


def check_minutes(stretch: Stretch, minutes: Collection[int]) -> None:
    """Hours are never longer than the service."""
    if any(not 0 < length <= stretch.minutes for length in minutes):
        raise Invalid({"minutes": str(_("须为 1 到 %(minutes)s 分钟，不能超过本场时长", minutes=stretch.minutes))})


def clash(session_id: int | None, stretch: Stretch, held: Sequence[Held]) -> str | None:
    """Why hours cannot stand beside those that somebody has already."""
    if session_id is not None and any(one.session_id == session_id for one in held):
        return "hours_exist"
    return "hours_overlap" if any(one.stretch and one.stretch.meets(stretch) for one in held) else None


def write(
    work: Work, known: Known, member: Member, squad: Unit, minutes: int, entered_by: int, entered_rank: int
) -> HoursProposal:
    """The proposal with what it rests on."""
    service, session = known.service, known.session
    proposal = HoursProposal(
        member_id=member.id,
        session_id=session.id if session is not None else None,
        unit_id=squad.id,
        service_date=local(known.stretch.starts).date(),
        minutes=minutes,
        source=HoursSource.BACKFILLED,
        entered_by=entered_by,
        note=service.activity if session is None else None,
        proposed_at=work.now,
    )
    db.session.add(proposal)
    with refusing({"uq_hours_proposal_backfilled": "hours_exist"}):
        db.session.flush()
    backing = HoursBacking(
        proposal_id=proposal.id,
        activity=service.activity if session is None else None,
        place=service.place if session is None else None,
        starts=known.stretch.starts,
        ends=known.stretch.ends,
        proof_kind=service.proof_kind,
        proof=service.proof.strip(),
        entered_by=entered_by,
        entered_rank=entered_rank,
        entered_at=work.now,
    )
    db.session.add(backing)
    db.session.flush()
    return proposal


def _node(actor: Actor, known: Known, squad: Unit | None) -> str | None:
    """The unit by which the actor has a say about this member and service."""
    return node_over(actor, [path for path in (squad.path if squad else None, known.organizer_path) if path])


def _second_unit(node: str) -> int:
    """The unit above, whose leaders are asked to agree; the top itself, which has none above."""
    above = ids_of(node)
    return above[-2] if len(above) > 1 else above[0]


def _refusal(actor: Actor, member: Member | None, node: str | None, known: Known, held: Sequence[Held]) -> str | None:
    if member is None or node is None:
        return "member_not_visible"
    if member.id == actor.member_id or member.account_id == actor.account_id:
        return "own_hours"
    return clash(known.session.id if known.session else None, known.stretch, held)


def _told(proposal: HoursProposal, member: Member, second_unit_id: int) -> HoursBackfilled:
    return HoursBackfilled(
        subject_id=proposal.id,
        unit_id=proposal.unit_id,
        member_id=member.id,
        member_account_id=member.account_id,
        minutes=proposal.minutes,
        day=proposal.service_date,
        entered_by=proposal.entered_by,
        second_unit_id=second_unit_id,
        of_many=1,
        first=True,
        details={"minutes": proposal.minutes, "member_id": member.id, "session_id": proposal.session_id},
    )


def session_to_backfill(actor: Actor, session_id: int) -> ServiceSession:
    """A session for whose people the actor may enter hours: one that the actor's units organize."""
    session = session_known(session_id)
    if node_over(actor, [session.project.unit.path]) is None:
        raise NotVisible
    return session
