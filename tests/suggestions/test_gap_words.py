"""Reasons and remedies in a clerk's words."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.world import World
from volunteer.suggestions.gap_words import asked_skill, cell_words, remedy_words, why_short
from volunteer.web.speech import speaking

NOBODY = dict.fromkeys(("excluded", "overlap", "no_skill", "not_free", "too_far", "assigned_elsewhere"), 0)


@pytest.mark.parametrize(
    ("reasons", "skill", "said"),
    [
        ({"no_skill": 14_000}, "nursing", "没有人会护理 2 级"),
        ({"no_skill": 9, "not_free": 16, "too_far": 5}, "nursing", "会护理 2 级的 21 人：16 人没空，5 人离得太远"),
        ({"not_free": 1, "assigned_elsewhere": 2}, "nursing", "会护理 2 级的 3 人：1 人没空，2 人排在了别处"),
        ({"not_free": 14_000}, None, "那时没有人有空"),
        ({"not_free": 9, "too_far": 1_200}, None, "那时有空的 1,200 人：1,200 人离得太远"),
    ],
)
def test_the_reason_names_those_who_could_have_come(
    world: World, reasons: dict[str, int], skill: str | None, said: str
) -> None:
    with world.app.test_request_context():
        assert why_short({**NOBODY, **reasons}, skill, 2, planned=True) == said


def test_without_a_plan_those_who_suit_were_not_asked_yet(world: World) -> None:
    with world.app.test_request_context():
        said = why_short({**NOBODY, "assigned_elsewhere": 4}, None, 1, planned=False)
    assert said == "那时有空的 4 人：4 人合适，还没有邀约"


@pytest.mark.parametrize(
    ("remedy", "said"),
    [
        ({"kind": "ask", "heads": 2, "people": 5, "nearest": []}, "还有 5 人合适又有空，可以直接邀请"),
        (
            {
                "kind": "radius",
                "heads": 2,
                "people": 3,
                "factor": 1.2,
                "nearest": [{"member": 7, "distance_m": 12_400}],
            },
            "请稍远的 3 人放宽距离（最近 12 公里）",
        ),
        (
            {"kind": "move", "heads": 2, "people": 8, "weekday": 5, "band": 1, "holders": 0},
            "改到周六上午，可补 2 人",
        ),
        (
            {"kind": "move", "heads": 2, "people": 8, "weekday": 6, "band": 3, "holders": 1},
            "改到周日晚上，可补 2 人（已报名的 1 人要重新确认）",
        ),
        (
            {"kind": "train", "heads": 2, "skill": "nursing", "level": 2, "without_skill": 0, "below_level": 4},
            "培训 2 人护理 2 级（4 人只差级别）",
        ),
        (
            {"kind": "train", "heads": 2, "skill": "nursing", "level": 2, "without_skill": 1500, "below_level": 4},
            "培训 2 人护理 2 级（4 人只差级别，1,500 人从头学）",
        ),
        (
            {"kind": "train", "heads": 2, "skill": "nursing", "level": 1, "without_skill": 30, "below_level": 0},
            "培训 2 人护理 1 级（30 人其他都合适）",
        ),
        ({"kind": "recruit", "heads": 3, "skill": None, "level": 1, "able": 0}, "在附近再招募 3 人"),
        (
            {"kind": "recruit", "heads": 3, "skill": "nursing", "level": 2, "able": 0},
            "招募会护理 2 级的 3 人",
        ),
        (
            {"kind": "recruit", "heads": 3, "skill": "nursing", "level": 2, "able": 6},
            "招募会护理 2 级的 3 人（附近现有 6 人）",
        ),
    ],
)
def test_each_remedy_says_what_to_do(world: World, remedy: dict[str, Any], said: str) -> None:
    with world.app.test_request_context():
        assert remedy_words(remedy) == said


def test_skills_and_times_are_named(world: World) -> None:
    with world.app.test_request_context():
        assert asked_skill(None, 1) == "不限技能"
        assert cell_words(0, 0) == "周一凌晨"
        with speaking("en"):
            assert "Nursing" in asked_skill("nursing", 2)
