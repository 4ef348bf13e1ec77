"""How much each word of a category speaks for it, learned from texts that people had sorted.

老人 stands in every second text and says little of the kind of service, 量血压 says much. The weights are made by
`flask --app app triage learn` (volunteer/triage/learning.py) and kept beside the code; a word that nobody has seen yet,
such as a synonym added today, counts as the words of its category do on the whole.

Whatever else texts of a kind have in common is counted by pairs of neighbouring characters (a naive Bayes classifier):
it brings what was found by words into another order, and finds nothing by itself.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from volunteer.taxonomy.terms import Found, fold
from volunteer.texts.asking import LONG
from volunteer.texts.likeness import pairs

FILE = Path(__file__).parent / "data" / "weights.json"
PAIRS = 0.2  # what a pair of characters counts for beside words
UNKNOWN = 0.7  # a category that no text was of


@dataclass(frozen=True)
class Weights:
    """By category: how often its words were right; by word and category: how often that one was.

    `usual`: by skill, how often what asked for it was of each category. `pairs`: by two neighbouring characters and by
    category or skill, how much likelier they are in what asks for that.
    """

    categories: Mapping[str, float]
    words: Mapping[str, Mapping[str, float]]
    usual: Mapping[str, Mapping[str, float]]
    pairs: Mapping[str, Mapping[str, float]]

    def of(self, word: str, code: str) -> float:
        """How much a word speaks for a category, 0 to 1."""
        return self.words.get(word, {}).get(code, self.categories.get(code, UNKNOWN))

    def sounds_like(self, text: str, codes: Collection[str]) -> dict[str, float]:
        """How much a text has in common with others that asked for each of some categories or skills."""
        known = [self.pairs[pair] for pair in pairs(text) if pair in self.pairs]
        return {code: PAIRS * sum(of.get(code, 0.0) for of in known) for code in codes}


@dataclass(frozen=True)
class Weighed:
    """A category that a text may be of: how much speaks for it, and which words."""

    code: str
    score: float
    matched: tuple[str, ...]


@cache
def shipped() -> Weights:
    """The weights as they are shipped."""
    return read(json.loads(FILE.read_text(encoding="utf-8")))


def read(written: Mapping[str, Any]) -> Weights:
    """Weights from their file form."""
    return Weights(written["categories"], written["words"], written["usual"], written["pairs"])


def reordered(text: str, skills: Collection[Found], weights: Weights) -> list[Found]:
    """Skills found in a text, the likeliest first: a short text names what it asks for, and its words are enough."""
    if len(text) < LONG:
        return list(skills)
    alike = weights.sounds_like(text, [one.code for one in skills])
    return sorted(skills, key=lambda one: -one.score - alike[one.code])


def weigh(text: str, categories: Iterable[Found], skills: Iterable[Found], weights: Weights) -> list[Weighed]:
    """The categories of a text, the likeliest first: by their own words, and by the skills that it asks for."""
    scores: dict[str, float] = defaultdict(float)
    matched: dict[str, list[str]] = defaultdict(list)
    for one in categories:
        length = sum(len(fold(word)) for word in one.matched)
        for word in one.matched:
            scores[one.code] += one.score * len(fold(word)) / length * weights.of(fold(word), one.code)
        matched[one.code].extend(one.matched)
    for skill in skills:
        for code, share in weights.usual.get(skill.code, {}).items():
            scores[code] += skill.score * share
            matched[code].extend(word for word in skill.matched if word not in matched[code])
    for code, alike in weights.sounds_like(text, scores.keys()).items():
        scores[code] += alike
    ranked = sorted(scores, key=lambda code: (-scores[code], code))
    return [Weighed(code, scores[code], tuple(matched[code])) for code in ranked]
