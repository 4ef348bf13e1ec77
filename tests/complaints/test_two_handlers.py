"""Two who handle the same complaint: one is first, the other is told who, and loses nothing that was written."""

from __future__ import annotations

import re

import pytest

from tests.complaints.sent import about_unit, office, sent, stands
from tests.support.races import all_at_once
from tests.support.world import Browser, World, text_of
from volunteer.complaints import jobs, service
from volunteer.complaints.states import ComplaintStatus, ComplaintStepKind
from volunteer.kernel import clock
from volunteer.kernel.errors import Refused
from volunteer.kernel.jobs import perform_whole
from volunteer.organization.permissions import Role

MINE = "已到现场核实，情况属实，\n本周内整改。"


@pytest.fixture
def shared(world: World) -> int:
    """A complaint that `committee` and `second` handle."""
    office(world, "second", Role.COMMITTEE)
    return sent()[0]


def read(browser: Browser, complaint_id: int) -> str:
    """The version that a page was drawn with."""
    found = re.search(r'name="version" value="(\d+)"', browser.get(f"/complaints/{complaint_id}").text)
    assert found is not None
    return found[1]


def test_of_two_at_once_one_answers(world: World, shared: int) -> None:
    actors, version = [world.actor(name) for name in ("committee", "second")], stands(shared).version

    def answers(name: int) -> str:
        service.answer(actors[name], shared, f"第 {name} 位的答复", version)
        return "answered"

    assert all_at_once(world, [lambda: answers(0), lambda: answers(1)]) == {"answered": 1, "stale": 1}
    answered = [step for step in stands(shared).steps if step.kind == ComplaintStepKind.ANSWERED]
    assert len(answered) == 1


def test_the_second_reads_who_was_first_and_keeps_the_words(world: World, shared: int) -> None:
    second = world.browser("second")
    version = read(second, shared)
    service.answer(world.actor("committee"), shared, "已核实")
    late = second.post(f"/complaints/{shared}/answer", {"words": MINE, "version": version})
    assert late.status_code == 409
    page = text_of(late)
    assert "这件刚有变动：已答复（committee账号" in page
    assert "你写的，没有提交" in page
    assert "本周内整改" in page


def test_what_a_colleague_passed_on_is_read_before_one_answers(world: World) -> None:
    office(world, "second", Role.TEAM_LEADER, "team_a")
    complaint, _ = about_unit(world, "squad_a1")
    second = world.browser("second")
    version = read(second, complaint)
    service.pass_on(world.actor("team"), complaint, "请核对上周的到场情况")
    late = second.post(f"/complaints/{complaint}/answer", {"words": MINE, "version": version})
    assert late.status_code == 409
    assert "请核对上周的到场情况" in late.text
    assert re.search(r'<textarea[^>]*id="answer-words"[^>]*>已到现场核实', late.text)
    with pytest.raises(Refused, match="stale"):
        service.pass_on(world.actor("second"), complaint, "请再核对", int(version))
    again = second.post(f"/complaints/{complaint}/answer", {"words": MINE, "version": read(second, complaint)})
    assert again.status_code == 303
    assert stands(complaint).status == ComplaintStatus.ANSWERED


def test_what_went_up_a_tier_meanwhile_leaves_the_words(world: World) -> None:
    complaint, _ = about_unit(world, "squad_a1")
    version = read(world.browser("team"), complaint)
    with clock.travel(stands(complaint).answer_by):
        perform_whole(jobs.JOBS[0])
        late = world.browser("team").post(f"/complaints/{complaint}/answer", {"words": MINE, "version": version})
    assert late.status_code == 404
    assert "本周内整改" in text_of(late)


def test_the_api_says_the_version_and_takes_it(world: World) -> None:
    complaint, _ = about_unit(world, "squad_a1")
    api = world.api("team")
    version = api.get(f"/complaints/{complaint}").json["version"]
    api.post(f"/complaints/{complaint}/take")
    late = api.post(f"/complaints/{complaint}/answer", {"words": "已改正", "version": version})
    assert (late.status_code, late.json["reason"] if late.json else "") == (409, "stale")
