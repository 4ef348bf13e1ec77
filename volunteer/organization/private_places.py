"""Opening the guarded part of a place (D6): put on record at each view, shut for good once it has closed."""

from __future__ import annotations

from datetime import datetime

from volunteer.happenings.organization import PrivatePlaceOpened
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.models import PrivatePlace


@use_case
def open_private_place(
    work: Work,
    actor: Actor,
    private_place_id: int,
    of: str,
    of_id: int,
    unit_id: int | None = None,
    purpose: str | None = None,
) -> PrivatePlace:
    """The private part of a demand's or session's place, given by kind and id.

    The room that owns the demand or session has already decided that the actor may look.
    """
    place = db.session.get(PrivatePlace, private_place_id)
    if place is None or not is_open(place, work.now):
        raise NotVisible
    details = {"of": of, "id": of_id, **({"purpose": purpose} if purpose else {})}
    work.record(PrivatePlaceOpened(subject_id=place.id, unit_id=unit_id, details=details))
    return place


def is_open(place: PrivatePlace, now: datetime) -> bool:
    """Whether it has not closed for good."""
    return place.closes_at is None or place.closes_at > now
