"""Hours that are entered later are a room of their own: the ledger says here how to ask it, wiring who answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import LazyString

from volunteer.ledger.queries import HoursView
from volunteer.organization.actor import Actor


@dataclass(frozen=True, kw_only=True)
class EnteredLater:
    """What such hours rest on, as the page of one member's hours shows it."""

    starts: datetime
    ends: datetime
    place: str | None
    proof_kind: str
    proof_words: LazyString  # the kind in words
    proof: str
    entered_by: str
    entered_at: datetime
    agreed_by: str | None
    agreed_at: datetime | None
    same_tier: bool  # the second person is of the tier of the first, as nobody stands above
    awaited: str | None  # whose word is waited for: unit and role
    until: date | None  # the last day of the public notice
    refused_because: str | None
    may_agree: bool  # whether the reader may be the second person now


# How much waits for the actor's word behind each tab; what these hours rest on, nothing for hours of the day itself.
Waiting = Callable[[Actor], Mapping[str, int]]
Behind = Callable[[Actor, HoursView], EnteredLater | None]

_told: dict[str, tuple[Waiting, Behind]] = {}


def register_entered_later(waiting: Waiting, behind: Behind) -> None:
    """Say once, at start, who answers."""
    _told["room"] = (waiting, behind)


def waiting(actor: Actor) -> Mapping[str, int]:
    """By tab of the leader's work on hours: how much waits there."""
    count, _behind = _told["room"]
    return count(actor)


def behind(actor: Actor, view: HoursView) -> EnteredLater | None:
    """What hours that were entered later rest on."""
    _count, tell = _told["room"]
    return tell(actor, view)
