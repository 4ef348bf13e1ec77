"""Complaints, decided without a database: their life, who handles them, how often a stranger may send one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from volunteer.complaints.states import ComplaintStatus
from volunteer.kernel.transitions import Machine, Step
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Permission, Role, roles_with
from volunteer.organization.rules import ids_of
from volunteer.web.strangers import Limit

S = ComplaintStatus
OPEN = frozenset({S.RECEIVED, S.HANDLING, S.REOPENED})
MACHINE = Machine(
    "complaint",
    ComplaintStatus,
    S.RECEIVED,
    [
        Step("take", frozenset({S.RECEIVED, S.REOPENED}), S.HANDLING, Permission.COMPLAINT_HANDLE),
        Step("answer", OPEN, S.ANSWERED, Permission.COMPLAINT_HANDLE, reason=True),
        Step("escalate", OPEN, S.RECEIVED),
        Step("contest", frozenset({S.ANSWERED}), S.REOPENED, reason=True),
        Step("accept", frozenset({S.ANSWERED}), S.CLOSED),
        Step("lapse", frozenset({S.ANSWERED}), S.CLOSED),
    ],
)

# Supervisors stand beside the top: they handle what those there may not, or could not settle.
SUPERVISING = frozenset({Role.SUPERVISOR})
LEADING = roles_with(Permission.COMPLAINT_HANDLE) - SUPERVISING

PER_ADDRESS = Limit("complaint_limit", 10, timedelta(hours=1))
UNPROVEN_PER_ADDRESS = Limit("complaint_limit", 3, timedelta(hours=1))
LAPSES_AFTER = timedelta(days=15)  # without a word on the answer


@dataclass(frozen=True)
class Desk:
    """Where a complaint is handled: a unit, and whether the supervisors beside it do so too."""

    unit_id: int
    oversight: bool


@dataclass(frozen=True)
class Facts:
    """What decides who may handle it."""

    desk: Desk
    named_unit_id: int
    barred: frozenset[int]


def tiers_above(path: str) -> list[int]:
    """The units above a unit, the nearest first; at the top the top itself."""
    ids = ids_of(path)
    return ids[-2::-1] or ids


def desk_for(
    tiers: Sequence[int],
    leaders: Mapping[int, Collection[int]],
    barred: Collection[int],
    *,
    at_the_top: bool,
) -> Desk:
    """The nearest tier where somebody may handle it, else the top with its supervisors.

    `leaders` are the accounts at each tier; `at_the_top` says that nobody stands above whoever is named.
    """
    excluded = frozenset(barred)
    if not at_the_top:
        for unit_id in tiers:
            if frozenset(leaders.get(unit_id, ())) - excluded:
                return Desk(unit_id, oversight=False)
    return Desk(tiers[-1], oversight=True)


def handlers(
    desk: Desk, leaders: Mapping[int, Collection[int]], supervisors: Collection[int], barred: Collection[int]
) -> list[int]:
    """The accounts that may handle what lies there, in order."""
    there = [*leaders.get(desk.unit_id, ()), *(supervisors if desk.oversight else ())]
    return [account for account in dict.fromkeys(there) if account not in barred]


def may_handle(actor: Actor, facts: Facts) -> bool:
    """Whether the actor handles it: in the unit that does, not named by it, not leading the unit it names."""
    if actor.account_id is None or actor.account_id in facts.barred:
        return False
    units = [grant for grant in actor.grants if grant.tree == "unit" and grant.group_id is None]
    leading = {grant.node_id for grant in units if grant.role in LEADING}
    supervising = {grant.node_id for grant in units if grant.role in SUPERVISING}
    if facts.named_unit_id in leading and facts.named_unit_id != facts.desk.unit_id:
        return False
    return facts.desk.unit_id in leading or (facts.desk.oversight and facts.desk.unit_id in supervising)
