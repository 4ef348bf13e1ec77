"""The contract once more, pair by pair and minute by minute, with geopy and nothing of the package's arithmetic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from geopy.distance import great_circle

from volunteer.matching import Member, Policy, Position

SHANGHAI = ZoneInfo("Asia/Shanghai")
MINUTE = timedelta(minutes=1)


def distance_km(member: Member, position: Position) -> float:
    """From the nearest anchor; geopy wants (lat, lon) and has another radius by default."""
    lon, lat = position.at
    return min(float(great_circle((y, x), (lat, lon), radius=6371.0088).km) for x, y in member.anchors)


def is_excluded(member: Member, position: Position, policy: Policy) -> bool:
    """Named by the position."""
    return member.id in position.excluded


def is_busy(member: Member, position: Position, policy: Policy) -> bool:
    """Overlaps with something confirmed, or comes too soon before or after it."""
    rest = policy.rest_minutes * MINUTE
    return any(not (position.ends + rest <= starts or ends + rest <= position.starts) for starts, ends in member.busy)


def lacks_skill(member: Member, position: Position, policy: Policy) -> bool:
    """A skill is asked for, and is not held at the level."""
    return position.skill is not None and member.skills.get(position.skill, 0) < position.level


def needed_cells(position: Position, grace: int) -> set[tuple[int, int]]:
    """(weekday, band) of each band of each date touched for more minutes than the grace; whole minutes only."""
    minutes: Counter[tuple[date, int]] = Counter()
    moment = position.starts.astimezone(SHANGHAI)
    while moment < position.ends:
        minutes[moment.date(), moment.hour // 6] += 1
        moment += MINUTE
    return {
        (position.day_types.get(day, day.weekday()), band)
        for (day, band), touched in minutes.items()
        if touched > grace
    }


def is_not_free(member: Member, position: Position, policy: Policy) -> bool:
    """Some cell that is needed is not in the availability, or the session lies in working time and that is closed."""
    if member.off_hours_only and not position.off_hours:
        return True
    cells = needed_cells(position, policy.band_grace_minutes)
    return any(not (member.availability >> (weekday * 4 + band)) & 1 for weekday, band in cells)


def is_too_far(member: Member, position: Position, policy: Policy) -> bool:
    """Beyond the radius of the nearest anchor."""
    return distance_km(member, position) > member.radius_km


CONDITIONS: dict[str, Callable[[Member, Position, Policy], bool]] = {
    "excluded": is_excluded,
    "overlap": is_busy,
    "no_skill": lacks_skill,
    "not_free": is_not_free,
    "too_far": is_too_far,
}


def failing(member: Member, position: Position, policy: Policy) -> set[str]:
    """All of the five reasons that hold."""
    return {code for code, fails in CONDITIONS.items() if fails(member, position, policy)}


def reason(member: Member, position: Position, policy: Policy) -> str | None:
    """The first of the five reasons, or None."""
    return next((code for code, fails in CONDITIONS.items() if fails(member, position, policy)), None)


def exact_total(member: Member, position: Position) -> Fraction:
    """The score before rounding, with the weights of the contract."""
    total = 350 * (1 - Fraction(distance_km(member, position)) / Fraction(member.radius_km))
    total += 250 if position.skill else 125
    total += 150 if position.site in member.registered_sites else 0
    total += Fraction(150 * (position.headcount - position.taken), position.headcount)
    total += 100 if position.category in member.interests else 0
    return total - 200 * min(Fraction(1), Fraction(member.load_minutes, 1200))


def ranked_positions(member: Member, positions: list[Position], policy: Policy) -> list[tuple[int, int]]:
    """(id, score) of every position that can be recommended, in order."""
    scored = [
        (position.id, round(exact_total(member, position)))
        for position in positions
        if position.taken < position.headcount and reason(member, position, policy) is None
    ]
    return sorted(scored, key=lambda entry: (-entry[1], entry[0]))
