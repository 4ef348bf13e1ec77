"""What the words of a demand ask for: skills and categories offered beside its form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from volunteer.demands.forms import PUBLIC_WORDS, DemandForm
from volunteer.taxonomy.suggesting import Suggested, suggest_categories, suggest_skills
from volunteer.texts.headcount import headcount, plausible
from volunteer.texts.sensitive import masked

SUGGEST, USE = "suggest", "use"  # the buttons of the form without script
FIELDS = ("skill", "category", "headcount", *PUBLIC_WORDS)


@dataclass(frozen=True)
class Suggestions:
    """What may be meant, the likeliest first, and what stands in the form already."""

    skills: list[Suggested]
    categories: list[Suggested]
    skill: str
    category: str
    others: tuple[tuple[str, Suggested], ...] = ()

    @property
    def chips(self) -> list[tuple[str, Suggested, bool]]:
        """(field of the form, suggestion, whether it is chosen)."""
        skills = [("skill", one, one.code == self.skill) for one in self.skills]
        categories = [("category", one, one.code == self.category) for one in self.categories]
        return [*skills, *categories, *((field, one, False) for field, one in self.others)]


def suggestions_of(values: Mapping[str, str | None]) -> Suggestions:
    """What the title and the text of a demand ask for."""
    words = "\n".join(values.get(name) or "" for name in ("title", "text"))
    return Suggestions(
        suggest_skills(words),
        suggest_categories(words),
        values.get("skill") or "",
        values.get("category") or "",
        (*_helpers(words, values.get("headcount")), *_masked(values)),
    )


def suggestions_for(form: DemandForm) -> Suggestions:
    """The same for a form as it is filled in."""
    return suggestions_of({name: _typed(form, name) for name in FIELDS})


def only_asks(sent: Mapping[str, str]) -> bool:
    """Whether the form came to be helped with rather than handed in (without script)."""
    return SUGGEST in sent or USE in sent


def fill_in(form: DemandForm, chosen: str) -> None:
    """Put a suggestion ("skill=nursing") where it belongs."""
    name, _equals, value = chosen.partition("=")
    if name == "headcount":
        form.headcount.data = plausible(value)
    elif name in PUBLIC_WORDS:
        form[name].data = masked(form[name].data or "")
    elif name in FIELDS:
        form[name].data = value


def _helpers(words: str, typed: str | None) -> list[tuple[str, Suggested]]:
    """The number of helpers that the words ask for, where the form says another."""
    said = headcount(words)
    if said is None or str(said) == typed:
        return []
    return [("headcount", Suggested(str(said), _("%(number)s 人", number=said), ()))]


def _masked(values: Mapping[str, str | None]) -> list[tuple[str, Suggested]]:
    """The public words without what is too personal, where there is some."""
    proposed = [(name, values.get(name) or "", masked(values.get(name) or "")) for name in PUBLIC_WORDS]
    return [(name, Suggested(after, after, ())) for name, before, after in proposed if after != before]


def _typed(form: DemandForm, name: str) -> str | None:
    value = form[name].data
    return None if value is None else str(value)
