"""The life of a transfer, and whose word it needs."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Protocol

from volunteer.kernel.transitions import Machine, Step
from volunteer.organization.actor import Reach
from volunteer.organization.permissions import Permission
from volunteer.organization.rules import ids_of
from volunteer.transfers.states import TransferStatus

S = TransferStatus
ANSWER_DAYS = 5  # working days (D3)

MACHINE = Machine(
    "transfer",
    TransferStatus,
    S.ASKED,
    [
        Step("agree", frozenset({S.ASKED}), S.ASKED, Permission.MEMBER_MANAGE),
        Step("carry_out", frozenset({S.ASKED}), S.DONE),
        Step("refuse", frozenset({S.ASKED}), S.REFUSED, Permission.MEMBER_MANAGE, reason=True),
        Step("withdraw", frozenset({S.ASKED}), S.WITHDRAWN),
    ],
)


class Side(StrEnum):
    """Where the member comes from, and where the member goes."""

    FROM = "from"
    TO = "to"


class HasSides(Protocol):
    """A transfer, as far as its two sides go."""

    @property
    def from_path(self) -> str: ...
    @property
    def to_path(self) -> str: ...
    @property
    def from_agreed(self) -> bool: ...
    @property
    def to_agreed(self) -> bool: ...


def waiting(transfer: HasSides) -> Iterator[Side]:
    """The sides that have not agreed."""
    if not transfer.from_agreed:
        yield Side.FROM
    if not transfer.to_agreed:
        yield Side.TO


def covered(transfer: HasSides, reach: Reach) -> set[Side]:
    """The sides for which somebody with this reach may speak."""
    paths = {Side.FROM: transfer.from_path, Side.TO: transfer.to_path}
    return {side for side, path in paths.items() if reach.covers(unit_path=path)}


def answerable(transfer: HasSides, reach: Reach) -> set[Side]:
    """The sides that have not agreed and for which somebody with this reach may speak."""
    return covered(transfer, reach) & set(waiting(transfer))


def common_parent(path: str, other: str) -> int | None:
    """The id of the nearest unit above both; none where they belong to different networks."""
    shared = [one for one, two in zip(ids_of(path), ids_of(other), strict=False) if one == two]
    return shared[-1] if shared else None
