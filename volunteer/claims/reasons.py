"""How a position suits its reader: a seam that wiring fills, as suggestions stand on a higher floor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from volunteer.organization.actor import Actor
from volunteer.projects.models import Position

Chip = str | tuple[str, str]


@dataclass(frozen=True)
class Hindrance:
    """One reason why a position is not suggested, and what would change or help it: a page, or with `posts` one tap."""

    text: str
    label: str | None = None
    url: str | None = None
    posts: bool = False


@dataclass(frozen=True)
class Fit:
    """Why a position suits, as chips, and where it stands in the reader's list; or what speaks against suggesting it.

    None of it decides whether the reader may claim (D16).
    """

    chips: tuple[Chip, ...] = ()
    against: tuple[Hindrance, ...] = ()
    rank: int = 0
    of: int = 0


Source = Callable[[Actor, int], Fit | None]
ReachSource = Callable[[Actor, Position], Hindrance | None]

_sources: list[Source] = []
_reach_sources: list[ReachSource] = []


def register_fit(fit: Source, reach: ReachSource) -> None:
    """Name who knows how positions suit and whom they were suggested to; the last ones named are asked."""
    _sources[:] = [fit]
    _reach_sources[:] = [reach]


def fit_for(actor: Actor, position_id: int) -> Fit | None:
    """How an open position suits the acting member; None for anybody else and for what is not open."""
    return _sources[0](actor, position_id) if _sources and actor.member_id is not None else None


def reach_for(actor: Actor, position: Position) -> Hindrance | None:
    """Whom a position was suggested to, or why nobody, told to those who organize it."""
    return _reach_sources[0](actor, position) if _reach_sources else None
