"""The life of a list."""

from __future__ import annotations

from volunteer.hotlines.states import ListStatus, RowAction
from volunteer.kernel.transitions import Machine, Step
from volunteer.organization.permissions import Permission

S = ListStatus
OPEN = frozenset({S.UNMAPPED, S.CHECKED})
DOES_SOMETHING = frozenset({RowAction.NEW, RowAction.CHANGED})

MACHINE = Machine(
    "hotline",
    ListStatus,
    S.UNMAPPED,
    [
        Step("check", OPEN, S.CHECKED, Permission.HOTLINE_IMPORT),
        Step("apply", frozenset({S.CHECKED}), S.APPLYING, Permission.HOTLINE_IMPORT),
        Step("finish", frozenset({S.APPLYING}), S.APPLIED),
        Step("discard", OPEN, S.DISCARDED, Permission.HOTLINE_IMPORT),
    ],
)
