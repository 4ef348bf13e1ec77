"""How often what is read from a text is right, on texts that nothing was learned from. Published in docs/triage.md."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from volunteer.kernel.unit_of_work import transaction
from volunteer.organization.actor import SYSTEM
from volunteer.reference.loader import load_reference
from volunteer.taxonomy.suggesting import Suggested, suggest_categories, suggest_skills
from volunteer.taxonomy.weighing import FILE
from volunteer.texts.headcount import headcount
from volunteer.texts.hurry import hurry
from volunteer.triage.learning import HELD_OUT, TRAINING, Sorted, is_held_out, learn, shipped_words, texts_of
from volunteer.triage.learning import training_texts as learned_from

HELD = texts_of(HELD_OUT)
SERIOUS = {"urgent", "emergency"}


@pytest.fixture
def shipped(db_session: scoped_session[Session]) -> scoped_session[Session]:
    """The database with skills and categories as they are shipped."""
    with transaction(SYSTEM) as work:
        load_reference(work)
    return db_session


def reached(
    texts: Sequence[Sorted], right: Callable[[Sorted], frozenset[str]], suggest: Callable[[str], list[Suggested]]
) -> tuple[float, float]:
    """The shares of texts whose first suggestion, and one of whose first three, is a right one."""
    asked = [one for one in texts if right(one)]
    found = [([each.code for each in suggest(one.text)], right(one)) for one in asked]
    first = sum(bool(codes) and codes[0] in wanted for codes, wanted in found)
    among = sum(bool(wanted & set(codes)) for codes, wanted in found)
    return first / len(asked), among / len(asked)


def test_texts_are_parted_by_a_rule_and_are_many() -> None:
    training = texts_of(TRAINING)
    assert len(training) + len(HELD) >= 300
    assert not any(is_held_out(one.text) for one in training)
    assert all(is_held_out(one.text) for one in HELD)
    assert not {one.text for one in learned_from()} & {one.text for one in HELD}


def test_the_weights_are_what_the_texts_teach() -> None:
    assert learn(learned_from(), shipped_words()) == json.loads(FILE.read_text(encoding="utf-8"))


def test_the_category_of_unseen_texts(shipped: scoped_session[Session]) -> None:
    first, among_three = reached(HELD, lambda one: one.categories, suggest_categories)
    print(f"category: {first:.3f} {among_three:.3f} of {len(HELD)}")
    assert first >= 0.85
    assert among_three >= 0.9


def test_the_skill_of_unseen_texts(shipped: scoped_session[Session]) -> None:
    first, among_three = reached(HELD, lambda one: one.skills, suggest_skills)
    print(f"skill: {first:.3f} {among_three:.3f} of {sum(bool(one.skills) for one in HELD)}")
    assert first >= 0.82
    assert among_three >= 0.85


def test_the_hurry_of_unseen_texts() -> None:
    right = sum(hurry(one.text) == one.urgency for one in HELD)
    pressing = [one for one in HELD if one.urgency in SERIOUS]
    noticed = sum(hurry(one.text) in SERIOUS for one in pressing)
    print(f"hurry: {right / len(HELD):.3f}; pressing noticed {noticed} of {len(pressing)}")
    assert right / len(HELD) >= 0.9
    assert noticed / len(pressing) >= 0.75


def test_the_number_of_helpers_of_unseen_texts() -> None:
    right = sum(headcount(one.text) == one.headcount for one in HELD)
    print(f"headcount: {right / len(HELD):.3f}")
    assert right / len(HELD) >= 0.82


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("要两三个人", 3),
        ("招四名志愿者", 4),
        ("十来个人帮手", 10),
        ("大概三十个人", 30),
        ("4-6名", 6),
        ("为二十位老人理发", None),
        ("村里三百户人家", None),
        ("每月一次", None),
        ("志愿者一百二十名", 120),
    ],
)
def test_how_numbers_are_read(text: str, number: int | None) -> None:
    assert headcount(text) == number


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("台风今晚登陆，请来帮忙转移群众", "emergency"),
        ("防台风知识讲座", "normal"),
        ("楼上停水，请尽快来看看", "urgent"),
        ("不急，有空的时候来修一下停电的路灯", "normal"),
        ("老人走失了", "emergency"),
    ],
)
def test_how_hurry_is_read(text: str, said: str) -> None:
    assert hurry(text) == said
