"""Changes to the common lists of skills and categories. An entry is retired, never deleted: records mention it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from volunteer.happenings.taxonomy import CategoryListed, SkillGroupListed, SkillListed
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid
from volunteer.kernel.unit_of_work import Acting, Work, use_case
from volunteer.taxonomy.models import Category, Skill, SkillGroup
from volunteer.taxonomy.queries import Entry, entry
from volunteer.taxonomy.rules import LONGEST_SYNONYM, MOST_SYNONYMS, tidy_synonyms, too_long


@use_case
def add_group(work: Work, actor: Acting, values: Mapping[str, Any]) -> SkillGroup:
    """A new group of skills, after the others unless a place is given."""
    last = db.session.scalar(select(func.max(SkillGroup.rank)))
    group = _add(SkillGroup, {"rank": 0 if last is None else last + 1, **values})
    work.record(SkillGroupListed(details={"code": group.code, "fields": sorted(values)}))
    return group


@use_case
def change_group(work: Work, actor: Acting, code: str, changes: Mapping[str, Any]) -> SkillGroup:
    """Reword, reorder or retire a group; one that skills still stand in cannot go."""
    if changes.get("retired") and _has_skills(code):
        raise Invalid({"retired": str(_("组里还有在用的技能，请先移到别的分组或停用"))})
    group = _change(SkillGroup, code, changes)
    work.record(SkillGroupListed(details={"code": code, "fields": sorted(changes)}))
    return group


@use_case
def add_skill(work: Work, actor: Acting, values: Mapping[str, Any]) -> Skill:
    """A new skill for everybody."""
    _check_group(values["group"])
    skill = _add(Skill, values)
    work.record(SkillListed(details={"code": skill.code, "fields": sorted(values)}))
    return skill


@use_case
def change_skill(work: Work, actor: Acting, code: str, changes: Mapping[str, Any]) -> Skill:
    """Reword, regroup or retire a skill, or say what else it is called."""
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
    """Reword or retire a category, or change its synonyms or safeguards (D10)."""
    category = _change(Category, code, changes)
    work.record(CategoryListed(details={"code": code, "fields": sorted(changes)}))
    return category


def _check_group(code: str) -> None:
    group = db.session.get(SkillGroup, code, with_for_update={"read": True})
    if group is None or group.retired:
        raise Invalid({"group": str(_("没有这个分组"))})


def _has_skills(group: str) -> bool:
    """Asked with the group locked, so that no skill comes in meanwhile."""
    entry(SkillGroup, group, lock=True)
    found = select(Skill.code).where(Skill.group == group, Skill.retired.is_(False)).limit(1)
    return db.session.scalar(found) is not None


def _add(kind: type[Entry], values: Mapping[str, Any]) -> Entry:
    if db.session.get(kind, values["code"]) is not None:
        raise Invalid({"code": str(_("这个代码已经有了"))})
    added = kind(**_checked(kind, values["code"], values))
    db.session.add(added)
    db.session.flush()
    return added


def _change(kind: type[Entry], code: str, changes: Mapping[str, Any]) -> Entry:
    changed = entry(kind, code, lock=True)
    for name, value in _checked(kind, code, changes).items():
        setattr(changed, name, value)
    return changed


def _checked(kind: type[Entry], code: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as they are stored. Two entries of one name could not be told apart by whoever chooses."""
    checked = dict(values)
    if "name" in values:
        same = select(kind.code).where(kind.name == values["name"], kind.code != code)
        if db.session.scalar(same.limit(1)) is not None:
            raise Invalid({"name": str(_("已经有同名的了，停用的也算"))})
    if "synonyms" in values:
        checked["synonyms"] = _synonyms(values["synonyms"])
    return checked


def _synonyms(written: list[str]) -> list[str]:
    synonyms = tidy_synonyms(written)
    if len(synonyms) > MOST_SYNONYMS:
        raise Invalid({"synonyms": str(_("同义词最多 %(most)s 个", most=MOST_SYNONYMS))})
    if long := too_long(synonyms):
        raise Invalid({"synonyms": str(_("“%(word)s”太长，最多 %(most)s 个字", word=long[0], most=LONGEST_SYNONYM))})
    return synonyms
