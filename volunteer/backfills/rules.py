"""Backfilled hours, decided without a database: who may enter, agree, decide on an objection."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from volunteer.backfills.models import TOP
from volunteer.ledger.models import ProposalStatus
from volunteer.ledger.rules import DayLimits, Facts, day_refusal, is_own, level_of
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import HOLDS, Permission, Role

MEMBER = 99  # a member's own word stands below that of every leader
SHEET_OPEN_FOR = timedelta(hours=48)  # until then a signed sheet is entered at the gate (D19)


@dataclass(frozen=True)
class Backed:
    """What backfilled hours rest on, as far as decisions go."""

    entered_by: int
    entered_rank: int
    agreed_by: int | None = None
    agreed_rank: int | None = None
    objectors: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Stretch:
    """From when to when somebody served."""

    starts: datetime
    ends: datetime

    @property
    def minutes(self) -> int:
        """How long it lasted; no hours can be longer."""
        return int((self.ends - self.starts).total_seconds() // 60)

    def meets(self, other: Stretch) -> bool:
        """Whether both have a moment in common."""
        return self.starts < other.ends and other.starts < self.ends


def rank_over(actor: Actor, paths: Iterable[str]) -> int | None:
    """How high the actor stands over one of these units: 1 is the top brigade; nothing for who leads none of them."""
    node = node_over(actor, paths)
    return node.count("/") if node is not None else None


def node_over(actor: Actor, paths: Iterable[str]) -> str | None:
    """The path of the highest unit that the actor leads at or above one of these."""
    wanted = tuple(paths)
    held = [
        grant.path
        for grant in actor.grants
        if grant.tree == "unit"
        and Permission.HOURS_CONFIRM in HOLDS[grant.role]
        and any(path.startswith(grant.path) for path in wanted)
    ]
    return min(held, key=len, default=None)


def may_second(rank: int | None, entered_rank: int) -> bool:
    """Whether somebody of a rank may agree to what one of another entered: a higher tier, or the top beside the top."""
    return rank is not None and (rank < entered_rank or rank == entered_rank == TOP)


@dataclass(frozen=True)
class Entered:
    """What waits for a second person: the units it concerns, who cannot be it, the rank by which it was entered."""

    paths: tuple[str, ...]
    without: frozenset[int]
    entered_rank: int


@dataclass(frozen=True)
class Holder:
    """An account that confirms hours of a unit and of those below."""

    path: str
    unit: str
    account_id: int
    role: Role

    @property
    def rank(self) -> int:
        """How high that unit stands; 1 is the top."""
        return self.path.count("/")


def seconds(entered: Entered, holders: Iterable[Holder]) -> list[Holder]:
    """The nearest of those who may agree; nobody where no grant allows it."""
    able = [
        holder
        for holder in holders
        if holder.account_id not in entered.without
        and any(path.startswith(holder.path) for path in entered.paths)
        and may_second(holder.rank, entered.entered_rank)
    ]
    nearest = max((holder.rank for holder in able), default=0)
    return [holder for holder in able if holder.rank == nearest]


def agree_refusal(actor: Actor, facts: Facts, backed: Backed, day_before: int, limits: DayLimits) -> str | None:
    """Why the actor may not be the second person; `day_before` are the minutes the day holds, those on notice too."""
    if facts.status != ProposalStatus.PENDING or not facts.backfilled:
        return "not_in_this_state"
    if is_own(actor, facts):
        return "own_hours"
    if backed.entered_by == actor.account_id:
        return "own_backfill"
    if not may_second(rank_over(actor, facts.paths), backed.entered_rank):
        return "needs_higher_tier"
    return day_refusal(day_before + facts.minutes, level_of(actor, facts), limits)


def decide_refusal(actor: Actor, facts: Facts, backed: Backed) -> str | None:
    """Why the actor may not answer an objection: somebody above the second person, at the top another one, does."""
    if facts.status != ProposalStatus.OBJECTED:
        return "not_in_this_state"
    if is_own(actor, facts):
        return "own_hours"
    if actor.account_id in {backed.entered_by, backed.agreed_by, *backed.objectors}:
        return "same_person"
    rank = rank_over(actor, facts.paths)
    if rank is None or (rank != TOP and rank >= (backed.agreed_rank or TOP)):
        return "needs_higher_tier"
    return None


def may_enter_at(ends: datetime, now: datetime) -> bool:
    """Whether the time for a signed sheet is over, so that only backfilling is left."""
    return ends + SHEET_OPEN_FOR <= now
