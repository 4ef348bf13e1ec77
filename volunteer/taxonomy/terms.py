"""Finding what entries a text speaks of, by the words that stand for each. No database, no request."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from volunteer.texts.asking import asking

if TYPE_CHECKING:
    from jieba import Tokenizer

LONGEST_TEXT = 2_000  # what a demand can hold; more of a text says nothing new
COMMON = 100_000  # how much likelier a known word is to jieba than the characters it is made of
APART = 4  # characters that may stand between a verb and its object, as in 量一下血压
SHORTEST_APART = 3
ASKED = 1.5  # what a word counts for where a long text asks, others where it tells
LOOSE = 0.8  # what a word counts for when others stand between its parts


@dataclass(frozen=True)
class Found:
    """One entry a text speaks of: how much, and by which of its words, as they are written in the list."""

    code: str
    score: float
    matched: tuple[str, ...]


class TermIndex:
    """The words of all entries, ready to be looked for in a text.

    jieba cuts the text with these words as its only dictionary: 防盗门锁 is not also read as 门锁, the dictionary it
    ships (60 MB in every process) is never loaded, and a text costs well under a millisecond.
    """

    def __init__(self, words: Mapping[str, Iterable[str]]) -> None:
        self._written: dict[str, str] = {}
        self._codes: dict[str, list[str]] = defaultdict(list)
        self._objects: dict[str, list[str]] = defaultdict(list)
        for code, terms in words.items():
            for term in terms:
                self._add(code, term)
        self._tokenizer = _tokenizer([*self._codes, *self._objects])

    def find(self, text: str) -> list[Found]:
        """The entries the text speaks of, what it speaks of most first."""
        folded = fold(text)[:LONGEST_TEXT]
        scores: dict[str, float] = defaultdict(float)
        matched: dict[str, list[str]] = defaultdict(list)
        for term, weight in self._terms_in(folded).items():
            codes = self._codes[term]
            for code in codes:
                scores[code] += weight * len(term) / len(codes)
                matched[code].append(self._written[term])
        ranked = sorted(scores, key=lambda code: -scores[code])  # stable: the order of the list where they are equal
        return [Found(code, scores[code], tuple(matched[code])) for code in ranked]

    def _add(self, code: str, written: str) -> None:
        term = fold(written)
        if (len(term) < 2 and term.isascii()) or code in self._codes[term]:
            return
        self._written.setdefault(term, written)
        self._codes[term].append(code)
        if len(term) >= SHORTEST_APART and not term.isascii():
            self._objects[term[1:]].append(term)

    def _terms_in(self, text: str) -> dict[str, float]:
        """The words that stand in the text, with what each counts for."""
        found: dict[str, float] = {}
        asked = asking(text)
        for token, start in self._tokens(text):
            counts = ASKED if any(start in clause for clause in asked) else 1.0
            if token in self._codes:
                found[token] = max(found.get(token, 0.0), counts)
            for term in self._objects.get(token, ()):
                if term[0] in text[max(0, start - APART - 1) : start]:
                    found[term] = max(found.get(term, 0.0), LOOSE * counts)
        return found

    def _tokens(self, text: str) -> Iterator[tuple[str, int]]:
        for token, start, end in self._tokenizer.tokenize(text, HMM=False):
            if not (_latin(token) and (_latin(text[start - 1 : start]) or _latin(text[end : end + 1]))):
                yield token, start


def fold(text: str) -> str:
    """The text as it is compared: half width, small letters."""
    return unicodedata.normalize("NFKC", text).lower().strip()


def _latin(text: str) -> bool:
    return text.isascii() and text.isalnum()


def _tokenizer(words: Iterable[str]) -> Tokenizer:
    """A tokenizer that knows these words and nothing else."""
    from jieba import Tokenizer  # here, as it takes 0.2 s that the start of the web need not wait for

    tokenizer = Tokenizer()
    tokenizer.FREQ, tokenizer.total, tokenizer.initialized = {}, 1, True
    for word in words:
        tokenizer.add_word(word, freq=COMMON)
    return tokenizer
