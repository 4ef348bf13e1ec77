"""Where members live and work, said by the nearest community: nobody has to read coordinates."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Row, Select, or_, select
from sqlalchemy.orm import aliased, joinedload

from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible
from volunteer.organization.models import Organ, Place, PlaceKind, Unit
from volunteer.organization.queries import organ_of_unit
from volunteer.people.models import Member, Registration, RegistrationStatus
from volunteer.web.api import LARGEST_ID

MOST_FOUND = 30
LIKELY = 6


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


def likely_sites(member: Member) -> Sequence[Place]:
    """Communities to begin with: where the member is registered, then those nearest to the organ."""
    registered = select(Registration.place_id).where(
        Registration.member_id == member.id, Registration.status == RegistrationStatus.RECEIVED
    )
    organ = (
        select(Organ.lon, Organ.lat)
        .select_from(Unit)
        .join(Organ, Organ.id == organ_of_unit())
        .where(Unit.id == member.unit_id, Organ.lon.is_not(None))
        .subquery()
    )
    here = Place.id.in_(registered)
    distance = (Place.lon - organ.c.lon) * (Place.lon - organ.c.lon) + (Place.lat - organ.c.lat) * (
        Place.lat - organ.c.lat
    )
    statement = _sites().outerjoin(organ, Place.id.is_not(None)).where(or_(here, organ.c.lon.is_not(None)))
    return db.session.scalars(statement.order_by(here.desc(), distance, Place.id).limit(LIKELY)).all()


def all_sites() -> Sequence[Row[int, str, str | None, float, float]]:
    """Id, name, town, longitude and latitude of every community, for a map."""
    town = aliased(Place)
    statement = (
        select(Place.id, Place.name, town.name, Place.lon, Place.lat)
        .outerjoin(town, town.id == Place.parent_id)
        .where(Place.kind == PlaceKind.SITE)
        .order_by(Place.id)
    )
    return db.session.execute(statement).all()


def site(place_id: int) -> Place:
    """A community by id, or NotVisible."""
    found = db.session.scalar(_sites().where(Place.id == place_id)) if 0 < place_id <= LARGEST_ID else None
    if found is None:
        raise NotVisible
    return found


def _sites() -> Select[Place]:
    return select(Place).where(Place.kind == PlaceKind.SITE).options(joinedload(Place.parent))
