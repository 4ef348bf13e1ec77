"""Where sites and offices stand: those of the pilot city, and copies of it side by side."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from benchmarks.matching_problems.columns import Floats, Ints

CENTRE = (113.7518, 23.0207)
KM_PER_DEGREE = (102.4, 111.2)  # of longitude and latitude at the pilot city
FARTHEST_KM = 55.0
# The pilot city measures about 0.65° by 0.4°.
CITIES_A_ROW, STEP_LON, STEP_LAT = 9, 0.75, 0.45


@dataclass(frozen=True)
class Land:
    """The sites of one city: points of shape (n, 2) in degrees and nearness to its centre from 0 to 1."""

    points: Floats
    centrality: Floats

    def chances(self, pull: float) -> Floats:
        """How likely each site is; a pull above 0 prefers the centre, below 0 the edge."""
        weights: Floats = np.exp(pull * self.centrality)
        weights /= weights.sum()
        return weights


@cache
def pilot_land() -> Land:
    """The sites that the demo city has."""
    file = resources.files("volunteer.demo") / "data" / "dongguan_sites.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    rows = [row for row in csv.DictReader(lines) if row["is_placeholder"] == "0"]
    points = np.array([[float(row["lon"]), float(row["lat"])] for row in rows])
    away_km = np.hypot(*((points - CENTRE) * KM_PER_DEGREE).T)
    return Land(points, 1 - np.minimum(away_km / FARTHEST_KM, 1.0))


def offset(city: Ints) -> Floats:
    """What is added to the points of the pilot city, shape (n, 2), to stand in these cities."""
    return np.column_stack((city % CITIES_A_ROW * STEP_LON, city // CITIES_A_ROW * STEP_LAT))
