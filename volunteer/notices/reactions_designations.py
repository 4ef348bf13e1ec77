"""What members are told of their posts and areas."""

from __future__ import annotations

from collections.abc import Iterable

from volunteer.happenings.designations import DesignationEnded, DesignationNamed
from volunteer.kernel.unit_of_work import Row, Work
from volunteer.notices.rows import tell


def named(happening: DesignationNamed, work: Work) -> Iterable[Row]:
    """A member learns what they were named for."""
    if happening.holder_account_id is not None:
        yield tell(work, happening.holder_account_id, "designation.named", "/me", title=happening.title)


def ended(happening: DesignationEnded, work: Work) -> Iterable[Row]:
    """A member learns that it ends."""
    if happening.holder_account_id is not None:
        yield tell(work, happening.holder_account_id, "designation.ended", "/me", title=happening.title)
