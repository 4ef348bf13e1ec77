"""Missing hours, decided without a database: the life of a declaration, and who answers it (D20)."""

from __future__ import annotations

from collections.abc import Collection

from volunteer.backfills.missing_models import MissingStatus
from volunteer.kernel.transitions import Machine, Step
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import HOLDS, Permission
from volunteer.organization.rules import ids_of

S = MissingStatus
MACHINE = Machine(
    "missing_hours",
    MissingStatus,
    S.ASKED,
    [
        Step("accept", frozenset({S.ASKED}), S.ACCEPTED, Permission.HOURS_CONFIRM),
        Step("refuse", frozenset({S.ASKED}), S.REFUSED, Permission.HOURS_CONFIRM, reason=True),
        Step("escalate", frozenset({S.ASKED}), S.ASKED),
        Step("raise", frozenset({S.REFUSED}), S.ASKED, reason=True),
        Step("withdraw", frozenset({S.ASKED, S.REFUSED}), S.WITHDRAWN),
    ],
)


def leads(actor: Actor, unit_path: str) -> bool:
    """Whether the actor leads the unit that is asked, or one above it."""
    return any(
        grant.tree == "unit" and Permission.HOURS_CONFIRM in HOLDS[grant.role] and unit_path.startswith(grant.path)
        for grant in actor.grants
    )


def answer_refusal(
    actor: Actor, *, member_account_id: int, asked_path: str, refused_by: Collection[int | None]
) -> str | None:
    """Why the actor may not answer: never the member, and never again whoever refused before."""
    if actor.account_id == member_account_id:
        return "own_hours"
    if actor.account_id in refused_by:
        return "answered_before"
    return None if leads(actor, asked_path) else "needs_higher_tier"


def next_tier(asked_path: str) -> int | None:
    """The unit above the one that is asked; none above the top."""
    above = ids_of(asked_path)[:-1]
    return above[-1] if above else None
