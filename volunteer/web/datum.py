"""From WGS-84 degrees to the shifted grids in which map tiles are drawn in mainland China. Pure."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from math import atan2, cos, hypot, pi, radians, sin, sqrt

LonLat = tuple[float, float]

# The Krasovsky 1940 ellipsoid, on which GCJ-02 is defined.
AXIS = 6378245.0
ECCENTRICITY_SQUARED = 0.006693421622965823
CENTRE_LON, CENTRE_LAT = 105.0, 35.0
BAIDU_WAVE = pi * 3000 / 180


class Datum(StrEnum):
    """What the coordinates of tiles refer to."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


def gcj02(at: LonLat) -> LonLat:
    """The point as AMap and Tencent draw it; outside the shifted area it stays."""
    lon, lat = at
    if not (72.004 <= lon <= 137.8347 and 0.8293 <= lat <= 55.8271):
        return at
    x, y = lon - CENTRE_LON, lat - CENTRE_LAT
    flattened = 1 - ECCENTRICITY_SQUARED * sin(radians(lat)) ** 2
    east = AXIS / sqrt(flattened) * cos(radians(lat)) * pi / 180
    north = AXIS * (1 - ECCENTRICITY_SQUARED) / (flattened * sqrt(flattened)) * pi / 180
    return lon + _shift_east(x, y) / east, lat + _shift_north(x, y) / north


def bd09(at: LonLat) -> LonLat:
    """The point as Baidu draws it."""
    lon, lat = gcj02(at)
    far = hypot(lon, lat) + 0.00002 * sin(lat * BAIDU_WAVE)
    angle = atan2(lat, lon) + 0.000003 * cos(lon * BAIDU_WAVE)
    return far * cos(angle) + 0.0065, far * sin(angle) + 0.006


def as_it_is(at: LonLat) -> LonLat:
    """WGS-84 needs no change."""
    return at


CONVERTERS: dict[Datum, Callable[[LonLat], LonLat]] = {Datum.WGS84: as_it_is, Datum.GCJ02: gcj02, Datum.BD09: bd09}


def _ripple(value: float) -> float:
    return (20 * sin(6 * value * pi) + 20 * sin(2 * value * pi)) * 2 / 3


def _shift_east(x: float, y: float) -> float:
    metres = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    slow = 20 * sin(x * pi) + 40 * sin(x / 3 * pi) + 150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)
    return metres + _ripple(x) + slow * 2 / 3


def _shift_north(x: float, y: float) -> float:
    metres = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    slow = 20 * sin(y * pi) + 40 * sin(y / 3 * pi) + 160 * sin(y / 12 * pi) + 320 * sin(y / 30 * pi)
    return metres + _ripple(x) + slow * 2 / 3
