"""The schematic cells of the demo city's towns, drawn while a database holds that city."""

from __future__ import annotations

from pathlib import Path

from volunteer.home.demo_note import shows_demo_city

CELLS = Path(__file__).with_name("data") / "dongguan_towns.geojson"


def demo_outlines() -> Path | None:
    """The file of the cells, or None where the towns are real ones."""
    return CELLS if shows_demo_city() else None
