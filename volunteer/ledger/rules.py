"""Hours, decided without a database: who may confirm what, what a status means, how the chain is hashed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import IntEnum, StrEnum
from typing import Any

from volunteer.kernel.transitions import Machine, Step
from volunteer.ledger.models import EntryKind, HoursSource, ProposalStatus
from volunteer.organization.actor import Actor
from volunteer.organization.models import Tier
from volunteer.organization.permissions import HOLDS, Permission

S = ProposalStatus
MACHINE = Machine(
    "hours",
    ProposalStatus,
    S.PENDING,
    [
        Step("confirm", frozenset({S.PENDING}), S.CONFIRMED, Permission.HOURS_CONFIRM),
        Step("refuse", frozenset({S.PENDING, S.OBJECTED}), S.REFUSED, Permission.HOURS_CONFIRM, reason=True),
        # Backfilled ones: a second person agrees, anyone concerned may object, the clock puts them into effect.
        Step("agree", frozenset({S.PENDING}), S.ON_NOTICE, Permission.HOURS_CONFIRM),
        Step("object", frozenset({S.ON_NOTICE, S.OBJECTED}), S.OBJECTED, reason=True),
        Step("keep", frozenset({S.OBJECTED}), S.ON_NOTICE, Permission.HOURS_CONFIRM, reason=True),
        Step("take_effect", frozenset({S.ON_NOTICE}), S.CONFIRMED),
        Step("lapse", frozenset({S.ON_NOTICE}), S.REFUSED),
    ],
)
PHYSICAL_DAY = 24 * 60


class HoursStatus(StrEnum):
    """What people see; derived from the proposal and its ledger rows, never stored."""

    PENDING = "pending"
    ON_NOTICE = "on_notice"
    OBJECTED = "objected"
    EFFECTIVE = "effective"
    DISPUTED = "disputed"
    CORRECTED = "corrected"
    REFUSED = "refused"


class Level(IntEnum):
    """How high a confirmer stands."""

    NONE = 0
    OWN = 1
    NEXT = 2
    BRIGADE = 3


LEVEL_OF_TIER = {Tier.TEAM: Level.NEXT, Tier.BRIGADE: Level.BRIGADE}


@dataclass(frozen=True)
class DayLimits:
    """Up to how many minutes a day each level confirms; the brigade confirms whatever a day can hold."""

    own: int = 480
    following: int = 720


@dataclass(frozen=True)
class Facts:
    """What decides about one proposal, as read under the lock of its member."""

    id: int
    attendance_id: int | None
    attendance_closed: bool
    member_id: int
    member_account_id: int
    unit_id: int
    unit_path: str
    organizer_path: str | None
    successor_path: str | None  # of the unit that answers for the member's dissolved one
    session_id: int | None
    session_minutes: int
    place_id: int | None
    service_date: date
    minutes: int
    source: str
    status: str
    entered_by: int
    ticked: bool
    countersigned_by: int | None
    ticked_by_actor: bool

    @property
    def day(self) -> tuple[int, date]:
        """The member's day that the minutes count towards."""
        return self.member_id, self.service_date

    @property
    def backfilled(self) -> bool:
        """Whether it was typed in later, so that another way leads to the ledger: agreed to, on notice, in effect."""
        return self.source == HoursSource.BACKFILLED

    @property
    def paths(self) -> tuple[str, ...]:
        """The units over which somebody must lead to have a say: the member's, its successor, the organizing one."""
        return tuple(path for path in (self.unit_path, self.successor_path, self.organizer_path) if path is not None)

    @property
    def open(self) -> bool:
        """Whether it waits, with an attendance that is not under way again."""
        return self.status == ProposalStatus.PENDING and self.attendance_closed


def level_of(actor: Actor, facts: Facts) -> Level:
    """The highest level at which the actor may confirm: over the member's unit, its successor or the organizing one."""
    levels = [
        LEVEL_OF_TIER.get(Tier(grant.tier), Level.OWN)
        for grant in actor.grants
        if grant.tree == "unit"
        and Permission.HOURS_CONFIRM in HOLDS[grant.role]
        and any(path.startswith(grant.path) for path in facts.paths)
    ]
    return max(levels, default=Level.NONE)


def level_needed(day_minutes: int, limits: DayLimits) -> Level:
    """The level that confirms a day of this length."""
    if day_minutes <= limits.own:
        return Level.OWN
    return Level.NEXT if day_minutes <= limits.following else Level.BRIGADE


def day_refusal(day_minutes: int, level: Level, limits: DayLimits) -> str | None:
    """Why this level may not make the day this long."""
    if day_minutes > PHYSICAL_DAY:
        return "beyond_day"
    return "needs_next_tier" if level < level_needed(day_minutes, limits) else None


def confirm_refusal(actor: Actor, facts: Facts, day_before: int, limits: DayLimits) -> str | None:
    """Why the actor may not confirm this; `day_before` are the minutes the day already holds."""
    if not facts.open:
        return "not_in_this_state"
    if facts.backfilled:
        return "needs_agreement"
    if is_own(actor, facts):
        return "own_hours"
    if (on_own_word(facts) or wrote_it(actor, facts)) and facts.countersigned_by is None:
        return "needs_countersign"
    return day_refusal(day_before + facts.minutes, level_of(actor, facts), limits)


def countersign_refusal(actor: Actor, facts: Facts) -> str | None:
    """Why the actor may not countersign this."""
    if not facts.open or not facts.ticked or facts.countersigned_by is not None:
        return "not_in_this_state"
    if is_own(actor, facts):
        return "own_hours"
    return "own_entry" if wrote_it(actor, facts) else None


def is_own(actor: Actor, facts: Facts) -> bool:
    """Whether these are the actor's own minutes."""
    return facts.member_id == actor.member_id or facts.member_account_id == actor.account_id


def on_own_word(facts: Facts) -> bool:
    """Whether the minutes rest on the member's own word, where there was no gate (D8): the site vouches for them."""
    return facts.ticked and facts.entered_by == facts.member_account_id


def wrote_it(actor: Actor, facts: Facts) -> bool:
    """Whether the minutes rest on the actor's own word."""
    return facts.entered_by == actor.account_id or facts.ticked_by_actor


def confirmer_of(actor_account: int, facts: Facts) -> int:
    """Who stands beside `entered_by` in the ledger: never the same person; for a ticker, the countersigner."""
    if facts.countersigned_by is not None and actor_account == facts.entered_by:
        return facts.countersigned_by
    return actor_account


def source_of(proposal_source: str, corrected: bool) -> str:
    """Where the minutes shown come from."""
    return HoursSource.CORRECTION if corrected else proposal_source


def status_of(proposal_status: str, kinds: list[str]) -> HoursStatus:
    """The status of hours from the kinds of their ledger rows in order."""
    if proposal_status != ProposalStatus.CONFIRMED:
        return HoursStatus(proposal_status)
    if kinds and kinds[-1] == EntryKind.DISPUTE:
        return HoursStatus.DISPUTED
    return HoursStatus.CORRECTED if EntryKind.REVERSAL in kinds else HoursStatus.EFFECTIVE


HASHED = (
    "proposal_id",
    "member_id",
    "sequence",
    "kind",
    "source",
    "minutes",
    "reverses_id",
    "session_id",
    "place_id",
    "unit_id",
    "unit_path",
    "service_date",
    "entered_by",
    "confirmed_by",
    "countersigned_by",
    "reason",
    "recorded_at",
)


def entry_hash(values: Mapping[str, Any], prev_hash: bytes | None) -> bytes:
    """SHA-256 over the row's canonical JSON and the hash of the member's row before it (D21)."""
    content = {name: _plain(values[name]) for name in HASHED}
    content["prev_hash"] = prev_hash.hex() if prev_hash else None
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).digest()


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value
