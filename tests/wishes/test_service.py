"""A wish goes from the person's word to the person's thanks, and nobody learns whose it is but who must."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from tests.support.races import all_at_once
from tests.support.world import World
from tests.wishes.wished import claimed, collected, content, fulfilled, introduced, published
from volunteer.audit.models import AuditEvent
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, NotVisible, Refused
from volunteer.notices.models import Notice
from volunteer.wishes import service, taking
from volunteer.wishes.models import Wish
from volunteer.wishes.queries import steps_of
from volunteer.wishes.rules import MACHINE, MOST_AT_ONCE
from volunteer.wishes.states import WishStatus


def told(world: World, name: str) -> list[str]:
    """The kinds of notices that somebody got."""
    own = select(Notice.kind).where(Notice.account_id == world.accounts[name].id).order_by(Notice.id)
    return list(db.session.scalars(own))


def test_every_state_can_be_reached() -> None:
    assert MACHINE.unreachable() == set()


def test_the_whole_way(world: World) -> None:
    wish = fulfilled(world)
    service.thank(world.actor("site"), wish.id, "书包很好看，谢谢叔叔")
    service.close(world.actor("site"), wish.id)
    assert wish.status == WishStatus.CLOSED
    assert wish.number
    assert wish.number.startswith("W2")
    assert [step.step for step in steps_of(wish.id)] == [
        "collect",
        "verify",
        "claim",
        "introduce",
        "deliver",
        "confirm",
        "thank",
        "close",
    ]
    assert told(world, "team") == ["wish.collected"]
    assert told(world, "site") == ["wish.published", "wish.claimed", "wish.delivered"]
    assert told(world, "member") == ["wish.introduced", "wish.fulfilled", "wish.thanked"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"value_yuan": 301}, "value_yuan"),
        ({"value_yuan": 0}, "value_yuan"),
        ({"text": "给王小明买书包"}, "text"),
        ({"title": "联系 13700001234"}, "title"),
        ({"text": "送到花园路 8 号 302"}, "text"),
        ({"recipient": None}, "recipient"),
    ],
)
def test_what_is_published_has_a_bound_and_no_person(world: World, changes: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        service.collect(world.actor("site"), content(**changes))
    assert set(refused.value.fields) == {field}


def test_a_unit_sets_its_own_bound(world: World) -> None:
    world.units["team_a"].settings = {"wish_most_yuan": 50}
    db.session.commit()
    with pytest.raises(Invalid):
        collected(world)


def test_nobody_verifies_what_they_wrote_down(world: World) -> None:
    wish = service.collect(world.actor("town"), content(site_id=world.places["site_1"].id))
    with pytest.raises(Refused, match="own_wish"):
        service.verify(world.actor("town"), wish.id)
    with pytest.raises(IntegrityError):
        db.session.execute(update(Wish).values(verified_by=Wish.collected_by))


def test_what_was_returned_is_handed_in_again(world: World) -> None:
    wish = collected(world)
    service.send_back(world.actor("team"), wish.id, "请写明尺寸")
    assert wish.status == WishStatus.RETURNED
    with pytest.raises(Refused, match="stale"):
        service.edit(world.actor("site"), wish.id, wish.version - 1, content())
    service.edit(world.actor("site"), wish.id, wish.version, content(text="蓝色，中号", recipient=None))
    assert wish.status == WishStatus.COLLECTED
    assert told(world, "team") == ["wish.collected", "wish.collected"]
    place = service.open_private(world.actor("site"), wish.id)
    assert place.recipient == "王小明"


def test_one_of_many_has_it(world: World) -> None:
    wish_id = published(world).id
    names = ("member", "member_2", "member_a2", "member_b")
    actors = [world.actor(name) for name in names]
    said = all_at_once(world, [lambda actor=actor: taking.claim(actor, wish_id).status for actor in actors])
    assert said == {"claimed": 1, "wish_taken": 3}


def test_the_database_knows_no_taken_wish_without_a_member(world: World) -> None:
    claimed(world)
    with pytest.raises(IntegrityError, match="one_member"):
        db.session.execute(update(Wish).values(member_id=None))


def test_so_many_at_a_time(world: World) -> None:
    for _number in range(MOST_AT_ONCE):
        claimed(world)
    one_more = published(world)
    with pytest.raises(Refused, match="too_many_wishes"):
        taking.claim(world.actor("member"), one_more.id)
    assert taking.claim(world.actor("member_2"), one_more.id).status == WishStatus.CLAIMED


def test_so_many_at_a_time_also_at_once(world: World) -> None:
    wishes, actor = [published(world).id for _ in range(5)], world.actor("member")
    said = all_at_once(world, [lambda wish_id=wish_id: taking.claim(actor, wish_id).status for wish_id in wishes])
    assert said == {"claimed": MOST_AT_ONCE, "too_many_wishes": 5 - MOST_AT_ONCE}


def test_it_is_given_back(world: World) -> None:
    wish = introduced(world)
    service.open_private(world.actor("member"), wish.id)
    taking.release(world.actor("member"), wish.id)
    assert (wish.status, wish.member_id) == (WishStatus.PUBLISHED, None)
    assert told(world, "site")[-1] == "wish.released"
    with pytest.raises(NotVisible):
        service.open_private(world.actor("member"), wish.id)
    assert taking.claim(world.actor("member_2"), wish.id).member_id == world.members["member_2"].id


def test_only_whoever_took_it_on_gives_it_back(world: World) -> None:
    wish = claimed(world)
    with pytest.raises(Forbidden):
        taking.release(world.actor("member_2"), wish.id)
    with pytest.raises(Refused, match="members_only"):
        taking.claim(world.actor("committee"), wish.id)


def test_whose_it_is_opens_with_the_introduction_and_on_record(world: World) -> None:
    wish = claimed(world)
    with pytest.raises(NotVisible):
        service.open_private(world.actor("member"), wish.id)
    service.introduce(world.actor("site"), wish.id)
    assert service.open_private(world.actor("member"), wish.id).address == "花园路 8 号 302"
    with pytest.raises(NotVisible):
        service.open_private(world.actor("member_2"), wish.id)
    opened = select(AuditEvent).where(AuditEvent.action == "private_place.opened")
    (event,) = db.session.scalars(opened)
    assert event.account_id == world.accounts["member"].id
    assert event.details == {"of": "wish", "id": wish.id}


def test_the_site_may_say_not_yet_and_take_it_back(world: World) -> None:
    wish = introduced(world)
    taking.deliver(world.actor("member"), wish.id)
    service.contest(world.actor("site"), wish.id, "还没有收到")
    assert wish.status == WishStatus.INTRODUCED
    service.take_back(world.actor("site"), wish.id, "联系不上")
    assert (wish.status, wish.member_id) == (WishStatus.PUBLISHED, None)
    assert told(world, "member")[-2:] == ["wish.contested", "wish.taken_back"]


def test_thanks_tell_no_name_either(world: World) -> None:
    wish = fulfilled(world)
    service.thank(world.actor("site"), wish.id, "王小明谢谢你，常来花园路 8 号 302 坐坐")
    assert wish.thanks == "某某谢谢你，常来（门牌不公开） 坐坐"


def test_withdrawn_while_somebody_is_on_it(world: World) -> None:
    wish = introduced(world)
    service.withdraw(world.actor("site"), wish.id, "孩子已有新书包")
    assert told(world, "member")[-1] == "wish.withdrawn"
    with pytest.raises(NotVisible):
        taking.claim(world.actor("member"), wish.id)


def test_another_site_and_another_team_do_nothing(world: World) -> None:
    wish = collected(world)
    for name in ("team_b", "member"):
        with pytest.raises(NotVisible):
            service.verify(world.actor(name), wish.id)
    with pytest.raises(Forbidden):
        service.verify(world.actor("site"), wish.id)
