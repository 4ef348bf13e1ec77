"""How much each word of a category speaks for it, learned from texts that people had sorted.

老人 stands in every second text and says little of the kind of service, 量血压 says much. The weights are made by
`flask --app app triage learn` (volunteer/triage/learning.py) and kept beside the code; a word that nobody has seen yet,
such as a synonym added today, counts as the words of its category do on the whole.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from volunteer.taxonomy.terms import Found, fold

FILE = Path(__file__).parent / "data" / "weights.json"
UNKNOWN = 0.7  # a category that no text was of


@dataclass(frozen=True)
class Weights:
    """By category: how often its words were right; by word and category: how often that one was.

    `usual`: by skill, how often what asked for it was of each category.
    """

    categories: Mapping[str, float]
    words: Mapping[str, Mapping[str, float]]
    usual: Mapping[str, Mapping[str, float]]

    def of(self, word: str, code: str) -> float:
        """How much a word speaks for a category, 0 to 1."""
        return self.words.get(word, {}).get(code, self.categories.get(code, UNKNOWN))


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
    return Weights(written["categories"], written["words"], written["usual"])


def weigh(categories: Iterable[Found], skills: Iterable[Found], weights: Weights) -> list[Weighed]:
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
    ranked = sorted(scores, key=lambda code: (-scores[code], code))
    return [Weighed(code, scores[code], tuple(matched[code])) for code in ranked]
