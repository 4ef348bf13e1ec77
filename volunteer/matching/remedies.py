"""What would fill the places that a plan leaves empty, the cheapest first.

Cheapest is what asks least of people, not what fills most: ask somebody who fits (one message), ask somebody to come
a little further (a message and a longer way), move the session while nobody holds a place in it (the site has to
agree), train somebody (days of theirs), move a session that people have already promised to come to (all of them
have to agree), recruit (find somebody first). A leader works down the list until the places are filled; each remedy
says how many of the missing heads it would fill by itself. Where asking is enough, nothing else is proposed.

People are only counted while the plan leaves them a place and the time, and if nothing but the one condition stands
in the way: whoever lacks the skill and lives too far away is in no list. Each position is looked at by itself, so
somebody may stand in the lists of several.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import numpy as np

from volunteer.matching.columns import BoolArray, IntArray
from volunteer.matching.moving import best_move
from volunteer.matching.standing import Ground, Standing, held_levels

STRETCH = 1.5
NEAREST = 5


@dataclass(frozen=True, slots=True)
class Near:
    """A member (id) and the metres to the place."""

    member: int
    distance_m: int


@dataclass(frozen=True, slots=True)
class Ask:
    """``people`` fit and have not been asked: rare after a plan, common without one."""

    heads: int
    people: int
    nearest: tuple[Near, ...]
    kind: Literal["ask"] = "ask"


@dataclass(frozen=True, slots=True)
class Radius:
    """``people`` live beyond their radius, but within 1.5 times it; ``factor`` is the smallest that gains ``heads``."""

    heads: int
    people: int
    nearest: tuple[Near, ...]
    factor: float
    kind: Literal["radius"] = "radius"


@dataclass(frozen=True, slots=True)
class Move:
    """``people`` could come on another (weekday, band) of the same week; ``holders`` would have to move as well."""

    heads: int
    people: int
    weekday: int
    band: int
    holders: int
    kind: Literal["move"] = "move"


@dataclass(frozen=True, slots=True)
class Train:
    """``people`` lack the skill and nothing else: some altogether, some hold it below the level."""

    heads: int
    people: int
    nearest: tuple[Near, ...]
    skill: str
    level: int
    without_skill: int
    below_level: int
    kind: Literal["train"] = "train"


@dataclass(frozen=True, slots=True)
class Recruit:
    """What the others leave, near the position; ``able`` members there hold the skill, but are taken or not free."""

    heads: int
    skill: str | None
    level: int
    able: int
    kind: Literal["recruit"] = "recruit"


Remedy = Ask | Radius | Move | Train | Recruit

KINDS = ("ask", "radius", "move", "train", "recruit")


def remedies(standing: Standing, ground: Ground, not_before: datetime | None) -> tuple[Remedy, ...]:
    """What fills at least one of the missing heads, the cheapest first; moves only to times from ``not_before`` on."""
    ask = _ask(standing, ground)
    if ask is not None and ask.heads == standing.missing:
        return (ask,)
    at_once = [ask, _radius(standing, ground)]
    train = _train(standing, ground)
    move = _move(standing, ground, not_before)
    in_order = [*at_once, train, move] if move and move.holders else [*at_once, move, train]
    found: list[Remedy] = [remedy for remedy in in_order if remedy is not None]
    gained = max(sum(remedy.heads for remedy in found if remedy is not move), move.heads if move else 0)
    if gained < standing.missing:
        found.append(_recruit(standing, ground, standing.missing - gained))
    return tuple(found)


def _ask(standing: Standing, ground: Ground) -> Ask | None:
    rows = np.flatnonzero(standing.but_for() & standing.spare)
    if not len(rows):
        return None
    return Ask(min(len(rows), standing.missing), len(rows), _nearest(rows, standing, ground))


def _radius(standing: Standing, ground: Ground) -> Radius | None:
    within = standing.distance_km <= STRETCH * ground.members.radius_km
    rows = np.flatnonzero(_only("too_far", standing) & within)
    if not len(rows):
        return None
    heads = min(len(rows), standing.missing)
    factors = np.sort(standing.distance_km[rows] / ground.members.radius_km[rows])
    return Radius(heads, len(rows), _nearest(rows, standing, ground), float(factors[heads - 1]))


def _move(standing: Standing, ground: Ground, not_before: datetime | None) -> Move | None:
    best = best_move(standing, ground, not_before)
    if best is None:
        return None
    weekday, band, people = best
    holders = ground.usage.holders[standing.position.session]
    return Move(min(people, standing.missing), people, weekday, band, holders)


def _train(standing: Standing, ground: Ground) -> Train | None:
    skill = standing.position.skill
    rows = np.flatnonzero(_only("no_skill", standing))
    if skill is None or not len(rows):
        return None
    below_level = int(np.count_nonzero(held_levels(skill, ground.members)[rows]))
    return Train(
        heads=min(len(rows), standing.missing),
        people=len(rows),
        nearest=_nearest(rows, standing, ground),
        skill=skill,
        level=standing.position.level,
        without_skill=len(rows) - below_level,
        below_level=below_level,
    )


def _recruit(standing: Standing, ground: Ground, heads: int) -> Recruit:
    position = standing.position
    able = standing.but_for("overlap", "not_free")
    level = position.level if position.skill is not None else 0
    return Recruit(heads, position.skill, level, int(np.count_nonzero(able)))


def _only(code: str, standing: Standing) -> BoolArray:
    """Spare members who fail this condition and no other."""
    return standing.but_for(code) & standing.fails(code) & standing.spare


def _nearest(rows: IntArray, standing: Standing, ground: Ground) -> tuple[Near, ...]:
    """The nearest few of some members, then lowest id."""
    distances, ids = standing.distance_km[rows], ground.members.ids[rows]
    first = np.lexsort((ids, distances))[:NEAREST]
    return tuple(
        Near(number, round(km * 1000))
        for number, km in zip(ids[first].tolist(), distances[first].tolist(), strict=True)
    )
