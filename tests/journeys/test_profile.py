"""The whole profile on a phone, from the home page to 资料都对, with a finger and the keys a person would press."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.people import DESK, PHONE, Person
from tests.people.papers import photo
from tests.support.accessibility import findings
from tests.support.world import World
from volunteer.kernel.database import db
from volunteer.people import queries
from volunteer.people.models import Member
from volunteer.people.rules import cells_of

KEY = 180  # milliseconds a key: a person on a phone

pytestmark = pytest.mark.browser


@pytest.fixture
def newcomer(city: World) -> Member:
    """A member of whom nothing is known but the defaults."""
    member = city.add_member(
        "new", "squad_a1", home_lon=None, home_lat=None, availability=0, radius_km=10, profile_assumed=True
    )
    account, known = city.accounts["new"], city.accounts["member"]
    account.password_hash = known.password_hash
    db.session.commit()
    return member


def test_three_steps_on_a_phone(city: World, newcomer: Member, address: str, chromium: Browser) -> None:
    person = Person(chromium, address, "new", PHONE)
    person.sign_in()
    person.open("/home")
    person.follow("三步填好资料")

    person.page.get_by_label("找技能").press_sequentially("huli", delay=KEY)
    person.page.get_by_label("护理", exact=True).check()
    person.page.get_by_role("group", name="护理的水平").get_by_text("熟练").click()
    expect(person.page.get_by_label("电工", exact=True)).to_be_hidden()
    person.page.get_by_label("助老").check()
    assert findings(person.page) == []
    person.press("下一步")

    person.press("工作日晚上")
    boxes = [person.page.get_by_label(text, exact=True) for text in ("周六 上午", "周日 下午")]
    (first, last) = (box.bounding_box() for box in boxes)
    assert first
    assert last
    person.page.mouse.move(first["x"] + 8, first["y"] + 8)
    person.page.mouse.down()
    person.page.mouse.move(last["x"] + 8, first["y"] + 8, steps=4)
    person.page.mouse.move(last["x"] + 8, last["y"] + 8, steps=4)
    person.page.mouse.up()
    assert findings(person.page) == []
    person.press("下一步")

    person.page.get_by_label("社区或镇街的名字").press_sequentially("site_1", delay=KEY)
    person.page.keyboard.press("Enter")
    person.page.get_by_label("site_1 社区").check()
    person.page.get_by_label("5 公里", exact=True).check()
    assert findings(person.page) == []
    person.press("下一步")

    person.sees("已选 8 格", "site_1 社区附近", "1 项")
    assert findings(person.page) == []
    person.press("资料都对，完成")
    person.sees("填好了")

    db.session.refresh(newcomer)
    assert {one.code: one.level for one in queries.skills_of([newcomer.id])[newcomer.id]} == {"nursing": 2}
    assert queries.interests_of(newcomer.id) == ["care"]
    weekend = {(5, "morning"), (5, "afternoon"), (6, "afternoon")}
    assert set(cells_of(newcomer.availability)) == {(day, "evening") for day in range(5)} | weekend
    assert (newcomer.home_lon, newcomer.radius_km) == (city.places["site_1"].lon, 5)
    assert newcomer.profile_checked_at is not None


def test_a_day_and_a_band_are_painted_by_their_names(city: World, address: str, chromium: Browser) -> None:
    person = Person(chromium, address, "member", PHONE)
    person.sign_in()
    person.open("/me/availability")
    person.press("清空")
    person.page.get_by_role("rowheader", name="周六").click()
    person.page.get_by_role("columnheader", name="晚上").click()
    person.press("保存")
    person.sees("已选 10 格")


def test_a_paper_goes_from_the_phone_to_the_leaders_desk(city: World, address: str, chromium: Browser) -> None:
    city.give_skill("member", "law", approved=False)
    member = Person(chromium, address, "member", PHONE)
    member.sign_in()
    member.open("/me/skills")
    member.follow("法律咨询")
    member.page.get_by_label("证件照片").set_input_files(
        {"name": "zheng.jpg", "mimeType": "image/jpeg", "buffer": photo(2400, 1600)}
    )
    member.page.get_by_label("证件上的有效期至").fill("2031-05-01")
    member.press("上传")
    member.sees("照片已上传", "证件有效期至2031年5月1日")
    assert findings(member.page) == []

    leader = Person(chromium, address, "team", DESK)
    leader.sign_in()
    leader.open("/home")
    leader.follow("看证件")
    picture = leader.page.get_by_role("img", name="法律咨询的证件照片")
    expect(picture).not_to_have_js_property("naturalWidth", 0)
    assert findings(leader.page) == []
    leader.press("审核通过")
    leader.sees("已审核", "有效期至2031年5月1日")
