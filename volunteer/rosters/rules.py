"""What an import may become, how many may leave without being asked again, and who imports what."""

from __future__ import annotations

from collections.abc import Mapping

from volunteer.kernel.transitions import Machine, Step
from volunteer.organization.permissions import Permission
from volunteer.rosters.states import ImportStatus, RosterKind

_S = ImportStatus

MACHINE = Machine(
    "roster",
    ImportStatus,
    _S.WAITING,
    [
        Step("begin", frozenset({_S.WAITING}), _S.CHECKING),
        Step("check", frozenset({_S.CHECKING}), _S.CHECKED),
        Step("fail", frozenset({_S.WAITING, _S.CHECKING}), _S.FAILED),
        Step("check_again", frozenset({_S.CHECKED}), _S.WAITING, Permission.ROSTER_IMPORT),
        Step("apply", frozenset({_S.CHECKED}), _S.APPLYING, Permission.ROSTER_IMPORT),
        Step("finish", frozenset({_S.APPLYING}), _S.APPLIED),
        Step("give_back", frozenset({_S.APPLYING}), _S.CHECKED),  # nothing was written
        Step("discard", frozenset({_S.WAITING, _S.CHECKING, _S.CHECKED}), _S.DISCARDED, Permission.ROSTER_IMPORT),
    ],
)

UNDER_WAY = frozenset({_S.WAITING, _S.CHECKING, _S.APPLYING})
ENDED = frozenset({_S.APPLIED, _S.DISCARDED, _S.FAILED})

# What whoever imports rows of a kind must hold, over what the rows belong to.
PERMISSIONS: Mapping[RosterKind, Permission] = {
    RosterKind.MEMBERS: Permission.ROSTER_IMPORT,
    RosterKind.UNITS: Permission.ROSTER_IMPORT,
    RosterKind.TOWNS: Permission.SITE_MANAGE,
    RosterKind.SITES: Permission.SITE_MANAGE,
    RosterKind.OPERATORS: Permission.GRANT_MANAGE,
}

MOST_LEAVING = 0.05


def leaving_needs_word(leaving: int, members: int) -> bool:
    """Whether so many of a complete unit's members would leave that somebody must say that number."""
    return leaving > members * MOST_LEAVING
