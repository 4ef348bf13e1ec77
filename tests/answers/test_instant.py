"""Rating at the end of a service: the code on the leader's phone, and what keeps it from being stuffed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from tests.answers.spoken import rated, scan, under_way
from tests.support.world import World, text_of
from volunteer.answers import instant, rules
from volunteer.answers.giving import Said
from volunteer.answers.models import Answer
from volunteer.demands.states import DemandStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, Refused
from volunteer.notices.models import Notice
from volunteer.organization.actor import NOBODY
from volunteer.projects.models import ProjectDemand, ServiceSession


def opened(world: World, session: ServiceSession) -> str:
    """The form's ticket, as a phone without an account gets it by the code."""
    page = world.browser(None).get(f"/r/{instant.word_of(session)}")
    assert page.status_code == 200
    found = re.search(r'name="ticket" value="([^"]+)"', page.text)
    assert found
    return found[1]


def refused(session: ServiceSession) -> str:
    """Why another answer is not taken."""
    with pytest.raises(Refused) as refusal:
        instant.rate(NOBODY, scan(session), Said(score=5))
    db.session.rollback()
    return refusal.value.reason


def test_a_recipient_scans_and_rates_with_two_taps_and_without_account(world: World) -> None:
    demand = world.demand(status=DemandStatus.IN_SERVICE)
    session = under_way(world, demand)
    answer = world.browser(None).post("/r", {"ticket": opened(world, session), "score": "4"})
    assert answer.status_code == 303
    kept = db.session.scalars(select(Answer)).one()
    assert (kept.source, kept.score, kept.demand_id, kept.session_id) == ("instant", 4, demand.id, session.id)
    assert (kept.unit_id, kept.site_id, kept.category) == (demand.responsible_unit_id, demand.site_id, "care")
    assert "谢谢你的评价" in text_of(world.browser(None).get(answer.location))
    db.session.refresh(demand)
    assert demand.status == DemandStatus.IN_SERVICE


def test_a_service_without_demand_is_rated_too(world: World) -> None:
    kept = rated(under_way(world), 3)
    assert (kept.demand_id, kept.unit_id) == (None, world.units["team_a"].id)


def test_of_several_demands_one_is_chosen(world: World) -> None:
    demand = world.demand(status=DemandStatus.IN_SERVICE)
    session = under_way(world, demand)
    other = world.demand(status=DemandStatus.IN_SERVICE, title="义剪")
    db.session.add(ProjectDemand(project_id=session.project_id, demand_id=other.id))
    db.session.commit()
    with pytest.raises(Invalid):
        instant.rate(NOBODY, scan(session), Said(score=5))
    db.session.rollback()
    assert instant.rate(NOBODY, scan(session), Said(score=5), other.id).answer.demand_id == other.id


def test_the_word_changes_and_an_old_one_leads_nowhere(world: World) -> None:
    session = under_way(world)
    word = instant.word_of(session)
    with clock.travel(clock.now() + timedelta(seconds=rules.WORD_SECONDS * (rules.OLDER_WORDS + 1))):
        assert instant.word_of(session) != word
        assert world.browser(None).get(f"/r/{word}").status_code == 409
    for wrong in (f"{session.id}-abcdef123456", "abc", "99999999-abc"):
        assert world.browser(None).get(f"/r/{wrong}").status_code in (404, 409)


def test_a_ticket_is_good_for_one_answer_and_some_minutes(world: World) -> None:
    session = under_way(world)
    ticket = opened(world, session)
    assert world.browser(None).post("/r", {"ticket": ticket, "score": "5"}).status_code == 303
    again = world.browser(None).post("/r", {"ticket": ticket, "score": "5"})
    assert again.status_code == 422
    with clock.travel(clock.now() + rules.TICKET_LASTS + timedelta(minutes=1)):
        late = world.browser(None).post("/r", {"ticket": ticket, "score": "5"})
    assert late.status_code == 302
    assert db.session.scalar(select(func.count()).select_from(Answer)) == 1


def test_a_phone_answers_once_for_a_session(world: World) -> None:
    session, visitor = under_way(world), world.browser(None)
    for expected in (303, 422):
        sent = visitor.post("/r", {"ticket": opened(world, session), "score": "1", "wish": "remark"})
        assert sent.status_code == expected
    assert "已经评价" in text_of(sent)


def test_so_many_at_once_and_in_all(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    session = under_way(world)
    monkeypatch.setattr(rules, "AT_ONCE", 2)
    monkeypatch.setattr(rules, "MOST_OF_A_SESSION", 3)
    for device in ("a", "b"):
        rated(session, device=device)
    assert refused(session) == "answers_at_once"
    with clock.travel(clock.now() + rules.WITHIN):
        rated(session, device="c")
        assert refused(session) == "answers_enough"


@pytest.mark.parametrize("name", ["member", "team", "site"])
def test_whoever_helped_or_runs_it_does_not_rate_it(world: World, name: str) -> None:
    session = under_way(world)
    with pytest.raises(Refused) as refusal:
        instant.rate(world.actor(name), scan(session), Said(score=5))
    assert refusal.value.reason == "own_service_rated"
    db.session.rollback()
    assert instant.rate(world.actor("member_b"), scan(session), Said(score=5)).answer.score == 5


def test_not_before_the_beginning_nor_long_after_the_end(world: World) -> None:
    session = under_way(world)
    for at in (session.starts - timedelta(minutes=1), session.ends + rules.OPEN_AFTER_END + timedelta(minutes=1)):
        with clock.travel(at):
            assert refused(session) == "rating_closed"
            page = world.browser("team").get(f"/sessions/{session.id}/rating-code")
            assert "gate-qr" not in page.text


def test_only_who_runs_the_session_shows_the_code(world: World) -> None:
    session = under_way(world)
    for name, status in (("team", 200), ("site", 200), ("member", 403), ("team_b", 403), ("site_3", 403)):
        assert world.browser(name).get(f"/sessions/{session.id}/rating-code").status_code == status
    rated(session)
    page = world.browser("team").get(f"/sessions/{session.id}/rating-code")
    assert "本场已有 1 人评价" in text_of(page)


def test_a_low_one_tells_the_site_and_closes_nothing(world: World) -> None:
    demand = world.demand(status=DemandStatus.AWAITING_RATING)
    rated(under_way(world, demand), 1, comment="没等到人，电话 13712345678", again=True)
    db.session.refresh(demand)
    assert (demand.status, demand.times_reopened) == (DemandStatus.AWAITING_RATING, 0)
    told = db.session.scalars(select(Notice).where(Notice.kind == "answer.low")).one()
    assert told.account_id == world.accounts["site"].id
    assert "13712345678" not in (db.session.scalars(select(Answer.comment)).one() or "")
