"""A year of answers: every share beside its sample, unrated apart, one's own subtree only."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest

from tests.answers.spoken import rated, served, under_way
from tests.support.world import World, text_of
from volunteer.answers import call_backs
from volunteer.answers.call_backs import Call
from volunteer.answers.jobs import CLOSE_SILENT
from volunteer.answers.review import Line, Share, review
from volunteer.answers.states import CallOutcome
from volunteer.demands import rating_service
from volunteer.kernel import clock
from volunteer.kernel.jobs import perform


def a_year(world: World) -> None:
    """One content site, one silent; six recipients of which two are not content; another team's demand."""
    content = served(world)
    rating_service.rate(world.actor("site"), content.id, 5)
    silent = served(world, days=15)
    call_backs.note(world.actor("team"), silent.id, Call(CallOutcome.UNREACHED))
    perform(CLOSE_SILENT)
    session = under_way(world, content)
    for n, score in enumerate((5, 5, 4, 3, 2, 1)):
        rated(session, score, device=f"phone-{n}")
    elsewhere = {
        "asker_id": None,
        "site_id": world.places["site_3"].id,
        "responsible_unit_id": world.units["team_b"].id,
    }
    rating_service.rate(world.actor("site_3"), served(world, **elsewhere).id, 1)


def line_of(world: World, name: str, by: str = "unit") -> Line:
    """All together, as somebody sees it."""
    return review(world.actor(name), clock.today().year, by).all


def test_shares_stand_beside_their_samples_and_unrated_apart(world: World) -> None:
    a_year(world)
    line = line_of(world, "team")
    assert (line.closed, line.unrated, line.low) == (2, 1, 2)
    assert line.site == Share(1, 1)
    assert line.recipients == Share(4, 6)
    assert line.recipients.percent == 67
    assert line.site.percent is None


@pytest.mark.parametrize(("name", "closed"), [("team", 2), ("team_b", 1), ("committee", 3), ("site", 2), ("site_3", 1)])
@pytest.mark.parametrize("by", ["unit", "site", "category"])
def test_everybody_sees_their_own_subtree(world: World, name: str, closed: int, by: str) -> None:
    a_year(world)
    assert line_of(world, name, by).closed == closed


def test_another_year_is_empty(world: World) -> None:
    a_year(world)
    assert review(world.actor("committee"), clock.today().year - 2, "unit").lines == []
    assert "这一年还没有" in text_of(world.browser("committee").get("/answers/review?year=2019"))


def test_the_page_tells_the_sample_and_leads_to_the_low_ones(world: World) -> None:
    a_year(world)
    team = world.browser("team")
    page = text_of(team.get("/answers/review"))
    assert "67%（6 份）" in page
    assert "1 / 1 份" in page
    low = text_of(team.get(f"/answers?year={clock.today().year}&low=1&unit={world.units['team_a'].id}"))
    assert "共 2 条" in low


def test_what_came_of_a_low_one_stands_beside_it(world: World) -> None:
    demand = served(world)
    rated(under_way(world, demand), 1, again=True)
    site = world.browser("site")
    assert "待社区决定" in text_of(site.get("/answers?low=1"))
    rating_service.reopen(world.actor("site"), demand.id, "再办一次")
    assert "已重新办理" in text_of(site.get("/answers?low=1"))


def test_the_file_holds_what_the_page_lists(world: World) -> None:
    a_year(world)
    answer = world.browser("team").post("/answers/review/export?by=site")
    sheet = openpyxl.load_workbook(BytesIO(answer.data)).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[1] == (world.places["site_1"].name, 2, 1, 1, 1, None, 6, 4, 67, 2)


def test_the_year_over_the_api(world: World) -> None:
    a_year(world)
    by_site = world.api("committee").get(f"/answers/review?year={clock.today().year}&by=site").json
    assert [line["closed"] for line in by_site] == [1, 2]
    assert [line["recipients"]["percent"] for line in by_site] == [None, 67]


def test_filters_of_the_list(world: World) -> None:
    session = under_way(world, served(world))
    rated(session, 5)
    with clock.travel(clock.now() + timedelta(minutes=2)):
        rated(session, 2, device="other")
    api = world.api("team")
    assert [one["score"] for one in api.get("/answers").json] == [2, 5]
    assert [one["score"] for one in api.get("/answers?low=true").json] == [2]
    assert api.get("/answers?source=survey").json == []
    assert world.api("team_b").get("/answers").json == []
    assert api.get("/answers?source=nothing").status_code == 422
