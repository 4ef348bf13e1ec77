"""The camera reads the gate's code while the network is gone: its reader came with the first page of the day."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.activities.day import code_now, session_with
from tests.journeys.camera import camera_showing
from tests.journeys.people import PHONE, Person
from tests.journeys.without_network import ready, stored, switch, until_stored
from tests.support.seen import video_of
from tests.support.world import World
from volunteer.activities.showing import link_of
from volunteer.kernel import clock
from volunteer.projects.models import ServiceSession

pytestmark = pytest.mark.browser

KEPT = """async () => {
    for (const name of await caches.keys())
        for (const request of await (await caches.open(name)).keys())
            if (request.url.includes('scanner')) return true;
    return false;
}"""


@pytest.fixture
def session(city: World) -> ServiceSession:
    """Under way, claimed by one."""
    return session_with(city, "member", starts=clock.now() - timedelta(minutes=10))


def reader_kept(person: Person) -> None:
    """Wait until the reader of codes is on the phone."""
    for _ in range(100):
        if person.page.evaluate(KEPT):
            return
        person.page.wait_for_timeout(100)
    pytest.fail("the reader of codes was not kept")


@pytest.mark.parametrize("opened_anew", [False, True])
def test_the_camera_goes_on_without_network(
    city: World, address: str, chromium: Browser, session: ServiceSession, tmp_path: Path, opened_anew: bool
) -> None:
    path = f"/sessions/{session.id}/check-in"
    with city.app.test_request_context():
        video = video_of(link_of(session.id, code_now(session)), tmp_path / "gate.y4m")
    with camera_showing(chromium, video, address, "member") as member:
        ready(member, path)
        reader_kept(member)
        switch(member, network=False)
        if opened_anew:
            member.page.goto(path)
        else:
            member.sees("没有网络")
        member.press("用摄像头扫码")
        if opened_anew:
            member.page.locator("[data-offline-view] input[name=code]").evaluate(
                "async (field) => { while (!field.value) await new Promise((tick) => setTimeout(tick, 50)); }"
            )
            member.press("签到")
        member.sees("已记在手机里，联网后自动发送")
        assert stored() == (0, 0)
        switch(member, network=True)
        until_stored(member.page, 1)


def test_who_never_opens_the_day_does_not_load_the_reader(address: str, chromium: Browser, city: World) -> None:
    member = Person(chromium, address, "member", PHONE)
    member.sign_in()
    ready(member, "/home")
    assert not member.page.evaluate(KEPT)
