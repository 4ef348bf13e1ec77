"""Complaints, decided without a database: their life, who handles them, how often a stranger may send one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from volunteer.complaints.states import ComplaintStatus
from volunteer.kernel.transitions import Machine, Step
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Permission, Role, roles_with
from volunteer.organization.rules import ids_of
from volunteer.texts.sensitive import spots
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

HANDLING = roles_with(Permission.COMPLAINT_HANDLE)
LEADING = HANDLING | {Role.SQUAD_LEADER}  # what is said about a unit is said about them

PER_ADDRESS = Limit("complaint_limit", 10, timedelta(hours=1))
UNPROVEN_PER_ADDRESS = Limit("complaint_limit", 3, timedelta(hours=1))
REACHED_AT = re.compile(r"[0-9A-Za-z_@.-]{5,}")
LAPSES_AFTER = timedelta(days=15)  # without a word on the answer


@dataclass(frozen=True)
class Facts:
    """What decides who may handle it."""

    handler_unit_id: int
    named_unit_id: int
    barred: frozenset[int]


def tiers_from(path: str) -> list[int]:
    """A unit and those above it, the nearest first."""
    return ids_of(path)[::-1]


def tiers_above(path: str) -> list[int]:
    """The units above a unit, the nearest first; at the top the top itself."""
    tiers = tiers_from(path)
    return tiers[1:] or tiers


def handling_unit(tiers: Sequence[int], handling: Mapping[int, Collection[int]], excluded: Collection[int]) -> int:
    """The nearest tier where somebody may handle it, else the top: until somebody there may, nobody does."""
    barred = frozenset(excluded)
    return next((unit_id for unit_id in tiers if frozenset(handling.get(unit_id, ())) - barred), tiers[-1])


def may_handle(actor: Actor, facts: Facts) -> bool:
    """Whether the actor handles it: in the unit that does, not named by it, not leading the unit it names."""
    if actor.account_id is None or actor.account_id in facts.barred:
        return False
    if facts.named_unit_id != facts.handler_unit_id and facts.named_unit_id in units_of(actor, LEADING):
        return False
    return facts.handler_unit_id in units_of(actor, HANDLING)


def gives_away(words: str, texts: Iterable[str | None], contact: str | None) -> bool:
    """Whether some words repeat what tells who wrote texts: a number, an address, an account to be reached at."""
    written = [*texts, contact]
    marks = [text[spot.start : spot.end] for text in written if text for spot in spots(text)]
    said = _bare(words)
    return any(_bare(mark) in said for mark in (*marks, *REACHED_AT.findall(contact or "")))


def units_of(actor: Actor, roles: Collection[Role]) -> set[int]:
    """The units where the actor holds one of some roles itself; what a collaboration group gives does not count."""
    return {
        grant.node_id
        for grant in actor.grants
        if grant.tree == "unit" and grant.group_id is None and grant.role in roles
    }


def _bare(text: str) -> str:
    """Without what people put between the digits of a number."""
    return re.sub(r"[ \-\uff0d\u2014]", "", text).lower()
