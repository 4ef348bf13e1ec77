"""The common demands as shipped."""

from __future__ import annotations

from volunteer.demands.schemas import TEXT, TITLE
from volunteer.demands.starters import starters
from volunteer.reference.rows import reference_rows
from volunteer.taxonomy.models import Category, Skill


def _codes(kind: type) -> set[str]:
    return {str(values["code"]) for model, values in reference_rows() if model is kind}


def test_every_starter_can_be_handed_in_as_it_is() -> None:
    shipped = starters(_codes(Category))
    skills = _codes(Skill)
    assert len(shipped) >= 12
    assert len({starter.code for starter in shipped}) == len(shipped)
    for starter in shipped:
        values = starter.filled(skills)
        assert starter.skill == values["skill"]
        assert starter.name
        assert starter.name_en.isascii()
        assert 0 < len(starter.title) <= TITLE
        assert 0 < len(starter.text) <= TEXT
        assert starter.starts < starter.ends
        assert starter.headcount >= 1
        assert 1 <= starter.level <= 3


def test_what_is_no_longer_offered_is_left_out() -> None:
    assert {starter.category for starter in starters({"legal"})} == {"legal"}
    assert starters({"legal"})[0].filled(set())["skill"] is None
