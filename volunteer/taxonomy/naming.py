"""The names of skills and categories in the language being read, kept in memory until one changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import Row, select

from volunteer.kernel.changes import Kept
from volunteer.kernel.database import db
from volunteer.taxonomy.models import Category, Skill
from volunteer.web.speech import language

CATCH_ALL = "other"


@dataclass(frozen=True, eq=False)
class Names:
    """Names by code, in the order of their codes with 其他 last; retired entries too, for what still mentions them."""

    skills: dict[str, str]
    categories: dict[str, str]
    skills_in_use: tuple[tuple[str, str], ...]  # what may be chosen anew: (code, name)
    categories_in_use: tuple[tuple[str, str], ...]


def names() -> Names:
    """The names in the language of this request."""
    english, chinese = _KEPT.get()
    return english if language() == "en" else chinese


def skill_name(code: str | None) -> str:
    """The name of a skill; an unknown code stands for itself, none at all is empty."""
    return names().skills.get(code, code) if code else ""


def category_name(code: str | None) -> str:
    """The name of a category; an unknown code stands for itself, none at all is empty."""
    return names().categories.get(code, code) if code else ""


def init_app(app: Flask) -> None:
    """Let templates say `skill_name(code)` and `codes | map("skill_name")`; the same for categories."""
    spoken = {"skill_name": skill_name, "category_name": category_name}
    app.jinja_env.globals.update(spoken)
    app.jinja_env.filters.update(spoken)


def _load() -> tuple[Names, Names]:
    """(in English, in Chinese)."""
    skills = db.session.execute(select(Skill.code, Skill.name_en, Skill.name, Skill.retired).order_by(Skill.code)).all()
    categories = db.session.execute(
        select(Category.code, Category.name_en, Category.name, Category.retired).order_by(
            Category.code == CATCH_ALL, Category.code
        )
    ).all()
    return _names(skills, categories, 1), _names(skills, categories, 2)


def _names(skills: Sequence[Row[Any]], categories: Sequence[Row[Any]], language: int) -> Names:
    return Names(
        skills={row.code: row[language] for row in skills},
        categories={row.code: row[language] for row in categories},
        skills_in_use=tuple((row.code, row[language]) for row in skills if not row.retired),
        categories_in_use=tuple((row.code, row[language]) for row in categories if not row.retired),
    )


_KEPT = Kept((Skill, Category), _load)
