"""How often what is suggested is right, on texts that nothing was learned from.

A text that resembles one which weights or synonyms were made from says nothing of texts to come: it is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from volunteer.taxonomy.suggesting import Suggested, suggest_categories, suggest_skills
from volunteer.texts.headcount import headcount
from volunteer.texts.hurry import NORMAL, hurry
from volunteer.texts.likeness import likeness, pairs
from volunteer.triage.learning import EARLIER, HELD_OUT, LONG, LONG_TRAINING, TRAINING, Sorted, texts_of

NEAR_DOUBLE = 0.4
LEARNED = (TRAINING, LONG_TRAINING, EARLIER)
MEASURED = {"short": HELD_OUT, "long": LONG}
Right = Callable[[Sorted], frozenset[str]]


@dataclass(frozen=True)
class Reached:
    """Of so many texts, the share whose first suggestion is right, and that with a right one among the first three."""

    texts: int
    first: float
    among_three: float


def unseen(path: Path) -> list[Sorted]:
    """The texts of a file that resemble none that anything was learned from or looked up in."""
    seen = [pairs(one.text) for known in LEARNED for one in texts_of(known)]
    return [one for one in texts_of(path) if likest(one.text, seen) < NEAR_DOUBLE]


def likest(text: str, others: Sequence[frozenset[str]]) -> float:
    """How much a text resembles the one of some others that it resembles most."""
    own = pairs(text)
    return max((likeness(own, other) for other in others), default=0.0)


def reached(texts: Sequence[Sorted], right: Right, suggest: Callable[[str], list[Suggested]]) -> Reached:
    """How far suggestions reach on the texts that ask for something of the kind."""
    found = [(right(one), [each.code for each in suggest(one.text)]) for one in texts if right(one)]
    first = sum(bool(codes) and codes[0] in wanted for wanted, codes in found)
    among = sum(bool(wanted & set(codes)) for wanted, codes in found)
    return Reached(len(found), first / len(found), among / len(found))


def categories_reached(texts: Sequence[Sorted]) -> Reached:
    """Kinds of service."""
    return reached(texts, lambda one: one.categories, suggest_categories)


def skills_reached(texts: Sequence[Sorted]) -> Reached:
    """Skills, of the texts that need one."""
    return reached(texts, lambda one: one.skills, suggest_skills)


def each_category(texts: Sequence[Sorted]) -> dict[str, Reached]:
    """The same for the texts of each category; a text of two counts in both."""
    codes = sorted({code for one in texts for code in one.categories})
    return {code: categories_reached([one for one in texts if code in one.categories]) for code in codes}


def hurry_right(texts: Sequence[Sorted]) -> tuple[float, int, int]:
    """The share judged rightly; of how many pressing ones how many are noticed to be."""
    right = sum(hurry(one.text) == one.urgency for one in texts)
    pressing = [one for one in texts if one.urgency != NORMAL]
    return right / len(texts), len(pressing), sum(hurry(one.text) != NORMAL for one in pressing)


def headcount_right(texts: Sequence[Sorted]) -> float:
    """The share whose number of helpers is read rightly, that none is named included."""
    return sum(headcount(one.text) == one.headcount for one in texts) / len(texts)


def report() -> Iterator[str]:
    """All of it as a table, for docs/triage.md."""
    yield "| texts | of | first right | among three |"
    yield "|---|---|---|---|"
    for name, path in MEASURED.items():
        texts = unseen(path)
        yield _line(f"{name}, category", categories_reached(texts))
        yield _line(f"{name}, skill", skills_reached(texts))
        right, pressing, noticed = hurry_right(texts)
        yield f"| {name}, hurry | {len(texts)} | {right:.0%}; {noticed} of {pressing} pressing noticed | – |"
        yield f"| {name}, helpers | {len(texts)} | {headcount_right(texts):.0%} | – |"
    for code, figures in each_category([one for path in MEASURED.values() for one in unseen(path)]).items():
        yield _line(f"`{code}`", figures)


def _line(name: str, figures: Reached) -> str:
    return f"| {name} | {figures.texts} | {figures.first:.0%} | {figures.among_three:.0%} |"
