"""Changes to the common lists of skills and categories. An entry is retired, never deleted: records mention it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from volunteer.happenings.taxonomy import CategoryListed, SkillListed
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid
from volunteer.kernel.unit_of_work import Acting, Work, use_case
from volunteer.taxonomy.models import Category, Skill, SkillGroup
from volunteer.taxonomy.queries import Entry, entry


@use_case
def add_skill(work: Work, actor: Acting, values: Mapping[str, Any]) -> Skill:
    """A new skill for everybody."""
    _check_group(values["group"])
    skill = _add(Skill, values)
    work.record(SkillListed(details={"code": skill.code, "fields": sorted(values)}))
    return skill


@use_case
def change_skill(work: Work, actor: Acting, code: str, changes: Mapping[str, Any]) -> Skill:
    """Reword, regroup or retire a skill."""
    if "group" in changes:
        _check_group(changes["group"])
    skill = _change(Skill, code, changes)
    work.record(SkillListed(details={"code": code, "fields": sorted(changes)}))
    return skill


@use_case
def add_category(work: Work, actor: Acting, values: Mapping[str, Any]) -> Category:
    """A new category for everybody."""
    category = _add(Category, values)
    work.record(CategoryListed(details={"code": category.code, "fields": sorted(values)}))
    return category


@use_case
def change_category(work: Work, actor: Acting, code: str, changes: Mapping[str, Any]) -> Category:
    """Reword or retire a category, or change its safeguards (D10)."""
    category = _change(Category, code, changes)
    work.record(CategoryListed(details={"code": code, "fields": sorted(changes)}))
    return category


def _check_group(code: str) -> None:
    if db.session.get(SkillGroup, code) is None:
        raise Invalid({"group": str(_("没有这个分组"))})


def _add(kind: type[Entry], values: Mapping[str, Any]) -> Entry:
    if db.session.get(kind, values["code"]) is not None:
        raise Invalid({"code": str(_("这个代码已经有了"))})
    added = kind(**values)
    db.session.add(added)
    db.session.flush()
    return added


def _change(kind: type[Entry], code: str, changes: Mapping[str, Any]) -> Entry:
    changed = entry(kind, code, lock=True)
    for name, value in changes.items():
        setattr(changed, name, value)
    return changed
