"""The calls to oneself, as the homes show them before everything else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from volunteer.claims.states import ClaimStatus
from volunteer.home.own_facts import OwnFacts, OwnService, own_facts
from volunteer.home.urgent import is_called
from volunteer.kernel import clock
from volunteer.organization.actor import Actor
from volunteer.web.humanize import period

HELD = frozenset({ClaimStatus.CONFIRMED, ClaimStatus.ATTENDED, ClaimStatus.REQUESTED, ClaimStatus.RECONFIRM})


@dataclass(frozen=True)
class OwnCall:
    """A call, and one's own services at the same time: their claims, titles and times."""

    service: OwnService
    elsewhere: tuple[tuple[int, str, str], ...]


def calls_in(facts: OwnFacts) -> list[OwnCall]:
    """The calls that wait for an answer or were followed, of all that a member's home knows."""
    return [
        OwnCall(one, tuple(_at_the_same_time(one, facts.services)))
        for one in facts.services
        if one.call is not None and (one.status in HELD or not one.call.over)
    ]


def calls_to(actor: Actor) -> list[OwnCall]:
    """The same for the homes of those who lead; nothing is asked while they are not called."""
    if actor.member_id is None or not is_called():
        return []
    return calls_in(own_facts(actor.member_id, clock.today().replace(month=1, day=1), clock.now()))


def _at_the_same_time(call: OwnService, services: Sequence[OwnService]) -> list[tuple[int, str, str]]:
    return [
        (one.id, one.title, period(one.starts, one.ends))
        for one in services
        if one.id != call.id and one.status in HELD and one.starts < call.ends and call.starts < one.ends
    ]
