"""Great-circle distances on the sphere of the contract: one plain formula, and a quick one for whole tables.

The quick one takes chords between unit vectors, d = 2R·asin(|u - v|/2), in float64. It subtracts the vectors
before squaring; 2 - 2u·v would lose all digits for places a few metres apart.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from volunteer.matching.problem import Point

EARTH_RADIUS_KM = 6371.0088

FloatArray = NDArray[np.float64]


def haversine_km(one: Point, other: Point) -> float:
    """Great-circle distance in km of two (lon, lat) points in degrees, by the haversine formula."""
    lon_1, lat_1 = math.radians(one[0]), math.radians(one[1])
    lon_2, lat_2 = math.radians(other[0]), math.radians(other[1])
    a = math.sin((lat_2 - lat_1) / 2) ** 2 + math.cos(lat_1) * math.cos(lat_2) * math.sin((lon_2 - lon_1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(a)))


def nearest_km(anchors: Iterable[Point], place: Point) -> float:
    """Distance in km from the nearest anchor, by ``haversine_km``."""
    return min(haversine_km(anchor, place) for anchor in anchors)


def unit_vectors(points: Sequence[Point]) -> FloatArray:
    """Points (lon, lat in degrees) as vectors on the unit sphere, shape (n, 3)."""
    lon, lat = np.radians(np.array(points, dtype=np.float64).reshape(-1, 2)).T
    return np.column_stack((np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)))


def distances_km(vectors: FloatArray, vector: FloatArray) -> FloatArray:
    """Great-circle distances in km, shape (n,), from unit vectors (n, 3) to one (3,); good to about 1e-11 km."""
    difference = vectors - vector
    half_chord = np.sqrt(np.einsum("ij,ij->i", difference, difference)) / 2
    distances: FloatArray = 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(1.0, half_chord))
    return distances
