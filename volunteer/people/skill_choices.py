"""Choosing skills: all that one does not hold yet, by group, each with the words it is found by; kept in memory."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from volunteer.kernel.changes import Kept
from volunteer.kernel.database import db
from volunteer.kernel.pinyin import pinyin_of
from volunteer.people.words import LEVELS
from volunteer.taxonomy.models import Skill, SkillGroup
from volunteer.taxonomy.suggesting import search_skills
from volunteer.web.speech import language

MOST = 30  # at a time: nobody can do more than that
LONGEST = 40
BASIC = min(LEVELS)


@dataclass(frozen=True)
class Choosable:
    """One skill to tick; `words` is everything it is called and how that is typed, for the search on the page."""

    code: str
    name: str
    needs_approval: bool
    words: str


@dataclass(frozen=True)
class ChoosableGroup:
    """Skills under their heading."""

    code: str
    name: str
    skills: tuple[Choosable, ...]


def chooser(held: Collection[str], q: str) -> dict[str, Any]:
    """What the template of choosing is given: the groups without what is held, and what was searched for and found."""
    q = q.replace("\x00", "").strip()[:LONGEST]
    english, chinese = _KEPT.get()
    groups = [_without(group, held) for group in (english if language() == "en" else chinese)]
    wanted = [one.code for one in search_skills(q)] if q else []
    by_code = {skill.code: skill for group in groups for skill in group.skills}
    return {
        "groups": [group for group in groups if group.skills],
        "q": q,
        "found": [by_code[code] for code in wanted if code in by_code],
        "level_words": LEVELS,
    }


def asked_levels(values: MultiDict[str, str]) -> dict[str, int]:
    """The ticked skills with their levels: `skill` names each, `level-…` or a common `level` says how well."""
    return {
        code: _level(values.get(f"level-{code}") or values.get("level"))
        for code in values.getlist("skill")[:MOST]
        if "\x00" not in code
    }


def _level(text: str | None) -> int:
    return int(text) if text in map(str, LEVELS) else BASIC


def _without(group: ChoosableGroup, held: Collection[str]) -> ChoosableGroup:
    return ChoosableGroup(group.code, group.name, tuple(one for one in group.skills if one.code not in held))


def _load() -> tuple[list[ChoosableGroup], list[ChoosableGroup]]:
    """(in English, in Chinese)."""
    statement = (
        select(SkillGroup, Skill)
        .join(Skill, Skill.group == SkillGroup.code)
        .where(Skill.retired.is_(False), SkillGroup.retired.is_(False))
        .order_by(SkillGroup.rank, SkillGroup.code, Skill.code)
    )
    groups: dict[str, tuple[SkillGroup, list[Skill]]] = {}
    for group, skill in db.session.execute(statement):
        groups.setdefault(group.code, (group, []))[1].append(skill)
    english, chinese = (
        [
            ChoosableGroup(code, getattr(group, name), tuple(_choosable(skill, name) for skill in skills))
            for code, (group, skills) in groups.items()
        ]
        for name in ("name_en", "name")
    )
    return english, chinese


def _choosable(skill: Skill, name: str) -> Choosable:
    typed = [way for word in (skill.name, *skill.synonyms) if not word.isascii() for way in pinyin_of(word)]
    words = "|".join([skill.name, skill.name_en, *skill.synonyms, *typed]).lower()
    return Choosable(skill.code, getattr(skill, name), skill.needs_approval, words)


_KEPT = Kept((Skill, SkillGroup), _load)
