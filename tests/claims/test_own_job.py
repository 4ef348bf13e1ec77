"""Who is told before claiming that part of a service is their own job, and will not count."""

from __future__ import annotations

import pytest

from tests.activities.test_minute_rules import own_duty
from tests.support.world import World, text_of
from volunteer.kernel.database import db


@pytest.mark.parametrize(("who", "told"), [("member", True), ("member_a2", True), ("member_b", False)])
def test_the_organ_s_own_people_are_told_before_they_claim(world: World, who: str, told: bool) -> None:
    position = own_duty(world).positions[0]
    page = text_of(world.browser(who).get(f"/positions/{position.id}"))
    assert ("这是你单位的本职工作，16:00–17:30 在工作时间内，不计志愿服务时长" in page) is told
    assert "报名" in page


def test_nobody_is_told_of_what_counts(world: World) -> None:
    session = own_duty(world)
    session.project.own_duty = False
    db.session.commit()
    page = text_of(world.browser("member").get(f"/positions/{session.positions[0].id}"))
    assert "本职工作" not in page
