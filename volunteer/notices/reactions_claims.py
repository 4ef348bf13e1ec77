"""What people are told of claims, offers and changes."""

from __future__ import annotations

from collections.abc import Iterable

from volunteer.happenings.claims import (
    ClaimConfirmed,
    ClaimExplained,
    ClaimHappening,
    ClaimInvited,
    ClaimOffered,
    ClaimReleased,
    ClaimRequested,
)
from volunteer.kernel.unit_of_work import Row, Work
from volunteer.notices.rows import tell


def confirmed(happening: ClaimConfirmed, work: Work) -> Iterable[Row]:
    """The member has the place."""
    yield _to_member(happening, work)


def changed(happening: ClaimHappening, work: Work) -> Iterable[Row]:
    """Something about the claim that the member did not do alone."""
    yield _to_member(happening, work)


def asked(happening: ClaimOffered | ClaimInvited, work: Work) -> Iterable[Row]:
    """A place, or a question, waits for the member's answer."""
    yield _to_member(happening, work, respond_by=happening.respond_by.isoformat())


def requested(happening: ClaimRequested, work: Work) -> Iterable[Row]:
    """The leaders who may agree."""
    for account_id in happening.leader_account_ids:
        yield tell(
            work,
            account_id,
            "claim.requested_after_no_shows" if happening.often_missing else happening.action,
            f"/claims/{happening.subject_id}",
            title=happening.title,
            starts=happening.starts.isoformat(),
        )


def explained(happening: ClaimExplained, work: Work) -> Iterable[Row]:
    """The own leaders: there is a word about an absence; what it says stays on their page."""
    for account_id in happening.leader_account_ids:
        if account_id != happening.member_account_id:
            yield tell(
                work,
                account_id,
                happening.action,
                "/people/missed",
                title=happening.title,
                starts=happening.starts.isoformat(),
            )


def released(happening: ClaimReleased, work: Work) -> Iterable[Row]:
    """Who organizes it hears that a helper stepped back."""
    for account_id in happening.organizers:
        yield tell(
            work,
            account_id,
            happening.action,
            f"/positions/{happening.position_id}",
            title=happening.title,
            starts=happening.starts.isoformat(),
            reason=happening.reason or "",
        )


def _to_member(happening: ClaimHappening, work: Work, **parameters: str) -> Row:
    return tell(
        work,
        happening.member_account_id,
        happening.action,
        f"/positions/{happening.position_id}",
        title=happening.title,
        starts=happening.starts.isoformat(),
        reason=happening.reason or "",
        **parameters,
    )
