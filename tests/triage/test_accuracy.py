"""How often what is read from a text is right, on texts that nothing was learned from. Published in docs/triage.md."""

from __future__ import annotations

import json

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from volunteer.kernel.unit_of_work import transaction
from volunteer.organization.actor import SYSTEM
from volunteer.reference.loader import load_reference
from volunteer.taxonomy.suggesting import Suggested, suggest_skills
from volunteer.taxonomy.terms import Found
from volunteer.taxonomy.weighing import FILE, Weights, reordered, weigh
from volunteer.texts.asking import LONG as LONG_TEXT
from volunteer.texts.asking import asking
from volunteer.texts.headcount import headcount
from volunteer.texts.hurry import hurry
from volunteer.texts.likeness import pairs
from volunteer.triage.learning import (
    HELD_OUT,
    LONG,
    LONG_TRAINING,
    TRAINING,
    Sorted,
    is_held_out,
    learn,
    shipped_words,
    texts_of,
)
from volunteer.triage.learning import training_texts as learned_from
from volunteer.triage.measuring import (
    LEARNED,
    NEAR_DOUBLE,
    Reached,
    categories_reached,
    each_category,
    headcount_right,
    hurry_right,
    likest,
    reached,
    skills_reached,
    unseen,
)

HELD = texts_of(HELD_OUT)
SHORT, LONG_ONES = unseen(HELD_OUT), unseen(LONG)


@pytest.fixture
def shipped(db_session: scoped_session[Session]) -> scoped_session[Session]:
    """The database with skills and categories as they are shipped."""
    with transaction(SYSTEM) as work:
        load_reference(work)
    return db_session


def test_texts_are_parted_by_a_rule_and_are_many() -> None:
    training = texts_of(TRAINING)
    assert len(training) + len(HELD) >= 300
    assert len(texts_of(LONG_TRAINING)) >= 40
    assert not any(is_held_out(one.text) for one in training)
    assert all(is_held_out(one.text) for one in HELD)
    assert not {one.text for one in learned_from()} & {one.text for one in (*HELD, *texts_of(LONG))}


def test_the_weights_are_what_the_texts_teach() -> None:
    assert learn(learned_from(), shipped_words()) == json.loads(FILE.read_text(encoding="utf-8"))


def test_what_is_measured_resembles_nothing_that_was_learned_from() -> None:
    known = {one.text: pairs(one.text) for path in LEARNED for one in texts_of(path)}
    near = [one.text for one in (*SHORT, *LONG_ONES) if likest(one.text, list(known.values())) >= NEAR_DOUBLE]
    assert near == []
    assert "口袋公园要种一批花苗，请懂园艺的同志指导" not in {one.text for one in SHORT}  # "…要种一批花草" was learned
    assert len(SHORT) >= 110
    assert len(LONG_ONES) >= 40


def test_the_category_of_unseen_texts(shipped: scoped_session[Session]) -> None:
    found = categories_reached(SHORT)
    assert found.first >= 0.85
    assert found.among_three >= 0.9


def test_the_skill_of_unseen_texts(shipped: scoped_session[Session]) -> None:
    found = skills_reached(SHORT)
    assert found.first >= 0.82
    assert found.among_three >= 0.85


def test_long_stories_are_found_less_often_but_not_by_chance(shipped: scoped_session[Session]) -> None:
    category, skill = categories_reached(LONG_ONES), skills_reached(LONG_ONES)
    assert category.first >= 0.65
    assert category.among_three >= 0.8
    assert skill.first >= 0.65
    assert skill.among_three >= 0.75


def test_the_hurry_of_unseen_texts() -> None:
    right, pressing, noticed = hurry_right(SHORT)
    assert right >= 0.9
    assert noticed / pressing >= 0.75


def test_the_number_of_helpers_of_unseen_texts() -> None:
    assert headcount_right(SHORT) >= 0.82


def test_every_category_is_measured_and_its_figures_are_shares(shipped: scoped_session[Session]) -> None:
    found = each_category([*SHORT, *LONG_ONES])
    assert found.keys() >= {code for one in SHORT for code in one.categories}
    assert all(one.texts and 0 <= one.first <= one.among_three <= 1 for one in found.values())


def test_figures_count_what_is_right() -> None:
    texts = [
        Sorted(text, frozenset(codes), frozenset(), None, None)
        for text, codes in (("甲", "a"), ("乙", "b"), ("丙", ""))
    ]
    answers = {"甲": ["a"], "乙": ["c", "b"], "丙": ["a"]}
    asked = reached(
        texts, lambda one: one.categories, lambda text: [Suggested(code, code, ()) for code in answers[text]]
    )
    assert asked == Reached(texts=2, first=0.5, among_three=1.0)


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


def test_where_a_long_text_asks_counts_more_than_what_it_tells(shipped: scoped_session[Session]) -> None:
    told = "去年我家漏水是我自己弄好的，马桶和水龙头也都是新的，儿子常年在外地打工，"
    assert asking(told) == []
    text = told + "想请会修家电的师傅来看看冰箱"
    (clause,) = asking(text)
    assert text[clause.start : clause.stop] == "想请会修家电的师傅来看看冰箱"
    assert asking("想请师傅修冰箱") == []  # a short text asks as a whole
    assert suggest_skills(text)[0].code == "appliance_repair"


def test_what_texts_have_in_common_brings_words_into_order_and_finds_nothing_alone() -> None:
    both = [Found("a", 2.0, ("甲",)), Found("b", 1.9, ("乙",))]
    weights = Weights({}, {}, {}, {"夜里": {"b": 3.0, "c": 9.0}})
    assert [one.code for one in reordered("夜里" + "。" * LONG_TEXT, both, weights)] == ["b", "a"]
    assert [one.code for one in reordered("夜里", both, weights)] == ["a", "b"]
    assert [one.code for one in weigh("夜里", both, [], weights)] == ["b", "a"]
    assert weigh("夜里", [], [], weights) == []


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
