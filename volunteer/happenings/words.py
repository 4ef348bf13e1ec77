"""What can happen to words that everybody will read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from volunteer.happenings.base import Happening


@dataclass(frozen=True, kw_only=True)
class WordsKept(Happening):
    """Whoever wrote them says that they may be public though they look personal; `details` holds the kinds.

    `about` is the kind of the subject whose words they are.
    """

    action: ClassVar[str] = "words.kept"
    about: str

    @property
    def subject_kind(self) -> str:
        """The kind of what was written."""
        return self.about
