"""What the component `town_map` is given: towns as cells shaded by a number, and points, in the datum of the tiles."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, sqrt
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from flask import Flask, current_app

from volunteer.web.datum import CONVERTERS, Datum, LonLat

SHADES = 4
DIGITS = 6  # of a degree: a tenth of a metre
KEPT_AS = "volunteer_outlines_when_none_are_set"


@dataclass(frozen=True)
class TownMark:
    """One town: `value` decides its shade, `text` is the one line said for it. One without a cell becomes a point."""

    code: str
    name: str
    lon: float
    lat: float
    value: float
    text: str
    url: str | None = None


@dataclass(frozen=True)
class MapPoint:
    """One place: `count` stands in its marker; `tone` is brand, info, warn, ok or plain."""

    lon: float
    lat: float
    count: int
    label: str
    text: str
    url: str | None = None
    tone: str = "brand"


def init_app(app: Flask, otherwise: Callable[[], Path | None]) -> None:
    """Say which outlines are drawn while the setting TOWN_BOUNDARIES names none; give templates `route_url`."""
    app.extensions[KEPT_AS] = otherwise
    app.jinja_env.globals["route_url"] = route_url


def map_data(towns: Sequence[TownMark] = (), points: Iterable[MapPoint] = ()) -> dict[str, Any]:
    """The answer of a map's data address. WGS-84 in; shifted only where tiles are shown."""
    tiles = _tiles()
    place = CONVERTERS[Datum(current_app.config["MAP_TILE_DATUM"])] if tiles else CONVERTERS[Datum.WGS84]
    cells = outlines()
    largest = max((town.value for town in towns), default=0)
    drawn = [_cell(cells[town.code], town, largest, place) for town in towns if town.code in cells]
    homeless = [_as_point(town) for town in towns if town.code not in cells and town.value > 0]
    return {
        "towns": {"type": "FeatureCollection", "features": drawn},
        "points": [_point(point, place) for point in [*homeless, *points]],
        "tiles": tiles,
    }


def outlines() -> dict[str, dict[str, Any]]:
    """The features of the town outlines by town code; read again when the file changes, empty without a file."""
    named = current_app.config["TOWN_BOUNDARIES"]
    path = Path(named) if named else current_app.extensions[KEPT_AS]()
    return _read(path, path.stat().st_mtime_ns) if path else {}


def route_url(lon: float, lat: float, name: str) -> str:
    """Where the way to a public place is shown: the map app of the setting; nothing but point and name goes there."""
    at = {"lon": round(lon, DIGITS), "lat": round(lat, DIGITS), "name": quote(name, safe="")}
    return str(current_app.config["MAP_ROUTE_URL"]).format(**at)


def shade_of(value: float, largest: float) -> int:
    """0 for nothing, else 1–4 by the root of the share of the largest, so that one outlier leaves the rest apart."""
    return ceil(SHADES * sqrt(value / largest)) if value > 0 and largest > 0 else 0


def tile_origin(url: str) -> str | None:
    """Scheme and host of the tiles, as the content security policy names them."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme and parts.netloc else None


@lru_cache(maxsize=2)
def _read(path: Path, changed: int) -> dict[str, dict[str, Any]]:
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return {feature["properties"]["code"]: feature for feature in features}


def _tiles() -> dict[str, str] | None:
    url = current_app.config["MAP_TILE_URL"]
    return {"url": url, "licence": current_app.config["MAP_TILE_LICENCE"]} if url else None


def _cell(outline: dict[str, Any], town: TownMark, largest: float, place: Callable[[LonLat], LonLat]) -> dict[str, Any]:
    shape = outline["geometry"]
    return {
        "type": "Feature",
        "properties": {
            "code": town.code,
            "name": town.name,
            "level": shade_of(town.value, largest),
            "text": town.text,
            "url": town.url,
        },
        "geometry": {"type": shape["type"], "coordinates": _placed(shape["coordinates"], place)},
    }


def _placed(coordinates: Any, place: Callable[[LonLat], LonLat]) -> Any:
    """Coordinates of any depth, each pair moved."""
    if isinstance(coordinates[0], int | float):
        lon, lat = place((coordinates[0], coordinates[1]))
        return [round(lon, DIGITS), round(lat, DIGITS)]
    return [_placed(part, place) for part in coordinates]


def _as_point(town: TownMark) -> MapPoint:
    return MapPoint(town.lon, town.lat, round(town.value), town.name, town.text, town.url)


def _point(point: MapPoint, place: Callable[[LonLat], LonLat]) -> dict[str, Any]:
    lon, lat = place((point.lon, point.lat))
    return {
        "lon": round(lon, DIGITS),
        "lat": round(lat, DIGITS),
        "count": point.count,
        "label": point.label,
        "text": point.text,
        "url": point.url,
        "tone": point.tone,
    }
