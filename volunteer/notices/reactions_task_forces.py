"""What people are told of call-outs: at once in the app, and as an urgent message to whatever channel they have."""

from __future__ import annotations

from collections.abc import Iterable

from volunteer.happenings.task_forces import (
    CalledOut,
    CallOutClosed,
    CallOutHappening,
    CallOutReminded,
    EmergencyClosed,
    MembersDrawn,
)
from volunteer.kernel.outbox import send
from volunteer.kernel.unit_of_work import Row, Work
from volunteer.notices.rows import tell

CHANNEL = "person"  # whichever way a person can be reached; without one the leader has a call list


def called(happening: CalledOut | CallOutReminded, work: Work) -> Iterable[Row]:
    """Come now; once more to those who have not answered."""
    for claim_id, account_id in happening.asked:
        yield tell(work, account_id, happening.action, f"/calls/{claim_id}", **_words(happening))
        key = f"{happening.action}:{claim_id}:{work.now.isoformat(timespec='minutes')}"
        link = {"kind": happening.action, "urgent": True, "link": f"/calls/{claim_id}"}
        yield send(work, CHANNEL, str(account_id), key, {**link, "parameters": _words(happening)}, urgent=True)


def enough(happening: CallOutClosed, work: Work) -> Iterable[Row]:
    """There is no need to come any more."""
    for claim_id, account_id in happening.asked:
        yield tell(work, account_id, happening.action, f"/calls/{claim_id}", **_words(happening))


def to_review(happening: EmergencyClosed, work: Work) -> Iterable[Row]:
    """Whoever opened the emergency learns that what was passed over waits to be looked at."""
    link = f"/emergencies/{happening.subject_id}/review"
    yield tell(work, happening.opener_account_id, happening.action, link, town=happening.town)


def drawn(happening: MembersDrawn, work: Work) -> Iterable[Row]:
    """Members learn that they belong to a force besides their squad."""
    for account_id in happening.account_ids:
        yield tell(work, account_id, happening.action, "/home", force=happening.name)


def _words(happening: CallOutHappening) -> dict[str, str]:
    return {"title": happening.title, "muster_point": happening.muster_point}
