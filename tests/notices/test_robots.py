"""Robots of group chats, through Apprise to a real receiver; their addresses are never shown again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.notices.post_offices import WebOffice, web_office
from tests.notices.reaching import drain, messages, settings
from tests.support.world import World, text_of
from volunteer.demands import service as demands
from volunteer.demands.states import DemandStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.notices.robot_addresses import RobotAddress, read_address
from volunteer.notices.states import RobotKind

TOKEN = "693a91f6-7d2a-4bc4-97a0-0ec2sifa5aaa"
PATHS = {
    "wecom": f"/cgi-bin/webhook/send?key={TOKEN}",
    "dingtalk": f"/robot/send?access_token={TOKEN.replace('-', '')}",
    "feishu": f"/open-apis/bot/v2/hook/{TOKEN}",
}


@pytest.fixture
def office(world: World) -> Iterator[WebOffice]:
    """All three kinds are installed privately, at one address."""
    with web_office() as web, settings(world, ROBOT_ORIGINS=",".join(f"{kind}={web.url}" for kind in RobotKind)):
        yield web


def page(world: World) -> str:
    return f"/units/{world.units['team_a'].id}/robot"


@pytest.mark.parametrize("kind", [kind.value for kind in RobotKind])
def test_a_robot_is_set_tried_and_taken_away(world: World, office: WebOffice, kind: str) -> None:
    browser = world.browser("team")
    assert browser.post(page(world), {"address": office.url + PATHS[kind], "secret": ""}).status_code == 303
    shown = browser.get(page(world)).text
    assert TOKEN[-4:] in shown
    assert TOKEN not in shown
    assert TOKEN.replace("-", "") not in shown
    assert browser.post(f"{page(world)}/try").status_code == 303
    assert drain() == 1
    (asked,) = office.asked
    assert asked.method == "POST"
    assert "群机器人已接通" in str(asked.body)
    assert browser.post(f"{page(world)}/remove").status_code == 303
    assert browser.post(f"{page(world)}/try").status_code == 404


REFUSALS = {
    "wecom": (
        {"errcode": 93000, "errmsg": "invalid webhook url"},
        {"errcode": 45009, "errmsg": "too often"},
    ),
    "dingtalk": ({"errcode": 310000, "errmsg": "keywords not in content"}, {"errcode": 130101, "errmsg": "too fast"}),
    "feishu": ({"code": 19001, "msg": "token invalid"}, {"StatusCode": 9499, "StatusMessage": "too many request"}),
}


@pytest.mark.parametrize("kind", list(REFUSALS))
def test_a_refusal_inside_a_200_is_no_arrival(world: World, office: WebOffice, kind: str) -> None:
    final, passing = REFUSALS[kind]
    browser = world.browser("team")
    browser.post(page(world), {"address": office.url + PATHS[kind], "secret": ""})
    office.answer = lambda _asked: (200, passing)
    browser.post(f"{page(world)}/try")
    assert drain() == 0
    (message,) = messages()
    assert (message.attempts, message.dead_at, message.delivered_at) == (1, None, None)
    office.answer = lambda _asked: (200, final)
    message.due_at = clock.now()
    db.session.commit()
    assert drain() == 0
    (message,) = messages()
    assert message.dead_at is not None
    assert str(next(iter(final.values()))) in (message.last_error or "")
    assert len(office.asked) == 2


@pytest.mark.parametrize(("status", "text"), [(500, "{}"), (200, "<html>sign in to the network</html>"), (200, "[]")])
def test_what_is_no_answer_of_a_robot_is_tried_again(world: World, office: WebOffice, status: int, text: str) -> None:
    world.browser("team").post(page(world), {"address": office.url + PATHS["feishu"]})
    world.browser("team").post(f"{page(world)}/try")
    office.answer = lambda _asked: (status, text)
    assert drain() == 0
    (message,) = messages()
    assert (message.attempts, message.dead_at) == (1, None)
    assert TOKEN not in (message.last_error or "")


def test_a_robot_that_wants_signatures_gets_them(world: World, office: WebOffice) -> None:
    world.browser("team").post(page(world), {"address": office.url + PATHS["dingtalk"], "secret": "SECabcdefgh"})
    world.browser("team").post(f"{page(world)}/try")
    assert drain() == 1
    (asked,) = office.asked
    assert {"access_token", "timestamp", "sign"} <= set(asked.query)


def test_the_address_is_sealed_in_the_table(world: World, office: WebOffice, tmp_path: Path) -> None:
    world.browser("team").post(page(world), {"address": office.url + PATHS["wecom"]})
    (row,) = db.session.execute(text("SELECT kind, sealed, tail FROM unit_robot"))
    assert TOKEN.encode() not in bytes(row.sealed)
    assert (row.kind, row.tail) == ("wecom", TOKEN[-4:])
    with settings(world, FIELD_KEYS_FILE=str(tmp_path / "others.keys")):
        world.browser("team").post(f"{page(world)}/try")
        drain()
    assert "set it again" in (messages()[0].last_error or "")


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:5432/cgi-bin/webhook/send?key=693a91f6",
        "https://qyapi.weixin.qq.com.example.org/cgi-bin/webhook/send?key=693a91f6-7d2a",
        "https://qyapi.weixin.qq.com/cgi-bin/gettoken?key=693a91f6-7d2a",
        "https://open.feishu.cn/open-apis/bot/v2/hook/../../admin",
        "http://[::1",
        "随便写的",
    ],
)
def test_nothing_is_ever_sent_to_any_other_address(world: World, address: str) -> None:
    assert read_address(address, {}) is None
    answer = world.browser("team").post(page(world), {"address": address})
    assert answer.status_code == 422
    assert "完整地址" in text_of(answer)


def test_public_addresses_are_read_as_they_are_copied() -> None:
    read = read_address(f" https://qyapi.weixin.qq.com{PATHS['wecom']}\n", {})
    assert read == RobotAddress(RobotKind.WECOM, TOKEN)


def test_only_who_manages_the_unit_sets_it(world: World, office: WebOffice) -> None:
    for name, status in (("squad", 403), ("team_b", 404)):
        answer = world.browser(name).post(page(world), {"address": office.url + PATHS["wecom"]})
        assert answer.status_code == status, name
    assert world.browser("team").get(f"/units/{world.units['team_a'].id}").text.count("/robot") == 1


def test_the_group_hears_of_a_new_demand_without_names(world: World, office: WebOffice) -> None:
    world.browser("team").post(page(world), {"address": office.url + PATHS["feishu"]})
    demand = world.demand(status=DemandStatus.DRAFT, number=None, title="家电维修")
    demands.submit(world.actor("site"), demand.id)
    drain()
    (asked,) = office.posted(PATHS["feishu"] + "/")
    assert "家电维修" in asked.body["content"]["text"]
    assert "李社工" not in str(asked.body)
