"""All skills, or all categories, with the words that stand for each; kept in memory until one changes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select

from volunteer.kernel.changes import Kept
from volunteer.kernel.database import db
from volunteer.kernel.pinyin import pinyin_of
from volunteer.taxonomy.models import Category, Skill
from volunteer.taxonomy.terms import TermIndex, fold


@dataclass(frozen=True)
class Entry:
    """One skill or category: its names in both languages, and what else people call it."""

    code: str
    name: str
    name_en: str
    synonyms: tuple[str, ...]
    retired: bool

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Everything it is called."""
        return (self.name, self.name_en, *self.synonyms)

    @cached_property
    def _folded(self) -> tuple[str, ...]:
        return tuple(fold(word) for word in self.words)

    @cached_property
    def _typed(self) -> tuple[str, ...]:
        """Pinyin and initials, for names first and then for synonyms."""
        return tuple(way for word in (self.name, *self.synonyms) if not word.isascii() for way in pinyin_of(word))

    def nearness(self, wanted: str) -> int | None:
        """How well a folded text names the entry, 0 being best; None where it does not.

        A name that begins with the text comes before one that holds it, then synonyms, then what is typed as pinyin.
        """
        name, *others = self._folded
        if name.startswith(wanted) or self.code == wanted:
            return 0
        if wanted in name:
            return 1
        if any(wanted in word for word in others):
            return 2
        if any(way.startswith(wanted) for way in self._typed):
            return 3
        return None


class Lexicon:
    """The entries of one kind, searched by what is typed and by what a text speaks of."""

    def __init__(self, entries: tuple[Entry, ...]) -> None:
        self.entries = entries
        self.by_code = {entry.code: entry for entry in entries}

    @cached_property
    def terms(self) -> TermIndex:
        """The words of what can still be chosen, laid out on first use."""
        return TermIndex({entry.code: entry.words for entry in self.entries if not entry.retired})

    def named(self, text: str) -> list[Entry]:
        """The entries, retired ones too, that a few typed characters may mean, the best first."""
        wanted = fold(text).replace(" ", "")
        ranked = ((entry.nearness(wanted), entry) for entry in self.entries)
        found = [(rank, entry) for rank, entry in ranked if rank is not None] if wanted else []
        return [entry for _rank, entry in sorted(found, key=lambda one: one[0])]


def skills() -> Lexicon:
    """All skills."""
    return _SKILLS.get()


def categories() -> Lexicon:
    """All categories."""
    return _CATEGORIES.get()


def _lexicon(kind: type[Skill] | type[Category]) -> Lexicon:
    columns = (kind.code, kind.name, kind.name_en, kind.synonyms, kind.retired)
    rows = db.session.execute(select(*columns).order_by(kind.code))
    return Lexicon(
        tuple(Entry(code, name, name_en, tuple(synonyms), retired) for code, name, name_en, synonyms, retired in rows)
    )


_SKILLS = Kept((Skill,), lambda: _lexicon(Skill))
_CATEGORIES = Kept((Category,), lambda: _lexicon(Category))
