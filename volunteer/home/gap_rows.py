"""What is said of missing people: by town, by day, by skill. Plain values, worked out of rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Sums:
    """The places of a list together: rows, people needed, people found, and what is missing in people and minutes."""

    positions: int
    needed: int
    claimed: int
    missing: int
    missing_minutes: int


@dataclass(frozen=True)
class DayFill:
    """The places of one day: how many people are needed, how many found."""

    day: date
    needed: int
    claimed: int


@dataclass(frozen=True)
class Coverage:
    """How many people were needed and found in some days."""

    needed: int
    claimed: int


def together(days: Iterable[DayFill]) -> Coverage:
    """Several days as one."""
    listed = list(days)
    return Coverage(sum(day.needed for day in listed), sum(day.claimed for day in listed))


@dataclass(frozen=True)
class PlaceNeed:
    """What a town or site needs in the coming two weeks, and how much of it is claimed."""

    name: str
    code: str
    lon: float
    lat: float
    sites_short: int
    needed: int
    claimed: int
    missing_minutes: int

    @property
    def missing(self) -> int:
        """Places nobody claimed yet."""
        return self.needed - self.claimed


@dataclass(frozen=True)
class Need:
    """The towns, or the sites of one, together."""

    places: tuple[PlaceNeed, ...]

    @property
    def needed(self) -> int:
        """Places of the coming two weeks."""
        return sum(place.needed for place in self.places)

    @property
    def claimed(self) -> int:
        """Places claimed or reserved."""
        return sum(place.claimed for place in self.places)

    @property
    def missing(self) -> int:
        """Places nobody claimed yet."""
        return self.needed - self.claimed

    @property
    def sites_short(self) -> int:
        """Sites that lack somebody."""
        return sum(place.sites_short for place in self.places)

    @property
    def short(self) -> list[PlaceNeed]:
        """Those that lack somebody, most missing time first."""
        lacking = [place for place in self.places if place.missing > 0]
        return sorted(lacking, key=lambda place: (-place.missing_minutes, place.code))
