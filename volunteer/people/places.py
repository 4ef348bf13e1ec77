"""Where members live, said by the nearest community: nobody has to read coordinates."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.organization.models import Place, PlaceKind
from volunteer.web.api import LARGEST_ID

MOST_FOUND = 30


def nearest_site(lon: float | None, lat: float | None) -> Place | None:
    """The community nearest to a home; none where no home is recorded."""
    if lon is None or lat is None:
        return None
    # One degree of longitude is a little shorter than one of latitude here; for the nearest of many it does not matter.
    distance = (Place.lon - lon) * (Place.lon - lon) + (Place.lat - lat) * (Place.lat - lat)
    return db.session.scalar(_sites().order_by(distance, Place.id).limit(1))


def sites_called(q: str) -> Sequence[Place]:
    """Communities by a part of their name or their town's."""
    in_towns = select(Place.id).where(Place.kind == PlaceKind.TOWN, Place.name.contains(q, autoescape=True))
    named = Place.name.contains(q, autoescape=True) | Place.parent_id.in_(in_towns)
    return db.session.scalars(_sites().where(named).order_by(Place.name, Place.id).limit(MOST_FOUND)).all()


def site(place_id: int) -> Place:
    """A community by id, or NotVisible."""
    found = db.session.scalar(_sites().where(Place.id == place_id)) if 0 < place_id <= LARGEST_ID else None
    if found is None:
        raise NotVisible
    return found


def _sites() -> Select[Place]:
    return select(Place).where(Place.kind == PlaceKind.SITE).options(joinedload(Place.parent))
