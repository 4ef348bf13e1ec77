"""Twenty pairs worked out by hand: what each changes from the plain pair, and what must come out.

The plain pair: somebody always free, radius 10 km, living where the session is (Saturday 2026-10-10, 09:00 to
11:00 in Shanghai, two places, none taken, no skill asked). Its score is 350 + 250·0.5 + 150·1 = 625.
One degree along a meridian is 6371.0088 · pi / 180 = 111.19508 km.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

PLACE = [113.75, 23.0]

PLAIN_MEMBER: dict[str, Any] = {
    "id": 1,
    "anchors": [PLACE],
    "skills": {},
    "availability": 2**28 - 1,
    "radius_km": 10,
    "interests": [],
    "registered_sites": [],
    "max_positions": 4,
    "load_minutes": 0,
    "busy": [],
}

PLAIN_POSITION: dict[str, Any] = {
    "id": 100,
    "session": 10,
    "site": 7,
    "at": PLACE,
    "starts": "2026-10-10T09:00:00+08:00",
    "ends": "2026-10-10T11:00:00+08:00",
    "category": "elderly",
    "skill": None,
    "level": 0,
    "headcount": 2,
    "taken": 0,
    "excluded": [],
}

FRIDAY_EVENING = 1 << (4 * 4 + 3)
SATURDAY_MORNING = 1 << (5 * 4 + 1)


@dataclass(frozen=True)
class GoldenPair:
    """``expected`` is a score or a reason; ``working`` shows how it is found."""

    name: str
    expected: int | str
    working: str
    member: dict[str, Any] = field(default_factory=dict)
    position: dict[str, Any] = field(default_factory=dict)
    policy: dict[str, Any] = field(default_factory=dict)

    def problem(self) -> dict[str, Any]:
        """The pair in the form of ``problem.json``."""
        return {
            "members": [PLAIN_MEMBER | self.member],
            "positions": [PLAIN_POSITION | self.position],
            "policy": self.policy,
        }


GOLDEN_PAIRS = [
    GoldenPair("plain", 625, "350 + 125 + 0 + 150 + 0 - 0"),
    GoldenPair(
        "skill asked and held",
        750,
        "350 + 250 + 0 + 150 + 0 - 0",
        member={"skills": {"first_aid": 2}},
        position={"skill": "first_aid", "level": 2},
    ),
    GoldenPair(
        "everything fits",
        1000,
        "350 + 250 + 150 + 150 + 100 - 0",
        member={"skills": {"first_aid": 3}, "registered_sites": [7], "interests": ["elderly"]},
        position={"skill": "first_aid", "level": 1},
    ),
    GoldenPair("half of the places taken", 550, "350 + 125 + 150·(2-1)/2", position={"taken": 1}),
    GoldenPair("load counts up to 1200 minutes", 425, "625 - 200·min(1, 2400/1200)", member={"load_minutes": 2400}),
    GoldenPair("a half rounds down to even", 624, "625 - 200·3/1200 = 624.5", member={"load_minutes": 3}),
    GoldenPair("a half rounds up to even", 624, "625 - 200·9/1200 = 623.5", member={"load_minutes": 9}),
    GoldenPair(
        "a half that floating point misses",
        608,
        "475 + 150·8/9 - 200·5/1200 = 475 + 2400/18 - 15/18 = 607.5; floats make it 607.4999…",
        member={"load_minutes": 5},
        position={"headcount": 9, "taken": 1},
    ),
    GoldenPair(
        "half way to the radius",
        450,
        "0.045° = 5.003779 km; 350·(1 - 0.5003779) = 174.868; + 125 + 150 = 449.868",
        position={"at": [113.75, 23.045]},
    ),
    GoldenPair(
        "the nearer anchor counts",
        555,
        "0.018° = 2.001511 km from the second; 350·(1 - 0.2001511) = 279.947; + 275 = 554.947",
        member={"anchors": [[113.75, 23.09], [113.75, 22.982]]},
    ),
    GoldenPair(
        "just beyond the radius",
        "too_far",
        "0.09° = 10.007557 km > 10",
        position={"at": [113.75, 23.09]},
    ),
    GoldenPair(
        "over midnight",
        "not_free",
        "Friday 22:00 to Saturday 02:00 needs Friday evening (held) and Saturday night (not held)",
        member={"availability": FRIDAY_EVENING},
        position={"starts": "2026-10-09T22:00:00+08:00", "ends": "2026-10-10T02:00:00+08:00"},
    ),
    GoldenPair(
        "ending at noon leaves the afternoon alone",
        625,
        "03:00 to 04:00 UTC is 11:00 to 12:00 in Shanghai: morning only; as plain",
        member={"availability": SATURDAY_MORNING},
        position={"starts": "2026-10-10T03:00:00Z", "ends": "2026-10-10T04:00:00Z"},
    ),
    GoldenPair(
        "within the grace",
        625,
        "60 minutes of the afternoon are not more than 60; as plain",
        member={"availability": SATURDAY_MORNING},
        position={"ends": "2026-10-10T13:00:00+08:00"},
        policy={"band_grace_minutes": 60},
    ),
    GoldenPair(
        "beyond the grace",
        "not_free",
        "61 minutes of the afternoon are more than 60",
        member={"availability": SATURDAY_MORNING},
        position={"ends": "2026-10-10T13:01:00+08:00"},
        policy={"band_grace_minutes": 60},
    ),
    GoldenPair(
        "a make-up day",
        "not_free",
        "that Saturday counts as a Wednesday (2), so Wednesday morning is needed",
        member={"availability": SATURDAY_MORNING},
        position={"day_types": {"2026-10-10": 2}},
    ),
    GoldenPair(
        "excluded comes first",
        "excluded",
        "also busy, unskilled, never free and far away",
        member={"availability": 0, "busy": [["2026-10-10T00:00:00+08:00", "2026-10-11T00:00:00+08:00"]]},
        position={"excluded": [1], "skill": "first_aid", "level": 1, "at": [113.75, 24.0]},
    ),
    GoldenPair(
        "overlap comes before skill",
        "overlap",
        "busy from 10:59, the session ends at 11:00; also unskilled",
        member={"busy": [["2026-10-10T10:59:00+08:00", "2026-10-10T12:00:00+08:00"]]},
        position={"skill": "first_aid", "level": 1},
    ),
    GoldenPair(
        "too short a rest",
        "overlap",
        "busy until 08:31, 29 minutes before the session; 30 are demanded",
        member={"busy": [["2026-10-10T08:00:00+08:00", "2026-10-10T08:31:00+08:00"]]},
        policy={"rest_minutes": 30},
    ),
    GoldenPair(
        "skill below the level, before availability",
        "no_skill",
        "level 1 held, 2 asked; also never free",
        member={"skills": {"first_aid": 1}, "availability": 0},
        position={"skill": "first_aid", "level": 2},
    ),
]
