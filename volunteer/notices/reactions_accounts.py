"""What people are told of their roles."""

from __future__ import annotations

from collections.abc import Iterable

from volunteer.happenings.accounts import GrantEnded, GrantGiven
from volunteer.kernel.unit_of_work import Row, Work
from volunteer.notices.rows import tell


def role_given(happening: GrantGiven, work: Work) -> Iterable[Row]:
    """Somebody has a role from now on."""
    yield tell(work, happening.account_id, "grant.given", "/home", role=happening.role)


def role_ended(happening: GrantEnded, work: Work) -> Iterable[Row]:
    """Somebody's role has ended."""
    yield tell(work, happening.account_id, "grant.ended", "/home", role=happening.role)
