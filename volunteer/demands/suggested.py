"""What the words of a demand ask for: skills and categories offered beside its form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from volunteer.demands.forms import DemandForm
from volunteer.taxonomy.suggesting import Suggested, suggest_categories, suggest_skills

SUGGEST, USE = "suggest", "use"  # the buttons of the form without script
FIELDS = ("skill", "category")


@dataclass(frozen=True)
class Suggestions:
    """What may be meant, the likeliest first, and what stands in the form already."""

    skills: list[Suggested]
    categories: list[Suggested]
    skill: str
    category: str

    @property
    def chips(self) -> list[tuple[str, Suggested, bool]]:
        """(field of the form, suggestion, whether it is chosen)."""
        skills = [("skill", one, one.code == self.skill) for one in self.skills]
        return [*skills, *(("category", one, one.code == self.category) for one in self.categories)]


def suggestions_of(values: Mapping[str, str | None]) -> Suggestions:
    """What the title and the text of a demand ask for."""
    words = "\n".join(values.get(name) or "" for name in ("title", "text"))
    return Suggestions(
        suggest_skills(words), suggest_categories(words), values.get("skill") or "", values.get("category") or ""
    )


def suggestions_for(form: DemandForm) -> Suggestions:
    """The same for a form as it is filled in."""
    return suggestions_of({name: form[name].data for name in ("title", "text", *FIELDS)})


def only_asks(sent: Mapping[str, str]) -> bool:
    """Whether the form came to be helped with rather than handed in (without script)."""
    return SUGGEST in sent or USE in sent


def fill_in(form: DemandForm, chosen: str) -> None:
    """Put a suggestion ("skill=nursing") where it belongs."""
    name, _equals, code = chosen.partition("=")
    if name in FIELDS:
        form[name].data = code
