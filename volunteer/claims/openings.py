"""Where help is wanted: the open positions gathered by site and by town. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from volunteer.projects.finding import Point, distance_m
from volunteer.projects.open_rows import OpenPosition


@dataclass(frozen=True)
class SiteOpenings:
    """The free places of one site; `only` is the position when there is no other. Rows come earliest first."""

    site_id: int
    name: str
    town_code: str | None
    town_name: str | None
    lon: float
    lat: float
    free: int
    positions: tuple[int, ...]
    earliest: datetime
    distance_m: float | None

    @property
    def only(self) -> int | None:
        """The one position with a free place."""
        return self.positions[0] if len(self.positions) == 1 else None


def by_site(rows: Iterable[OpenPosition], near: Point | None) -> list[SiteOpenings]:
    """The sites with a free place: nearest first where a point is known, else those that lack most."""
    sites: dict[int, list[OpenPosition]] = {}
    for row in rows:
        if row.free > 0:
            sites.setdefault(row.site_id, []).append(row)
    found = [_site(free, near) for free in sites.values()]
    return sorted(found, key=lambda site: (site.distance_m or 0, -site.free, site.earliest, site.site_id))


def by_town(sites: Iterable[SiteOpenings]) -> tuple[Counter[str], Counter[str]]:
    """Free places, and sites that have any, by the code of the town."""
    places: Counter[str] = Counter()
    counted: Counter[str] = Counter()
    for site in sites:
        if site.town_code is not None:
            places[site.town_code] += site.free
            counted[site.town_code] += 1
    return places, counted


def _site(rows: list[OpenPosition], near: Point | None) -> SiteOpenings:
    first = rows[0]
    return SiteOpenings(
        site_id=first.site_id,
        name=first.site_name,
        town_code=first.town_code,
        town_name=first.town_name,
        lon=first.lon,
        lat=first.lat,
        free=sum(row.free for row in rows),
        positions=tuple(row.id for row in rows),
        earliest=min(row.starts for row in rows),
        distance_m=distance_m(first, near),
    )
