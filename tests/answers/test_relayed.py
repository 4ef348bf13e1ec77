"""What the site passes on of what the recipient told it, kept beside what recipients say themselves."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.answers.spoken import PHONE, rated, served, under_way
from tests.support.world import World
from volunteer.answers import call_backs
from volunteer.answers.call_backs import Call
from volunteer.answers.giving import Said, relay
from volunteer.answers.models import Answer
from volunteer.answers.queries import words_on
from volunteer.answers.states import CallOutcome, Source
from volunteer.demands.models import Rating
from volunteer.demands.states import DemandStatus
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Refused


def test_it_closes_nothing_and_is_told_once(world: World) -> None:
    demand = served(world)
    relay(world.actor("site"), demand.id, Said(4, "阿婆说师傅好，电话 13712345678"))
    db.session.refresh(demand)
    assert demand.status == DemandStatus.AWAITING_RATING
    (kept,) = db.session.scalars(select(Answer))
    assert (kept.source, kept.by) == (Source.RELAYED, world.accounts["site"].id)
    assert PHONE not in (kept.comment or "")
    with pytest.raises(Refused) as refusal:
        relay(world.actor("site"), demand.id, Said(5))
    assert refusal.value.reason == "already_rated"
    assert db.session.scalars(select(Rating)).all() == []


def test_it_neither_ends_the_calls_nor_outlives_the_recipients_own_word(world: World) -> None:
    demand = served(world)
    relay(world.actor("site"), demand.id, Said(5))
    assert words_on([demand.id])[demand.id].content.sample == 1
    call_backs.note(world.actor("team"), demand.id, Call(CallOutcome.ANSWERED, Said(2, "没修好")))
    word = words_on([demand.id])[demand.id]
    assert (word.content.count, word.content.sample) == (0, 1)
    assert [one["score"] for one in world.api("team").get(f"/answers?demand_id={demand.id}").json or []] == [2]
    with pytest.raises(Refused):
        relay(world.actor("site"), demand.id, Said(5))


def test_discontent_that_is_relayed_reopens(world: World) -> None:
    demand = served(world)
    relay(world.actor("site"), demand.id, Said(1, "还是漏水", again=True))
    db.session.refresh(demand)
    assert (demand.status, demand.times_reopened) == (DemandStatus.ACCEPTED, 1)


def test_who_served_relays_nothing(world: World) -> None:
    with pytest.raises(Forbidden):
        relay(world.actor("team"), served(world).id, Said(5))


def test_the_list_of_ratings_holds_both_sides(world: World) -> None:
    demand, site = served(world), world.api("site")
    relayed = site.post("/ratings", {"demand_id": demand.id, "score": 3, "kind": "recipient", "on_behalf": True})
    assert relayed.status_code == 201
    assert (relayed.json["kind"], relayed.json["on_behalf"], relayed.json["round"]) == ("recipient", True, 1)
    rated(under_way(world, demand), 4)
    own = site.post(f"/demands/{demand.id}/rate", {"score": 5, "comment": "准时"})
    assert own.json["status"] == DemandStatus.CLOSED
    world.demand(status=DemandStatus.CLOSED)
    listed = site.get(f"/ratings?demand_id={demand.id}")
    assert [(one["kind"], one["score"], one["on_behalf"]) for one in listed.json] == [
        ("site", 5, False),
        ("recipient", 4, False),
        ("recipient", 3, True),
    ]
    assert len(site.get("/ratings").json) == 3
    assert world.api("team_b").get("/ratings").json == []
