"""What suggestions do when something happens elsewhere."""

from __future__ import annotations

from volunteer.happenings.people import MemberChanged, ProfileChanged
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work
from volunteer.people.models import SERVING, Member
from volunteer.suggestions.lists import forget_list


def profile_changed(happening: ProfileChanged, work: Work) -> None:
    """Whoever turns recommendations off has no list from this moment on."""
    fields = happening.details.get("fields", ())
    if "recommendations_on" in fields and not db.session.get_one(Member, happening.subject_id).recommendations_on:
        forget_list(happening.subject_id)


def member_changed(happening: MemberChanged, work: Work) -> None:
    """Nor has whoever left."""
    if happening.kind is not None and happening.kind not in SERVING:
        forget_list(happening.subject_id)
