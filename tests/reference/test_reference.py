"""What is shipped: enough of it, well-formed, and loaded without overwriting what people edited."""

from __future__ import annotations

from collections import Counter
from datetime import date

from flask_sqlalchemy.session import Session
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from volunteer.kernel.unit_of_work import transaction
from volunteer.organization.actor import SYSTEM
from volunteer.organization.models import Holiday
from volunteer.reference.holidays import holiday_table
from volunteer.reference.loader import load_reference
from volunteer.reference.rows import reference_rows
from volunteer.taxonomy.models import Category, Skill
from volunteer.taxonomy.schemas import Safeguards

SUNDAY, TUESDAY, MONDAY = 6, 1, 0


def _rows(kind: type) -> list[dict[str, object]]:
    return [values for model, values in reference_rows() if model is kind]


def test_categories_and_skills_are_many_and_named_in_both_languages() -> None:
    categories, skills = _rows(Category), _rows(Skill)
    assert 20 <= len(categories) <= 25
    assert len(skills) >= 55
    assert len({skill["group"] for skill in skills}) >= 12
    for entries in (categories, skills):
        assert max(Counter(entry["code"] for entry in entries).values()) == 1
        assert all(entry["name"] and entry["name_en"] for entry in entries)


def test_qualifications_need_approval() -> None:
    approved = {skill["code"] for skill in _rows(Skill) if skill["needs_approval"]}
    assert {"law", "nursing", "electrician"} <= approved
    assert "cooking" not in approved


def test_safeguards_are_those_the_api_knows() -> None:
    for category in _rows(Category):
        assert Safeguards().load(category["safeguards"]) == category["safeguards"]
    child = next(category for category in _rows(Category) if category["code"] == "child")
    assert child["safeguards"] == {"min_helpers": 2, "not_alone": True, "guardian_consent": True, "no_photos": True}


def test_holidays_count_as_sundays_and_make_up_days_as_what_they_replace() -> None:
    table = {day: weekday for day, _, weekday in holiday_table()}
    assert table[date(2026, 10, 1)] == SUNDAY
    assert table[date(2026, 10, 6)] == SUNDAY
    assert table[date(2026, 9, 20)] == TUESDAY
    assert table[date(2026, 2, 28)] == MONDAY
    assert table[date(2027, 2, 8)] == SUNDAY
    assert date(2026, 11, 23) not in table


def test_loading_twice_adds_nothing_and_keeps_edits(db_session: scoped_session[Session]) -> None:
    with transaction(SYSTEM) as work:
        assert load_reference(work) == len(list(reference_rows()))
    skill = db_session.get_one(Skill, "law")
    skill.name = "法律援助"
    db_session.commit()
    with transaction(SYSTEM) as work:
        assert load_reference(work) == 0
    assert db_session.get_one(Skill, "law").name == "法律援助"
    assert db_session.scalar(select(func.count()).select_from(Holiday)) == len(list(holiday_table()))
