"""Many at once on a real PostgreSQL: never over headcount, one winner among overlapping claims, nobody errs."""

from __future__ import annotations

from collections.abc import Callable

from tests.support.races import all_at_once
from tests.support.world import World
from volunteer.claims import answering, service
from volunteer.claims.models import Claim
from volunteer.claims.states import TAKES_PLACE, ClaimStatus
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.projects.models import Position


def claiming(actor: Actor, position_id: int, waitlist: bool = False) -> Callable[[], str]:
    return lambda: service.claim(actor, position_id, waitlist=waitlist).status


def releasing(actor: Actor, claim_id: int) -> Callable[[], str]:
    return lambda: answering.release(actor, claim_id).status


def counted(position_id: int) -> tuple[int, int]:
    """The position's own count and the claims that take a place."""
    db.session.rollback()
    db.session.expire_all()
    taking = db.session.query(Claim).filter(Claim.position_id == position_id, Claim.status.in_(TAKES_PLACE)).count()
    return db.session.get_one(Position, position_id).taken, taking


def test_never_more_than_the_headcount(world: World) -> None:
    position_id = world.project(headcount=3).positions[0].id
    actors = []
    for n in range(12):
        world.add_member(f"racer_{n}", "squad_a1")
        actors.append(world.actor(f"racer_{n}"))
    db.session.rollback()
    assert all_at_once(world, [claiming(actor, position_id) for actor in actors]) == {"confirmed": 3, "full": 9}
    assert counted(position_id) == (3, 3)


def test_four_overlapping_claims_of_one_member(world: World) -> None:
    actor = world.actor("member")
    for _round in range(5):
        positions = [world.project().positions[0].id for _n in range(4)]
        db.session.rollback()
        said = all_at_once(world, [claiming(actor, position) for position in positions])
        assert said == {"confirmed": 1, "overlap": 3}
        won = db.session.query(Claim).filter_by(member_id=actor.member_id, status=ClaimStatus.CONFIRMED).one()
        answering.release(actor, won.id)


def test_a_double_tap_claims_once(world: World) -> None:
    actor, position_id = world.actor("member"), world.project(headcount=5).positions[0].id
    db.session.rollback()
    assert all_at_once(world, [claiming(actor, position_id)] * 4) == {"confirmed": 1, "already_claimed": 3}
    assert counted(position_id) == (1, 1)


def test_releases_and_waitlist_joins_meet(world: World) -> None:
    position = world.project(headcount=2).positions[0]
    held = [world.claim(name, position) for name in ("member", "member_2")]
    holders = [world.actor("member"), world.actor("member_2")]
    joiners = [world.actor("member_a2"), world.actor("member_b")]
    position_id, ids = position.id, [claim.id for claim in held]
    db.session.rollback()
    attempts = [releasing(actor, claim_id) for actor, claim_id in zip(holders, ids, strict=True)]
    attempts += [claiming(actor, position_id, waitlist=True) for actor in joiners]
    all_at_once(world, attempts)
    taken, taking = counted(position_id)
    assert taken == taking
    waiting = db.session.query(Claim).filter_by(position_id=position_id, status=ClaimStatus.WAITLISTED).count()
    assert waiting == 0, "a free place and somebody waiting for it must not stand side by side"
