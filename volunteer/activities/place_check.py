"""Is the phone where the service is? Its position is compared with the site's and forgotten: nothing here keeps it."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask_babel import gettext as _
from geopy.distance import great_circle

from volunteer.kernel.errors import Refused
from volunteer.projects.models import ServiceSession

VAGUE_BEYOND_M = 500  # a position that is less sure than this, beyond the radius, says nothing


@dataclass(frozen=True)
class Here:
    """Where a phone says it is (WGS-84), and how sure it is. It is shown by nothing that prints it."""

    lon: float = field(repr=False)
    lat: float = field(repr=False)
    accuracy_m: float = field(default=0.0, repr=False)


def is_vague(here: Here, radius_m: int) -> bool:
    """Whether the position is too unsure to tell anything."""
    return here.accuracy_m > radius_m + VAGUE_BEYOND_M


def is_inside(here: Here, lon: float, lat: float, radius_m: int) -> bool:
    """Whether the phone may be within the radius, given how sure it is."""
    distance: float = great_circle((here.lat, here.lon), (lat, lon)).meters
    return distance - here.accuracy_m <= radius_m


def check_place(session: ServiceSession, here: Here | None) -> None:
    """Refuse whoever is not at the site, or does not say; a session without a radius does not ask."""
    radius, site = session.check_in_radius_m, session.site
    if radius is None:
        return
    if here is None:
        raise Refused("no_position")
    if is_vague(here, radius):
        raise Refused("no_position", message=_("手机的定位不够准，判断不了你是否在现场，请负责人点名"))
    if not is_inside(here, site.lon, site.lat, radius):
        raise Refused("not_here")
