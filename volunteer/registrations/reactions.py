"""What registrations do when something happens elsewhere."""

from __future__ import annotations

from volunteer.happenings.people import MemberChanged
from volunteer.kernel.unit_of_work import Work
from volunteer.people.models import SERVING
from volunteer.registrations.service import end_all_of


def member_changed(happening: MemberChanged, work: Work) -> None:
    """Whoever left or died is registered nowhere any more."""
    if happening.kind is not None and happening.kind not in SERVING:
        end_all_of(None, happening.subject_id)
