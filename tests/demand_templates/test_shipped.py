"""The templates as shipped."""

from __future__ import annotations

from volunteer.demand_templates.forms import NAME, NAME_EN
from volunteer.demand_templates.shipped import shipped_templates
from volunteer.demands.schemas import TEXT, TITLE
from volunteer.reference.rows import reference_rows
from volunteer.taxonomy.models import Category, Skill

ASKED_FOR = {"义诊", "法律咨询", "陪同就医", "家电维修", "课后辅导", "环境整治", "防汛排查"}


def _codes(kind: type) -> set[str]:
    return {str(values["code"]) for model, values in reference_rows() if model is kind}


def test_every_template_can_be_handed_in_as_it_is() -> None:
    shipped = list(shipped_templates())
    assert len(shipped) >= 20
    assert len({row["code"] for row in shipped}) == len(shipped)
    assert {row["name"] for row in shipped} >= ASKED_FOR
    for row in shipped:
        assert 0 < len(row["name"]) <= NAME
        assert row["name_en"].isascii()
        assert 0 < len(row["name_en"]) <= NAME_EN
        assert 0 < len(row["title"]) <= TITLE
        assert 0 < len(row["text"]) <= TEXT
        assert row["starts"] < row["ends"]
        assert row["headcount"] >= 1
        assert 1 <= row["level"] <= 3


def test_every_template_names_a_category_and_a_skill_that_are_shipped_too() -> None:
    shipped = list(shipped_templates())
    assert {row["category"] for row in shipped} <= _codes(Category)
    assert {row["skill"] for row in shipped} - {None} <= _codes(Skill)


def test_no_name_stands_on_two_buttons() -> None:
    names = [row["name"] for row in shipped_templates()]
    assert len(set(names)) == len(names)
