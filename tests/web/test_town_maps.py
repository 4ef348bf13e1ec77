"""The data of a map: cells shaded by value, points, and one datum for both."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.support.database import WorkerDatabase
from tests.support.world import World
from volunteer import config
from volunteer.web.datum import gcj02
from volunteer.web.town_maps import MapPoint, TownMark, map_data, outlines, shade_of

SQUARE = [[[113.7, 23.0], [113.8, 23.0], [113.8, 23.1], [113.7, 23.0]]]


@pytest.fixture
def boundaries(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with the outline of one town."""
    path = tmp_path / "towns.geojson"
    feature = {"properties": {"code": "t1"}, "geometry": {"type": "Polygon", "coordinates": SQUARE}}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    monkeypatch.setitem(app.config, "TOWN_BOUNDARIES", str(path))
    return path


def _town(code: str, value: float) -> TownMark:
    return TownMark(code, f"{code} 镇", 113.75, 23.05, value, f"{value} 个空位", f"/positions?town={code}")


def test_a_town_with_an_outline_is_a_cell_and_one_without_is_a_point(world: World, boundaries: Path) -> None:
    data = map_data([_town("t1", 8), _town("t2", 2), _town("t3", 0)], [MapPoint(113.7, 23.0, 3, "社区", "3 个空位")])
    (cell,) = data["towns"]["features"]
    assert cell["properties"] == {
        "code": "t1",
        "name": "t1 镇",
        "level": 4,
        "text": "8 个空位",
        "url": "/positions?town=t1",
    }
    assert cell["geometry"]["coordinates"] == SQUARE
    assert [(point["label"], point["count"]) for point in data["points"]] == [("t2 镇", 2), ("社区", 3)]
    assert data["tiles"] is None


def test_everything_moves_to_the_datum_of_the_tiles(
    world: World, boundaries: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = {"MAP_TILE_URL": "https://t/{z}/{x}/{y}", "MAP_TILE_DATUM": "gcj02", "MAP_TILE_LICENCE": "GS(2026)1"}
    for name, value in settings.items():
        monkeypatch.setitem(world.app.config, name, value)
    data = map_data([_town("t1", 1)], [MapPoint(113.7, 23.0, 1, "社区", "1 个空位")])
    moved = pytest.approx(gcj02((113.7, 23.0)), abs=1e-6)
    assert data["towns"]["features"][0]["geometry"]["coordinates"][0][0] == moved
    assert (data["points"][0]["lon"], data["points"][0]["lat"]) == moved
    assert data["tiles"] == {"url": "https://t/{z}/{x}/{y}", "licence": "GS(2026)1"}


def test_outlines_are_read_again_when_their_file_changes(world: World, boundaries: Path) -> None:
    assert set(outlines()) == {"t1"}
    boundaries.write_text('{"type": "FeatureCollection", "features": []}', encoding="utf-8")
    assert outlines() == {}


def test_only_the_demo_city_has_outlines_of_its_own(world: World) -> None:
    assert outlines() == {}
    world.units["brigade"].settings = {"demo": True}
    world.app.extensions.pop("volunteer_demo_city", None)
    assert len(outlines()) == 33
    world.app.extensions.pop("volunteer_demo_city", None)


@pytest.mark.parametrize(("value", "shade"), [(0, 0), (1, 1), (25, 2), (57, 4), (100, 4)])
def test_shades_spread_over_the_values(value: float, shade: int) -> None:
    assert shade_of(value, 100) == shade


def test_images_come_from_here_and_from_the_host_of_the_tiles(
    app: Flask, clean_database: WorkerDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = app.test_client()
    assert "img-src 'self' data:;" in client.get("/sign-in").headers["Content-Security-Policy"]
    monkeypatch.setitem(app.config, "MAP_TILE_URL", "https://tiles.example.cn/{z}/{x}/{y}.png")
    policy = client.get("/sign-in").headers["Content-Security-Policy"]
    assert "img-src 'self' data: https://tiles.example.cn;" in policy


@pytest.mark.parametrize(
    "wrong",
    [
        {"MAP_TILE_URL": "https://{s}.example.cn/tiles"},
        {"MAP_TILE_URL": "https://example.cn/{z}/{x}/{y}"},
        {"MAP_TILE_DATUM": "cgcs2000"},
        {"TOWN_BOUNDARIES": "/nowhere.geojson"},
    ],
)
def test_map_settings_that_cannot_work_are_refused_at_the_start(wrong: dict[str, Any]) -> None:
    with pytest.raises(config.ConfigurationError, match=next(iter(wrong))):
        config.load(wrong)
