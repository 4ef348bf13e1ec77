"""Invented towns and places for the map of the style guide: every shade, markers apart and in a heap."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

WEST, SOUTH, SIDE = 113.6, 22.9, 0.08
NAMES = ("东城街道", "南城街道", "石碣镇", "茶山镇", "大岭山镇", "樟木头镇")


def sample_map() -> dict[str, Any]:
    """Six squares and five places."""
    near = [(113.645 + n * 0.0004, 22.945) for n in range(3)]
    places = [*near, (113.77, 22.94), (113.72, 23.03)]
    return {
        "towns": {"type": "FeatureCollection", "features": [_square(n, name) for n, name in enumerate(NAMES)]},
        "points": [
            {
                "lon": lon,
                "lat": lat,
                "count": n + 1,
                "label": _("花园新村党群服务中心"),
                "text": _("还有 %(num)s 个名额", num=n + 1),
                "url": "#maps",
                "tone": ("brand", "info", "warn", "ok", "plain")[n],
            }
            for n, (lon, lat) in enumerate(places)
        ],
        "tiles": None,
    }


def _square(n: int, name: str) -> dict[str, Any]:
    west, south = WEST + n % 3 * SIDE, SOUTH + n // 3 * SIDE
    corners = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]
    return {
        "type": "Feature",
        "properties": {
            "code": str(n),
            "name": name,
            "level": n if n < 5 else None,
            "text": _("还有 %(num)s 个名额", num=n * 3),
            "url": "#maps",
        },
        "geometry": {"type": "Polygon", "coordinates": [[[west + x * SIDE, south + y * SIDE] for x, y in corners]]},
    }
