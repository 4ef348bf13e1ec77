"""The sites nearest to where a member lives."""

from __future__ import annotations

import math

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from volunteer.kernel.database import db
from volunteer.organization.models import Place, PlaceKind
from volunteer.people.models import Member

MOST = 10
METRES_PER_DEGREE = 111_195


def nearest_sites(member: Member) -> list[tuple[Place, float]]:
    """The nearest sites with their distance in metres; none while no home is known."""
    lon, lat = member.home_lon, member.home_lat
    if lon is None or lat is None:
        return []
    shrunk = math.cos(math.radians(lat))
    squared = (Place.lon - lon) * (Place.lon - lon) * (shrunk * shrunk) + (Place.lat - lat) * (Place.lat - lat)
    statement = (
        select(Place, squared)
        .where(Place.kind == PlaceKind.SITE)
        .options(joinedload(Place.parent))
        .order_by(squared, Place.id)
        .limit(MOST)
    )
    return [(place, math.sqrt(square) * METRES_PER_DEGREE) for place, square in db.session.execute(statement)]
