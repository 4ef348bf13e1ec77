"""What hangs on a person, not on a role, and follows when the role is handed over: rooms say how to count theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from volunteer.happenings.accounts import Contact
from volunteer.organization.actor import GrantView


@dataclass(frozen=True)
class Held:
    """A role that somebody holds, as far as their work is looked at: whose it is, and at which node of a tree."""

    contact: Contact
    view: GrantView


@dataclass(frozen=True)
class Following:
    """One kind of thing that follows: how many there are with a role, and how that is said ("3 个项目")."""

    count: Callable[[Held], int]
    words: Callable[[int], str]


_kinds: list[Following] = []


def register_following(kinds: Iterable[Following]) -> None:
    """Say once, at start, what there is."""
    _kinds[:] = kinds


def what_follows(held: Sequence[Held]) -> list[str]:
    """What follows several roles together, in words; kinds of which there is nothing are left out."""
    sums = ((kind, sum(kind.count(one) for one in held)) for kind in _kinds)
    return [kind.words(number) for kind, number in sums if number]
