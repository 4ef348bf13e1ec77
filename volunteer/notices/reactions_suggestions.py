"""What organizers are told of suggestions: that a position of theirs reaches nobody."""

from __future__ import annotations

from collections.abc import Iterable

from volunteer.happenings.suggestions import ProjectUnsuggested
from volunteer.kernel.unit_of_work import Row, Work
from volunteer.notices.rows import tell
from volunteer.organization.holders import seeing_to
from volunteer.organization.permissions import Permission


def unsuggested(happening: ProjectUnsuggested, work: Work) -> Iterable[Row]:
    """Who organizes it learns of it, and finds the reasons where candidates are looked for."""
    first, *_rest = happening.position_ids
    link = f"/projects/{happening.subject_id}/candidates?position={first}"
    for account_id in seeing_to(happening.maker_id, happening.unit_id, Permission.PROJECT_EDIT, work.now):
        yield tell(work, account_id, "project.unsuggested", link, title=happening.title)
