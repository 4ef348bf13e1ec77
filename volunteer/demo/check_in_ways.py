"""How people check in in the demo city: small visits without a code, and some gates that ask where the phone is."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from random import Random

from volunteer.demo.blocks import City
from volunteer.projects.check_in_way import RADII_M, SMALL
from volunteer.projects.models import Position, ServiceSession

ON_OWN_WORD = 0.4  # of the small ones
ASKS_WHERE = 0.15  # of the others


def make_check_in_ways(city: City, seed: int) -> None:
    """For sessions ahead; today's keep their codes, so that every demo account meets one."""
    random = Random(f"{seed}-check-in-ways")  # plausible, not secret
    heads = Counter[int]()
    for position in city.rows.of(Position):
        heads[position["session_id"]] += position["headcount"]
    for session in city.rows.of(ServiceSession):
        if session["starts"] < city.now + timedelta(days=2):
            continue
        if heads[session["id"]] <= SMALL:
            session["own_word"] = random.random() < ON_OWN_WORD
        elif random.random() < ASKS_WHERE:
            session["check_in_radius_m"] = random.choice(RADII_M)
