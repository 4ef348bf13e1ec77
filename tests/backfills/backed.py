"""Backfilled hours for tests: a session of last week, and what leaders say about it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import Select

from tests.support.world import World
from volunteer.backfills import entering
from volunteer.backfills import service as backfills
from volunteer.backfills.entering import Service
from volunteer.backfills.models import TOP, HoursBacking, ProofKind
from volunteer.backfills.rules import MEMBER
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.ledger.models import HoursProposal, HoursSource
from volunteer.ledger.service import BulkAnswer
from volunteer.organization.permissions import Role
from volunteer.projects.models import ServiceSession

PROOF = "纸质签到表原件，社区盖章，共三人"


def a_morning(days_ago: int = 6) -> datetime:
    """Eight in the morning of a day that lies so long ago."""
    return datetime.combine(clock.today() - timedelta(days=days_ago), time(8), clock.SHANGHAI)


def past_session(
    world: World, *members: str, starts: datetime | None = None, hours: float = 2, **values: Any
) -> ServiceSession:
    """A session of team_a, over for days unless told otherwise, claimed by these members."""
    project = world.project(starts=starts or a_morning(), hours=hours, headcount=max(1, len(members)), **values)
    for member in members:
        world.claim(member, project.positions[0])
    return project.sessions[0]


def of_session(session: ServiceSession, proof: str = PROOF) -> Service:
    """What a leader says of a session."""
    return Service(session_id=session.id, proof_kind=ProofKind.SHEET, proof=proof)


def described(starts: datetime, hours: float = 2) -> Service:
    """What a leader says of an activity that no session stands for."""
    return Service(
        proof_kind=ProofKind.SITE,
        proof=PROOF,
        activity="清理河道",
        place="花园路河段",
        starts=starts,
        ends=starts + timedelta(hours=hours),
    )


def enter(world: World, leader: str, service: Service, *members: str, minutes: int = 120) -> BulkAnswer:
    """A leader enters the same minutes for some members."""
    return entering.enter(world.actor(leader), service, {world.members[name].id: minutes for name in members})


def entered(world: World, leader: str = "squad", member: str = "member", **session: Any) -> int:
    """The id of backfilled hours that wait for a second person."""
    return enter(world, leader, of_session(past_session(world, member, **session)), member).done[0]


def posted(world: World, leader: str = "squad", second: str = "team", member: str = "member") -> int:
    """The id of backfilled hours on public notice."""
    hours_id = entered(world, leader, member)
    assert backfills.agree(world.actor(second), [hours_id]).done == [hours_id]
    return hours_id


def second_of_the_top(world: World, name: str = "second_committee") -> None:
    """Another account of the committee."""
    world._account(name)
    world._grant(name, Role.COMMITTEE, unit="brigade")
    db.session.commit()


def ids(wanted: Select[int]) -> list[int]:
    """What a list of ids holds."""
    return list(db.session.scalars(wanted))


def backing(hours_id: int) -> HoursBacking:
    """What they rest on, as it stands in the database."""
    db.session.expire_all()
    return db.session.get_one(HoursBacking, hours_id)


def status(hours_id: int) -> str:
    """The stored status."""
    db.session.expire_all()
    return db.session.get_one(HoursProposal, hours_id).status


@contextmanager
def after_the_notice(hours_id: int) -> Iterator[None]:
    """The morning after the last day of the notice."""
    until = backing(hours_id).until
    assert until is not None
    with clock.travel(datetime(until.year, until.month, until.day, 3, tzinfo=clock.SHANGHAI) + timedelta(days=1)):
        yield


def back(proposal: HoursProposal, second: int) -> None:
    """The proof, second person and ended notice of backfilled hours that a test writes into the ledger itself."""
    posted_on = clock.today() - timedelta(days=9)
    proposal.source = HoursSource.BACKFILLED
    db.session.add(
        HoursBacking(
            proposal_id=proposal.id,
            starts=a_morning(10),
            ends=a_morning(10) + timedelta(hours=12),
            proof_kind=ProofKind.SHEET,
            proof=PROOF,
            entered_by=proposal.entered_by,
            entered_rank=MEMBER,
            entered_at=clock.now(),
            agreed_by=second,
            agreed_rank=TOP,
            agreed_at=clock.now(),
            posted_on=posted_on,
            until=posted_on + timedelta(days=3),
        )
    )
    db.session.commit()
