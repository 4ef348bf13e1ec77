"""The day at the gate in a real browser: the code read from afar, the camera, the place, one tap, a walk-up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from geopy.distance import distance
from playwright.sync_api import Browser, Geolocation, ViewportSize, expect
from sqlalchemy import select

from tests.activities.day import code_now
from tests.journeys.camera import camera_showing
from tests.journeys.people import DESK, PHONE, Person
from tests.support.seen import from_afar, read, video_of
from tests.support.world import World
from volunteer.activities.models import Attendance
from volunteer.activities.showing import link_of
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.projects.models import ServiceSession

pytestmark = pytest.mark.browser

BIG_SCREEN = {"width": 1920, "height": 1080}
BIG_SCREEN_CM_A_PIXEL = 29.9 / 1080  # 24 inches across the corner
PHONE_CM_A_PIXEL = 6.46 / 390
METRE = 100.0

Enter = Callable[..., Person]


@pytest.fixture
def session(city: World) -> ServiceSession:
    """Under way, a place free; `member` and `member_2` have claimed."""
    project = city.project(starts=clock.now() - timedelta(minutes=5), headcount=3)
    for name in ("member", "member_2"):
        city.claim(name, project.positions[0])
    return project.sessions[0]


@pytest.fixture
def enter(address: str, chromium: Browser, city: World) -> Enter:
    """Somebody signed in at a window."""

    def signed_in(name: str, viewport: ViewportSize = PHONE) -> Person:
        person = Person(chromium, address, name, viewport)
        person.sign_in()
        return person

    return signed_in


def arrived(name: str, city: World) -> bool:
    """Whether the database knows of a check-in."""
    db.session.rollback()
    found = select(Attendance.first_in).where(Attendance.member_id == city.members[name].id)
    return db.session.scalar(found) is not None


@pytest.mark.parametrize(
    ("viewport", "path", "cm_a_pixel", "from_cm", "least_cm"),
    [
        (BIG_SCREEN, "gate/screen", BIG_SCREEN_CM_A_PIXEL, 3 * METRE, 29.5),
        (PHONE, "gate/screen", PHONE_CM_A_PIXEL, 1 * METRE, 6.3),
        (PHONE, "gate", PHONE_CM_A_PIXEL, 1 * METRE, 5.8),
    ],
)
def test_the_code_is_read_from_afar(
    enter: Enter,
    city: World,
    session: ServiceSession,
    viewport: dict[str, int],
    path: str,
    cm_a_pixel: float,
    from_cm: float,
    least_cm: float,
) -> None:
    site = enter("site", viewport)
    site.open(f"/sessions/{session.id}/{path}")
    drawn = site.page.locator("[data-gate-qr] svg")
    box = drawn.bounding_box()
    assert box is not None
    assert box["width"] * cm_a_pixel >= least_cm
    assert box["y"] + box["height"] <= viewport["height"], "all of it is in sight"
    digits = site.page.locator("[data-gate-digits]").inner_text().replace(" ", "")
    with city.app.test_request_context():
        link = link_of(session.id, digits)
    assert read(from_afar(drawn.screenshot(), box["width"] * cm_a_pixel, from_cm)) == link


def test_the_camera_in_the_page_reads_the_code(
    city: World, address: str, chromium: Browser, session: ServiceSession, tmp_path: Path
) -> None:
    with city.app.test_request_context():
        video = video_of(link_of(session.id, code_now(session)), tmp_path / "gate.y4m")
    with camera_showing(chromium, video, address, "member") as member:
        fetched: list[str] = []
        member.page.on("request", lambda request: fetched.append(request.url))
        member.open(f"/sessions/{session.id}/check-in")
        assert not [url for url in fetched if "scanner" in url], "the reader comes when it is asked for"
        member.press("用摄像头扫码")
        member.sees("已签到，服务结束时请再来签退")
        assert [url for url in fetched if "scanner" in url]
    assert arrived("member", city)


def test_another_sessions_code_is_told_apart(
    city: World, address: str, chromium: Browser, session: ServiceSession, tmp_path: Path
) -> None:
    with city.app.test_request_context():
        video = video_of(link_of(session.id + 1, "123456"), tmp_path / "gate.y4m")
    with camera_showing(chromium, video, address, "member") as member:
        member.open(f"/sessions/{session.id}/check-in")
        member.press("用摄像头扫码")
        member.sees("这不是本场的签到码，请对准现场屏幕")
        member.press("不扫了，改输数字")
        expect(member.page.get_by_label("六位签到码")).to_be_visible()
    assert not arrived("member", city)


def test_without_a_camera_six_digits_do(enter: Enter, city: World, session: ServiceSession) -> None:
    member = enter("member")
    member.open(f"/sessions/{session.id}/check-in")
    member.press("用摄像头扫码")
    member.sees("打不开摄像头，请输入六位数字")
    member.fill("六位签到码", code_now(session))
    member.press("签到")
    member.sees("已签到，服务结束时请再来签退")


def test_the_place_is_asked_for_on_the_press_and_only_there(enter: Enter, city: World, session: ServiceSession) -> None:
    session.check_in_radius_m = 200
    db.session.commit()
    site = (session.site.lat, session.site.lon)
    member = enter("member")
    member.open(f"/sessions/{session.id}/check-in")
    member.sees("只比对这一次，不保存")
    member.fill("六位签到码", code_now(session))
    member.press("签到")
    member.sees("没有拿到手机的位置。请在浏览器里允许定位后再试，或请负责人点名。")
    member.page.context.grant_permissions(["geolocation"])
    for metres, said in ((3_000, "你好像不在服务地点，请负责人点名"), (50, "已签到，服务结束时请再来签退")):
        there = distance(meters=metres).destination(site, bearing=90)
        where: Geolocation = {"latitude": there.latitude, "longitude": there.longitude, "accuracy": 15}
        member.page.context.set_geolocation(where)
        member.fill("六位签到码", code_now(session))
        member.press("签到")
        member.sees(said)
    assert arrived("member", city)


def test_one_tap_ticks_and_a_search_finds_without_a_reload(enter: Enter, city: World, session: ServiceSession) -> None:
    for n in range(10):
        city.add_member(f"helper_{n}", "squad_a1", pinyin=f"helper{n}", initials="zxm" if n == 4 else "hp")
    session.positions[0].headcount = 13
    for n in range(10):
        city.claim(f"helper_{n}", session.positions[0])
    site = enter("site", DESK)
    site.open(f"/sessions/{session.id}/gate")
    site.page.evaluate("window.stillHere = true")
    site.sees("已到 0 / 12")
    site.page.get_by_role("searchbox", name="姓名或拼音首字母").fill("zx")
    buttons = site.page.get_by_role("button", name="点名", exact=True)
    expect(buttons).to_have_count(1)
    buttons.click()
    site.sees("已到 1 / 12")
    expect(site.page.locator("#people li")).to_have_count(1)
    site.page.get_by_role("searchbox", name="姓名或拼音首字母").fill("")
    expect(buttons).to_have_count(11)
    assert site.page.evaluate("window.stillHere")
    assert arrived("helper_4", city)


def test_somebody_who_comes_along_is_let_in_by_the_whole_phone_number(
    enter: Enter, city: World, session: ServiceSession
) -> None:
    city.members["member_b"].phone = "13712345678"
    db.session.commit()
    alone = enter("member_b")
    alone.open(f"/sessions/{session.id}/check-in")
    alone.sees("请当面请现场负责人登记")
    site = enter("site")
    site.open(f"/sessions/{session.id}/gate")
    site.unfold("临时加人")
    who = site.page.get_by_role("combobox", name="是谁")
    who.press_sequentially("1371234")
    site.sees("没有找到")
    who.press_sequentially("5678")
    site.page.get_by_role("option", name="137****5678").click()
    site.press("登记并点名")
    site.sees("已登记并点名", "已到 1 / 3")
    alone.open(f"/sessions/{session.id}/check-in")
    alone.sees("已签到")
    assert arrived("member_b", city)
