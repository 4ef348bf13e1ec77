"""Great-circle distances on the sphere of the contract: one plain formula, and a quick one for whole tables.

The quick one takes chords between unit vectors, d = 2R·asin(|u - v|/2), in float64. It subtracts the vectors
before squaring; 2 - 2u·v would lose all digits for places a few metres apart.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from volunteer.matching.problem import Point

EARTH_RADIUS_KM = 6371.0088
# Products of unit vectors are good to a few 1e-16; this is far more than that, and some six metres.
PRODUCT_SLACK = 5e-13

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


def unit_vectors(points: ArrayLike) -> FloatArray:
    """Points (lon, lat in degrees), shape (…, 2), as vectors on the unit sphere, shape (…, 3)."""
    radians = np.radians(np.asarray(points, dtype=np.float64))
    lon, lat = radians[..., 0], radians[..., 1]
    vectors = np.empty((*lon.shape, 3))
    across = np.cos(lat)
    vectors[..., 0], vectors[..., 1], vectors[..., 2] = across * np.cos(lon), across * np.sin(lon), np.sin(lat)
    return vectors


def squared_chords(vectors: FloatArray, others: FloatArray) -> FloatArray:
    """Squared straight distances between unit vectors, shape (n,), from (n, 3) and (n, 3) or (3,)."""
    difference = vectors - others
    squared: FloatArray = np.einsum("ij,ij->i", difference, difference)
    return squared


def km_of_squared_chords(squared: FloatArray) -> FloatArray:
    """Great-circle distances in km that belong to squared chords; good to about 1e-11 km."""
    distances: FloatArray = 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(1.0, np.sqrt(squared) / 2))
    return distances


def least_products(radius_km: FloatArray) -> FloatArray:
    """The least product of two unit vectors within these radii, a little low: for sorting out beforehand only.

    u·v = 1 - chord²/2 has lost the digits of small distances, which the slack makes up for.
    """
    half = np.sin(np.minimum(radius_km / (2 * EARTH_RADIUS_KM), np.pi / 2))
    least: FloatArray = 1 - 2 * half * half - PRODUCT_SLACK
    return least


def chord_of_product(product: float) -> float:
    """The straight distance between unit vectors that have this product."""
    return math.sqrt(max(0.0, 2 - 2 * product))
