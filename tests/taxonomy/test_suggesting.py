"""Texts as people write them, and the skills and categories they ask for."""

from __future__ import annotations

import csv
import hashlib
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

import volunteer.triage
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import transaction
from volunteer.organization.actor import SYSTEM
from volunteer.reference.loader import load_reference
from volunteer.taxonomy import service
from volunteer.taxonomy.models import Skill
from volunteer.taxonomy.suggesting import Suggested, search_skills, suggest_categories, suggest_skills

TEXTS = Path(volunteer.triage.__file__).parent / "data" / "earlier.csv"
NONE = "-"
Rows = list[dict[str, str]]


@pytest.fixture
def shipped(db_session: scoped_session[Session]) -> scoped_session[Session]:
    """The database with skills and categories as they are shipped."""
    with transaction(SYSTEM) as work:
        load_reference(work)
    return db_session


def held_out() -> Rows:
    """The half of the texts that no synonym was written for: those whose hash is odd."""
    with TEXTS.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) >= 200
    return [row for row in rows if hashlib.sha256(row["text"].encode()).digest()[-1] % 2]


def reached(rows: Rows, column: str, suggest: Callable[[str], list[Suggested]]) -> tuple[float, float]:
    """The shares of texts whose first suggestion, and one of whose first three, is a right one."""
    asked = [row for row in rows if row[column] != NONE]
    found = [([one.code for one in suggest(row["text"])], set(row[column].split())) for row in asked]
    first = sum(bool(codes) and codes[0] in right for codes, right in found)
    among = sum(bool(right & set(codes)) for codes, right in found)
    return first / len(asked), among / len(asked)


def test_unseen_texts_find_their_skill(shipped: scoped_session[Session]) -> None:
    first, among_three = reached(held_out(), "skill", suggest_skills)
    assert first >= 0.85
    assert among_three >= 0.9


def test_unseen_texts_find_their_category(shipped: scoped_session[Session]) -> None:
    first, among_three = reached(held_out(), "category", suggest_categories)
    assert first >= 0.85
    assert among_three >= 0.95


def test_what_needs_no_skill_is_mostly_left_alone(shipped: scoped_session[Session]) -> None:
    plain = [row["text"] for row in held_out() if row["skill"] == NONE]
    assert sum(not suggest_skills(text) for text in plain) >= len(plain) / 2


def test_a_text_costs_less_than_five_milliseconds(shipped: scoped_session[Session]) -> None:
    texts = [row["text"] * 5 for row in held_out()]
    suggest_skills(texts[0])
    began = time.process_time()
    for text in texts:
        suggest_skills(text)
    assert (time.process_time() - began) / len(texts) < 0.005


@pytest.mark.parametrize(
    ("text", "code", "word"),
    [
        ("给阿婆量一下血压", "nursing", "量血压"),
        ("家里一开灯就跳闸", "electrician", "跳闸"),
        ("想搵人陪去睇醫生,ＡＥＤ", "first_aid", "AED"),
        ("He is deaf", "sign_language", "deaf"),
    ],
)
def test_the_words_that_speak_for_it_are_told(
    shipped: scoped_session[Session], text: str, code: str, word: str
) -> None:
    found = {one.code: one.matched for one in suggest_skills(text)}
    assert word in found[code]


def test_a_latin_word_counts_only_as_a_whole(shipped: scoped_session[Session]) -> None:
    assert suggest_skills("It happened at the catering") == []


def test_a_longer_word_is_not_also_read_as_a_shorter_one(shipped: scoped_session[Session]) -> None:
    assert [one.matched for one in suggest_skills("离婚咨询")] == [("离婚咨询",)]


@pytest.mark.parametrize("typed", ["hulI", "hl", "护", "nurs", "量血", "liangxueya", " 护 理 "])
def test_a_skill_is_found_as_it_is_typed(shipped: scoped_session[Session], typed: str) -> None:
    assert "nursing" in [one.code for one in search_skills(typed)]


def test_a_name_comes_before_a_synonym(shipped: scoped_session[Session]) -> None:
    assert search_skills("英语")[0].code == "english"
    assert search_skills("") == []


def test_a_new_synonym_counts_at_once(shipped: scoped_session[Session]) -> None:
    assert suggest_skills("想学打陀螺") == []
    service.change_skill(SYSTEM, "handicraft", {"synonyms": ["打陀螺"]})
    assert [one.code for one in suggest_skills("想学打陀螺")] == ["handicraft"]


def test_a_retired_skill_is_no_longer_suggested(shipped: scoped_session[Session]) -> None:
    db.session.get_one(Skill, "opera").retired = True
    db.session.commit()
    assert "opera" not in [one.code for one in suggest_skills("粤剧")]
    assert "opera" not in [one.code for one in search_skills("粤剧")]
