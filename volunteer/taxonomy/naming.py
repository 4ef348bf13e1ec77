"""The names of skills and categories in the language being read, loaded once a request."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, g
from flask_babel import get_locale
from sqlalchemy import select

from volunteer.kernel.database import db
from volunteer.taxonomy.models import Category, Skill

CATCH_ALL = "other"


@dataclass(frozen=True)
class Names:
    """Names by code, in the order of their codes with 其他 last; retired entries too, for what still mentions them."""

    skills: dict[str, str]
    categories: dict[str, str]


def names() -> Names:
    """The names of this request."""
    english = str(get_locale() or "zh").startswith("en")
    cache: dict[bool, Names] = g.setdefault("taxonomy_names", {})
    if english not in cache:
        cache[english] = _load(english)
    return cache[english]


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


def _load(english: bool) -> Names:
    skill = Skill.name_en if english else Skill.name
    category = Category.name_en if english else Category.name
    return Names(
        skills={code: name for code, name in db.session.execute(select(Skill.code, skill).order_by(Skill.code))},
        categories={
            code: name
            for code, name in db.session.execute(
                select(Category.code, category).order_by(Category.code == CATCH_ALL, Category.code)
            )
        },
    )
