"""What the engine is measured against: every pair looked at one by one, with geopy's great-circle distance.

Nothing of the package's arithmetic is used, so that equal lists mean something.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from geopy.distance import great_circle

from volunteer.matching import Member, Policy, Position

RADIUS_KM = 6371.0088
FULL_LOAD_MINUTES = 1200
SHANGHAI = ZoneInfo("Asia/Shanghai")
BAND = timedelta(hours=6)

Ranked = list[tuple[int, int]]


def pair_loop(members: Iterable[Member], positions: Sequence[Position], policy: Policy, k: int) -> dict[int, Ranked]:
    """(position id, score) of the k best positions of each member; the distance of every pair is measured."""
    open_positions = [(position, bands_needed(position, policy)) for position in positions if position.free > 0]
    lists = {}
    for member in members:
        found = []
        for position, needed in open_positions:
            distance_km = distance(member, position)
            if fits(member, position, needed, distance_km, policy):
                found.append((position.id, score(member, position, distance_km, policy)))
        lists[member.id] = sorted(found, key=lambda entry: (-entry[1], entry[0]))[:k]
    return lists


def distance(member: Member, position: Position) -> float:
    """Kilometres from the nearest anchor; geopy takes (lat, lon)."""
    lon, lat = position.at
    return min(float(great_circle((y, x), (lat, lon), radius=RADIUS_KM).km) for x, y in member.anchors)


def fits(member: Member, position: Position, needed: int, distance_km: float, policy: Policy) -> bool:
    """May the member take it?"""
    if distance_km > member.radius_km or needed & ~member.availability or member.id in position.excluded:
        return False
    if position.skill is not None and member.skills.get(position.skill, 0) < position.level:
        return False
    rest = timedelta(minutes=policy.rest_minutes)
    return all(position.ends + rest <= starts or ends + rest <= position.starts for starts, ends in member.busy)


def bands_needed(position: Position, policy: Policy) -> int:
    """The availability bits that the session touches for longer than the grace."""
    starts, ends = position.starts.astimezone(SHANGHAI), position.ends.astimezone(SHANGHAI)
    band = datetime.combine(starts.date(), time(starts.hour // 6 * 6), SHANGHAI)
    needed = 0
    while band < ends:
        if min(band + BAND, ends) - max(band, starts) > timedelta(minutes=policy.band_grace_minutes):
            weekday = position.day_types.get(band.date(), band.weekday())
            needed |= 1 << (weekday * 4 + band.hour // 6)
        band += BAND
    return needed


def score(member: Member, position: Position, distance_km: float, policy: Policy) -> int:
    """The score of the contract, added up in fractions."""
    weights = policy.weights
    total = Fraction(weights.proximity) * (1 - Fraction(distance_km) / Fraction(member.radius_km))
    total += Fraction(weights.skill) * (1 if position.skill is not None else Fraction(1, 2))
    total += Fraction(weights.registered) * (position.site in member.registered_sites)
    total += Fraction(weights.need) * Fraction(position.headcount - position.taken, position.headcount)
    total += Fraction(weights.interest) * (position.category in member.interests)
    total -= Fraction(weights.load) * min(Fraction(1), Fraction(member.load_minutes, FULL_LOAD_MINUTES))
    return round(total)
