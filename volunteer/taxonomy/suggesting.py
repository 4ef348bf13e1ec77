"""Which skills and categories a text asks for: 量血压 means nursing, 跳闸 an electrician."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from volunteer.taxonomy.lexicon import Entry, Lexicon, categories, skills
from volunteer.taxonomy.naming import category_name, skill_name
from volunteer.taxonomy.terms import fold
from volunteer.taxonomy.weighing import reordered, shipped, weigh

SHORT = 12  # up to here it may be the beginning of a name, typed into a search
RELATED = 2  # shared words that make a category the usual one of a skill


@dataclass(frozen=True)
class Suggested:
    """One skill or category, named in the language being read; `matched` are the words that speak for it."""

    code: str
    name: str
    matched: tuple[str, ...]


def suggest_skills(text: str, most: int = 3) -> list[Suggested]:
    """What a text asks for, the likeliest first; nothing rather than a guess."""
    found = reordered(text, skills().terms.find(text), shipped())[:most]
    return [Suggested(one.code, skill_name(one.code), one.matched) for one in found]


def suggest_categories(text: str, most: int = 3) -> list[Suggested]:
    """The same for kinds of service, by their own words and by the skills that are asked for (weighing.py)."""
    known = categories()
    found = weigh(text, known.terms.find(text), skills().terms.find(text), shipped())
    kept = [one for one in found if one.code in known.by_code and not known.by_code[one.code].retired]
    seen = {one.code for one in kept}
    others = [one for one in _by_shared_words(text, known) if one.code not in seen]
    return [*(Suggested(one.code, category_name(one.code), one.matched) for one in kept), *others][:most]


def search_skills(typed: str, most: int = 8) -> list[Suggested]:
    """For a search as one types: what begins so in characters, pinyin or initials, then what the text speaks of."""
    named = [entry for entry in skills().named(typed) if not entry.retired] if len(typed.strip()) <= SHORT else []
    found = {entry.code: Suggested(entry.code, skill_name(entry.code), _told(entry, typed)) for entry in named}
    for one in suggest_skills(typed, most):
        found.setdefault(one.code, one)
    return list(found.values())[:most]


def _by_shared_words(text: str, known: Lexicon) -> list[Suggested]:
    """The usual categories of skills of which no sorted text was: of those that a committee has listed itself."""
    usual: dict[str, tuple[str, ...]] = {}
    for skill in skills().terms.find(text):
        for code in _usual(skills().by_code[skill.code], known):
            usual.setdefault(code, skill.matched)
    return [Suggested(code, category_name(code), matched) for code, matched in usual.items()]


def _usual(skill: Entry, known: Lexicon) -> Iterable[str]:
    """The categories that share words with a skill, those that share most first."""
    words = set(skill.words)
    shared = Counter({entry.code: len(words & set(entry.words)) for entry in known.entries if not entry.retired})
    return [code for code, number in shared.most_common() if number >= RELATED]


def _told(entry: Entry, typed: str) -> tuple[str, ...]:
    """The synonyms that hold what was typed: why an entry of another name is found."""
    wanted = fold(typed)
    return tuple(word for word in entry.synonyms if wanted in fold(word))[:1]
