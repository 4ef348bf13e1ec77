"""What a plan says of itself in plain words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from tests.plans.drafts import CONTRIBUTIONS, a_draft, propose
from tests.support.world import World, coming
from volunteer.kernel.database import db
from volunteer.plans import words


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (0.0, "已证明：没有更好的安排"),
        (0.00004, "已证明：没有更好的安排"),
        (0.0002, "已证明：任何安排最多再好 0.02%"),
        (0.031, "已证明：任何安排最多再好 3.10%"),
    ],
)
def test_the_gap_is_said_as_what_could_still_be_gained(app: Flask, gap: float, said: str) -> None:
    with app.test_request_context():
        assert words.how_near(gap) == said


def test_the_time_to_answer_is_said_in_hours(app: Flask) -> None:
    with app.test_request_context():
        assert words.answer_time(timedelta(hours=24)) == "24 小时"


def test_a_refusal_is_said_of_the_person_and_an_unknown_one_without_codes(app: Flask) -> None:
    with app.test_request_context():
        assert words.why_refused("too_many_offers") == "未答复的邀约已达上限"
        assert words.why_refused("too_far") == "离得太远"
        assert words.why_refused("something_new") == "情况有变，不再合适"
        assert words.why_refused(None) == "情况有变，不再合适"


def test_remedies_are_summed_without_filling_a_place_twice(app: Flask) -> None:
    unfilled = [
        {"missing": 3, "remedies": [{"kind": "radius", "heads": 2}, {"kind": "train", "heads": 3}]},
        {"missing": 1, "remedies": [{"kind": "recruit", "heads": 1}]},
        {"missing": 2, "remedies": []},
    ]
    with app.test_request_context():
        assert words.remedy_totals(unfilled) == [("放宽距离", 2), ("培训", 1), ("招募", 1)]


def test_chips_tell_how_far_but_not_from_where(world: World) -> None:
    world.members["member"].profile_assumed = True
    position = world.project(starts=coming(days=7), skill="nursing", level=2).positions[0]
    told = {**CONTRIBUTIONS, "registered": 150, "interest": 100}
    (pair,) = propose(world, a_draft(world), position, "member", reasons=told)
    db.session.refresh(pair)
    with world.app.test_request_context():
        chips = words.chips_of_pair(pair, position)
    assert chips[0] == "相距 1.2 公里"
    assert "上午（默认时间）" in chips[1]
    assert chips[2:] == [
        ("会护理 2 级", "info"),
        ("在这个社区报到", "ok"),
        "感兴趣的助老",
    ]
