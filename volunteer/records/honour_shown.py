"""How an honour stands for whoever looks at it: what it counts for, what is said against it, what can be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from volunteer.organization.actor import Actor
from volunteer.records.honour_queries import objection_to
from volunteer.records.honours import may_answer, speaks_for_giver
from volunteer.records.models import Honour, HonourObjection
from volunteer.records.rules import counts
from volunteer.records.states import HonourStatus, ObjectionStatus


@dataclass(frozen=True, kw_only=True)
class ShownHonour:
    """One honour for one reader. The objection is there for who made it and who may answer, nobody else."""

    honour: Honour
    is_own: bool
    counting: bool
    running: bool
    objected: bool
    objection: HonourObjection | None
    may_object: bool
    may_answer: bool
    may_withdraw: bool


def shown(actor: Actor, honour: Honour, today: date) -> ShownHonour:
    """The honour as the actor may see it; that it may be seen at all is asked before (honour_queries)."""
    objection = objection_to(honour.id)
    objected = objection is not None and objection.status == ObjectionStatus.OPEN
    made_it = objection is not None and objection.made_by == actor.account_id
    given, answers = honour.status == HonourStatus.GIVEN, may_answer(actor, honour)
    is_own = honour.member_id is not None and honour.member_id == actor.member_id
    running = given and honour.notice_until is not None and honour.notice_until >= today
    return ShownHonour(
        honour=honour,
        is_own=is_own,
        counting=counts(honour.kind, honour.status, honour.notice_until, objected, today),
        running=running,
        objected=objected,
        objection=objection if answers or made_it else None,
        may_object=running and not objected and honour.given_by != actor.account_id and not is_own,
        may_answer=objected and answers and not made_it,
        may_withdraw=given and speaks_for_giver(actor, honour),
    )
