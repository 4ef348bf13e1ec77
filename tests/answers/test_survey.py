"""Asked by message: a link to whoever left a telephone, good once and for two weeks."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from tests.answers.spoken import PHONE, served
from tests.support.services import serve
from tests.support.world import World, text_of
from volunteer.answers import rules
from volunteer.answers.models import Answer
from volunteer.demands import links
from volunteer.demands.models import Demand
from volunteer.demands.states import DemandStatus, LinkPurpose
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.outbox import OutboxMessage, addressed
from volunteer.kernel.unit_of_work import transaction
from volunteer.organization.models import PrivatePlace


def linked(demand: Demand, purpose: LinkPurpose = LinkPurpose.SURVEY) -> str:
    """A link to a demand, as it is sent after the service."""
    with transaction(None) as work:
        return links.make(work, demand, purpose, work.now + rules.SURVEY_LASTS)


def finish(world: World, phone: str | None) -> Demand:
    """A demand whose project ends now."""
    place = PrivatePlace(recipient="黄阿婆", phone=phone)
    db.session.add(place)
    db.session.flush()
    demand = world.demand(status=DemandStatus.IN_SERVICE, private_place_id=place.id)
    serve(world, demand)
    return demand


def test_a_link_is_sent_to_who_left_a_telephone_once_the_service_is_over(world: World) -> None:
    demand = finish(world, PHONE)
    (message,) = db.session.scalars(select(OutboxMessage).where(OutboxMessage.channel == "sms"))
    assert (addressed(message.recipient), message.payload["secret"]) == (f"phone:{PHONE}", True)
    assert message.expires_at is not None
    page = world.browser(None).get(message.payload["link"])
    assert page.status_code == 200
    assert demand.title in text_of(page)
    assert "黄阿婆" not in page.text
    assert PHONE not in page.text


def test_nobody_is_asked_where_no_telephone_is_known(world: World) -> None:
    finish(world, None)
    assert db.session.scalars(select(OutboxMessage).where(OutboxMessage.channel == "sms")).all() == []


def test_a_link_is_answered_once(world: World) -> None:
    demand, visitor = served(world, phone=PHONE), world.browser(None)
    address = f"/how/{linked(demand)}"
    sent = visitor.post(address, {"score": "5", "comment": "很好"})
    assert sent.status_code == 303
    assert "很好" in text_of(visitor.get(sent.location))
    assert visitor.post(address, {"score": "1", "wish": "remark"}).status_code == 422
    assert "已经评价" in text_of(visitor.get(address))
    kept = db.session.scalars(select(Answer)).one()
    assert (kept.source, kept.score, kept.round) == ("survey", 5, 1)
    db.session.refresh(demand)
    assert demand.status == DemandStatus.AWAITING_RATING


def test_a_link_ends_after_two_weeks(world: World) -> None:
    address = f"/how/{linked(served(world, phone=PHONE))}"
    with clock.travel(clock.now() + rules.SURVEY_LASTS + timedelta(minutes=1)):
        assert world.browser(None).get(address).status_code == 404
        assert world.browser(None).post(address, {"score": "5"}).status_code in (302, 404)
    gone = world.browser(None).get("/how/nothing")
    assert gone.status_code == 404
    assert "这个链接已经失效" in text_of(gone)


def test_the_link_of_the_follower_asks_the_same_once(world: World) -> None:
    demand, visitor = served(world, phone=PHONE), world.browser(None)
    follow = f"/how/{linked(demand, LinkPurpose.FOLLOW)}"
    assert visitor.post(follow, {"score": "4"}).status_code == 303
    assert visitor.post(f"/how/{linked(demand)}", {"score": "4"}).status_code == 422


def test_before_the_service_there_is_nothing_to_say(world: World) -> None:
    demand = world.demand(status=DemandStatus.PUBLISHED)
    sent = world.browser(None).post(f"/how/{linked(demand)}", {"score": "5"})
    assert sent.status_code == 422
    assert db.session.scalars(select(Answer)).all() == []


def test_discontent_reopens_with_a_new_clock_and_another_word_comes_after_the_next_service(world: World) -> None:
    demand, visitor = served(world, phone=PHONE), world.browser(None)
    first = linked(demand)
    said = visitor.post(f"/how/{first}", {"score": "1", "wish": "again", "comment": "没有修好"})
    db.session.refresh(demand)
    assert (demand.status, demand.times_reopened) == (DemandStatus.ACCEPTED, 1)
    assert demand.deadline is not None
    assert demand.deadline > clock.now()
    assert "已重新办理" in text_of(visitor.get(said.location))
    second = linked(demand)
    assert visitor.post(f"/how/{second}", {"score": "1", "wish": "again"}).status_code == 422
    demand.status = DemandStatus.AWAITING_RATING
    db.session.commit()
    assert visitor.post(f"/how/{second}", {"score": "5"}).status_code == 303
    assert [one.round for one in db.session.scalars(select(Answer).order_by(Answer.id))] == [1, 2]


def test_a_remark_reopens_nothing_and_a_low_one_says_which_it_is(world: World) -> None:
    demand, visitor = served(world, phone=PHONE), world.browser(None)
    address = f"/how/{linked(demand)}"
    assert visitor.post(address, {"score": "2"}).status_code == 422
    assert visitor.post(address, {"score": "2", "wish": "remark"}).status_code == 303
    db.session.refresh(demand)
    assert demand.times_reopened == 0


def test_a_used_link_shows_how_far_it_is_what_was_said_and_whom_to_call(world: World) -> None:
    demand, visitor = served(world, phone=PHONE), world.browser(None)
    world.places["site_1"].duty_phone = "0769-22335003"
    db.session.commit()
    address = f"/how/{linked(demand)}"
    visitor.post(address, {"score": "1", "wish": "again", "comment": "没有修好"})
    again = visitor.get(address)
    assert "1 星，满分 5 星" not in again.text  # of the round that is on nothing was said
    assert "已受理" in text_of(again)
    assert 'href="tel:0769-22335003"' in again.text
    other = served(world, phone=PHONE)
    used = f"/how/{linked(other)}"
    visitor.post(used, {"score": "4", "comment": "师傅很耐心"})
    page = visitor.get(used)
    assert "4 星，满分 5 星" in page.text
    assert "师傅很耐心" not in page.text  # whoever holds the link later reads no words
    assert "待评价" in text_of(page)


def test_before_the_service_the_link_shows_how_far_what_it_goes_with_is(world: World) -> None:
    lead = world.demand(status=DemandStatus.PUBLISHED)
    merged = world.demand(status=DemandStatus.MERGED, merged_into_id=lead.id)
    page = text_of(world.browser(None).get(f"/how/{linked(merged)}"))
    assert "服务还没有结束" in page
    assert "已发布" in page
