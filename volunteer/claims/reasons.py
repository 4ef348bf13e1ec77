"""How a position suits its reader: a seam that wiring fills, as suggestions stand on a higher floor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from volunteer.organization.actor import Actor

Chip = str | tuple[str, str]


@dataclass(frozen=True)
class Hindrance:
    """One reason why a position is not suggested, and what would change it: a page, or with `posts` one tap."""

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

_sources: list[Source] = []


def register_fit(source: Source) -> None:
    """Name who knows how positions suit; the last one named is asked."""
    _sources[:] = [source]


def fit_for(actor: Actor, position_id: int) -> Fit | None:
    """How an open position suits the acting member; None for anybody else and for what is not open."""
    return _sources[0](actor, position_id) if _sources and actor.member_id is not None else None
