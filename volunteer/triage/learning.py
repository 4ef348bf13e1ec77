"""Learning how much the words of categories say, from sorted texts. The same texts give the same weights."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import log
from pathlib import Path
from typing import Any

from volunteer.reference.rows import reference_rows
from volunteer.taxonomy.models import Category, Skill
from volunteer.taxonomy.terms import TermIndex, fold
from volunteer.texts.likeness import pairs

DATA = Path(__file__).parent / "data"
NAMES = ("training", "long_training", "held_out", "earlier", "long")
TRAINING, LONG_TRAINING, HELD_OUT, EARLIER, LONG = (DATA / f"{name}.csv" for name in NAMES)
NONE = "-"
PART_HELD_OUT = 3  # one text of so many, by its hash
CAUTION = 2.0  # texts that would have to agree before a word is believed as much as what was thought before
BELIEVED = 0.7
DIGITS, PAIR_DIGITS = 3, 1
SMOOTHED = 0.3  # texts that would speak of a pair as often as any do


@dataclass(frozen=True)
class Sorted:
    """A text with what people found in it; several codes where each of them is right."""

    text: str
    categories: frozenset[str]
    skills: frozenset[str]
    urgency: str | None
    headcount: int | None


@dataclass(frozen=True)
class Words:
    """The words of all categories and of all skills."""

    categories: TermIndex
    skills: TermIndex


def texts_of(path: Path) -> list[Sorted]:
    """The texts of a file."""
    with path.open(encoding="utf-8", newline="") as stream:
        return [_sorted(row) for row in csv.DictReader(stream)]


def is_held_out(text: str) -> bool:
    """Whether a text may be used for measuring only."""
    return sha256(text.encode()).digest()[-1] % PART_HELD_OUT == 0


def is_for_taxonomy_tests(text: str) -> bool:
    """Whether an earlier text is what the tests of synonyms are measured by."""
    return sha256(text.encode()).digest()[-1] % 2 == 1


def training_texts() -> list[Sorted]:
    """What may be learned from: no text that anything is measured by."""
    earlier = [one for one in texts_of(EARLIER) if not is_for_taxonomy_tests(one.text)]
    return [*texts_of(TRAINING), *texts_of(LONG_TRAINING), *earlier]


def shipped_words() -> Words:
    """Skills and categories as they are shipped, without a database."""
    by_kind: dict[type[Any], dict[str, tuple[str, ...]]] = {Category: {}, Skill: {}}
    for kind, row in reference_rows():
        if kind in by_kind:
            by_kind[kind][row["code"]] = (row["name"], row["name_en"], *row["synonyms"])
    return Words(TermIndex(by_kind[Category]), TermIndex(by_kind[Skill]))


def learn(texts: Sequence[Sorted], words: Words) -> dict[str, Any]:
    """The weights in their file form: how often each word, and each category's words together, were right."""
    seen: Counter[tuple[str, str]] = Counter()
    right: Counter[tuple[str, str]] = Counter()
    for one in texts:
        for found in words.categories.find(one.text):
            for term in ("", *(fold(word) for word in found.matched)):
                seen[term, found.code] += 1
                right[term, found.code] += found.code in one.categories
    codes = sorted({code for _term, code in seen})
    whole = {code: (right["", code] + CAUTION * BELIEVED) / (seen["", code] + CAUTION) for code in codes}
    learned: dict[str, dict[str, float]] = {}
    for term, code in sorted(pair for pair in seen if pair[0]):
        weight = (right[term, code] + CAUTION * whole[code]) / (seen[term, code] + CAUTION)
        learned.setdefault(term, {})[code] = round(weight, DIGITS)
    rounded = {code: round(weight, DIGITS) for code, weight in whole.items()}
    return {"categories": rounded, "words": learned, "usual": _usual(texts), "pairs": _pairs(texts)}


def write(path: Path) -> int:
    """Learn from all that may be learned from and write it down; how many texts that were."""
    texts = training_texts()
    written = json.dumps(learn(texts, shipped_words()), ensure_ascii=False, indent=0, sort_keys=True)
    path.write_text(written + "\n", encoding="utf-8")
    return len(texts)


def _usual(texts: Sequence[Sorted]) -> dict[str, dict[str, float]]:
    asked = Counter(skill for one in texts for skill in one.skills)
    both = Counter((skill, code) for one in texts for skill in one.skills for code in one.categories)
    found: dict[str, dict[str, float]] = {}
    for skill, code in sorted(both):
        found.setdefault(skill, {})[code] = round(both[skill, code] / (asked[skill] + CAUTION), DIGITS)
    return found


def _pairs(texts: Sequence[Sorted]) -> dict[str, dict[str, float]]:
    """By pair of characters the categories and skills it speaks for: how much likelier it is there, as a logarithm."""
    of_text = [(pairs(one.text), one.categories | one.skills) for one in texts]
    asked = Counter(code for _pairs, codes in of_text for code in codes)
    anywhere = Counter(pair for found, _codes in of_text for pair in found)
    together = Counter((pair, code) for found, codes in of_text for pair in found for code in codes)
    learned: dict[str, dict[str, float]] = {}
    for pair, code in sorted(key for key in together if anywhere[key[0]] > 1):
        usual = anywhere[pair] / len(texts)
        likelier = log((together[pair, code] + SMOOTHED * usual) / (asked[code] + SMOOTHED) / usual)
        if likelier > 0:
            learned.setdefault(pair, {})[code] = round(likelier, PAIR_DIGITS)
    return learned


def _sorted(row: dict[str, str]) -> Sorted:
    def codes(name: str) -> frozenset[str]:
        return frozenset(row[name].split()) - {NONE}

    return Sorted(
        text=row["text"],
        categories=codes("category"),
        skills=codes("skill"),
        urgency=row.get("urgency"),
        headcount=int(row["headcount"]) if row.get("headcount") else None,
    )
