"""What waits is counted where people begin, equal to its list; who leaves lets go; whose it was is forgotten."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.support.world import World, text_of
from tests.wishes.test_service import told
from tests.wishes.wished import PERSON, claimed, collected, content, fulfilled, introduced, published
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid
from volunteer.kernel.unit_of_work import transaction
from volunteer.notices.models import Notice
from volunteer.organization.actor import SYSTEM
from volunteer.organization.models import PrivatePlace
from volunteer.people import service as people
from volunteer.people.models import MemberKind
from volunteer.wishes import service, taking
from volunteer.wishes.jobs import PRIVATE_KEPT, forget
from volunteer.wishes.states import WishStatus


def listed(world: World, name: str, path: str = "/wishes/waiting") -> int:
    """How many stand in somebody's list."""
    found = re.search(r"共 (\d+) 个", text_of(world.browser(name).get(path)))
    assert found
    return int(found[1])


def test_the_board_counts_what_waits_for_the_site(world: World) -> None:
    assert "个微心愿等你办理" not in text_of(world.browser("site").get("/demands"))
    collected(world)
    published(world)
    introduced(world)
    claimed(world, "member_2")
    fulfilled(world)
    assert listed(world, "site") == 2
    page = world.browser("site").get("/demands")
    assert "2 个微心愿等你办理" in text_of(page)
    assert 'href="/wishes/waiting?site=' in page.get_data(as_text=True)
    assert listed(world, "site", f"/wishes/waiting?site={world.places['site_1'].id}") == 2
    assert listed(world, "site_3") == 0


def test_a_leader_finds_on_the_first_page_what_is_to_be_verified(world: World) -> None:
    assert "核实微心愿" not in text_of(world.browser("team").get("/home"))
    for _number in range(2):
        collected(world)
    published(world)
    page = text_of(world.browser("team").get("/home"))
    assert "核实微心愿 2 条" in page
    assert listed(world, "team") == 2
    assert listed(world, "squad") == 0
    assert listed(world, "team_b") == 0


def test_nobody_is_asked_to_verify_what_they_wrote_down(world: World) -> None:
    service.collect(world.actor("town"), content(site_id=world.places["site_1"].id))
    assert listed(world, "town") == 0
    assert listed(world, "team") == 1


@pytest.mark.parametrize("kind", [MemberKind.LEFT, MemberKind.DECEASED])
def test_whoever_leaves_lets_go_of_what_is_not_granted(world: World, kind: MemberKind) -> None:
    given_back, kept = introduced(world), introduced(world)
    taking.deliver(world.actor("member"), kept.id)
    member = world.members["member"]
    people.update_member(world.actor("team"), member.id, member.version, {"kind": kind})
    assert (given_back.status, given_back.member_id) == (WishStatus.PUBLISHED, None)
    assert (kept.status, kept.member_id) == (WishStatus.DELIVERED, member.id)
    assert told(world, "site")[-1] == "wish.released"


def test_whose_it_was_is_forgotten_ninety_days_after_the_guarded_part_closed(world: World) -> None:
    closed, standing = fulfilled(world), published(world)
    service.close(world.actor("site"), closed.id)
    assert sweep() == 0
    place = db.session.get_one(PrivatePlace, closed.private_place_id)
    assert place.closes_at is not None
    place.closes_at -= PRIVATE_KEPT + timedelta(days=8)
    db.session.commit()
    assert (sweep(), sweep()) == (1, 0)
    db.session.expire_all()
    kept = db.session.get_one(PrivatePlace, standing.private_place_id)
    assert {name: getattr(place, name) for name in PERSON} == dict.fromkeys(PERSON)
    assert {name: getattr(kept, name) for name in PERSON} == PERSON


def test_who_had_taken_on_what_is_withdrawn_is_led_to_the_others(world: World) -> None:
    wish = introduced(world)
    service.withdraw(world.actor("site"), wish.id, "家里已经买了")
    own = select(Notice.link).where(Notice.account_id == world.accounts["member"].id, Notice.kind == "wish.withdrawn")
    link = db.session.scalars(own).one()
    assert world.browser("member").get(link).status_code == 200


@pytest.mark.parametrize("text", ["身份证 11010519491231002X", "住在 3栋502室", "电话 0769-22334455"])
def test_what_gives_a_person_away_is_not_taken_in(world: World, text: str) -> None:
    with pytest.raises(Invalid):
        collected(world, text=text)


def test_the_one_who_takes_it_on_is_named_to_the_site_on_record_only(world: World) -> None:
    wish = claimed(world)
    name, phone = world.members["member"].name, world.members["member"].phone
    for reader in ("team", "site", "supervisor"):
        page = text_of(world.browser(reader).get(f"/wishes/{wish.id}"))
        assert name not in page
        assert phone is None or phone not in page
    opened = text_of(world.browser("site").post(f"/wishes/{wish.id}/private-place"))
    assert name in opened
    assert str(phone) in opened
    assert name not in text_of(world.browser("team").post(f"/wishes/{wish.id}/private-place"))


def sweep() -> int:
    """The job, once."""
    with transaction(SYSTEM) as work:
        return forget(work)
