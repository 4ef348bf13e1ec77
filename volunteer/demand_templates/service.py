"""Changes to the templates. One is retired, never deleted: addresses and printed notes mention it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, literal, select
from sqlalchemy.dialects.postgresql import insert

from volunteer.demand_templates.models import DemandTemplate
from volunteer.demand_templates.queries import one_template, templates
from volunteer.demand_templates.shipped import STEP, shipped_templates
from volunteer.happenings.demand_templates import DemandTemplateListed
from volunteer.kernel.database import db, table_of
from volunteer.kernel.errors import Invalid
from volunteer.kernel.unit_of_work import Acting, Work, use_case
from volunteer.taxonomy.models import Category, Skill
from volunteer.taxonomy.rules import code_from

UP, DOWN = "up", "down"


@use_case
def add_template(work: Work, actor: Acting, values: Mapping[str, Any]) -> DemandTemplate:
    """A new template for everybody, after the others; its code is made of its English name."""
    taken = set(db.session.scalars(select(DemandTemplate.code)))
    code = code_from(values["name_en"], taken)
    last = db.session.scalar(select(func.max(DemandTemplate.rank))) or 0
    _check(code, values)
    added = DemandTemplate(code=code, rank=last + STEP, **values)
    db.session.add(added)
    db.session.flush()
    work.record(DemandTemplateListed(details={"code": code, "fields": sorted(values)}))
    return added


@use_case
def change_template(work: Work, actor: Acting, code: str, changes: Mapping[str, Any]) -> DemandTemplate:
    """Reword or retire a template."""
    changed = one_template(code, lock=True)
    new = {name: value for name, value in changes.items() if getattr(changed, name) != value}
    _check(code, {name: getattr(changed, name) for name in ("starts", "ends")} | new)
    for name, value in new.items():
        setattr(changed, name, value)
    if new:
        work.record(DemandTemplateListed(details={"code": code, "fields": sorted(new)}))
    return changed


@use_case
def shift_template(work: Work, actor: Acting, code: str, direction: str) -> DemandTemplate:
    """One place up or down among the buttons that are shown."""
    every = list(db.session.scalars(templates(retired=True).with_for_update(key_share=True)))
    moved = one_template(code)
    shown = [one for one in every if not one.retired or one is moved]
    place = shown.index(moved)
    other = shown[max(place - 1, 0)] if direction == UP else shown[min(place + 1, len(shown) - 1)]
    if other is not moved:
        at = every.index(other)
        every.remove(moved)
        every.insert(at, moved)
        for rank, one in enumerate(every, start=1):
            one.rank = rank * STEP
        work.record(DemandTemplateListed(details={"code": code, "fields": ["rank"]}))
    return moved


@use_case
def restore_shipped(work: Work, actor: Acting) -> int:
    """Add those that came with the program and are missing; what was edited or retired stays. How many were added."""
    known = set(db.session.scalars(select(Category.code)))
    rows = [row for row in shipped_templates() if row["category"] in known]
    statement = insert(table_of(DemandTemplate)).values(rows).on_conflict_do_nothing().returning(literal(1))
    added = len(db.session.execute(statement).all()) if rows else 0
    if added:
        work.record(DemandTemplateListed(details={"added": added}))
    return added


def _check(code: str, values: Mapping[str, Any]) -> None:
    """Invalid, naming what is wrong. Two buttons of one name could not be told apart."""
    wrong: dict[str, str] = {}
    if "name" in values:
        same = select(DemandTemplate.code).where(DemandTemplate.name == values["name"], DemandTemplate.code != code)
        if db.session.scalar(same.limit(1)) is not None:
            wrong["name"] = str(_("已经有同名的了，停用的也算"))
    if values["ends"] <= values["starts"]:
        wrong["ends"] = str(_("结束时间要晚于开始时间"))
    if "category" in values and not _in_use(Category, values["category"]):
        wrong["category"] = str(_("没有这个类别，请重新选择"))
    if values.get("skill") and not _in_use(Skill, values["skill"]):
        wrong["skill"] = str(_("没有这项技能，请重新选择"))
    if wrong:
        raise Invalid(wrong)


def _in_use(kind: type[Category] | type[Skill], code: str) -> bool:
    return db.session.scalar(select(kind.code).where(kind.code == code, kind.retired.is_(False))) is not None
