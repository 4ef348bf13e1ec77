"""CAS, WeCom and WeChat, against a server that checks every parameter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask, Response
from sqlalchemy import select

from tests.sign_in.conftest import set_up
from tests.sign_in.counters import AGENT, APP, APP_SECRET, CORP, CORP_SECRET, Counters, sent_back
from tests.support.live import live_server
from tests.support.world import Browser, World, text_of
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Refused
from volunteer.organization.actor import NOBODY
from volunteer.sign_in import service
from volunteer.sign_in.models import AccountIdentity

WAYS = ("cas", "wecom", "wechat")
AGENTS = {
    "cas": "Mozilla/5.0 (Windows NT 10.0) Chrome/130",
    "wecom": "Mozilla/5.0 (Windows NT 10.0) Chrome/130",
    "wechat": "Mozilla/5.0 (iPhone) MicroMessenger/8.0.50",
}
IN_WECOM = "Mozilla/5.0 (Linux; Android 14) wxwork/4.1 MicroMessenger/7.0.1"


@dataclass
class Street:
    """The counters, and the city they serve."""

    counters: Counters
    world: World

    def send_off(self, browser: Browser, way: str, agent: str | None = None) -> str:
        """Ask for a way in: the path that the counter answers with."""
        sent = browser.client.get(f"/sign-in/with/{way}", headers={"User-Agent": agent or AGENTS[way]})
        assert sent.status_code == 302, text_of(sent)
        return sent_back(self.counters.app.test_client().get, sent.location.split("#")[0])


@pytest.fixture(scope="module")
def counters() -> Iterator[tuple[Counters, str]]:
    """The three on one port."""
    made = Counters("http://localhost/sign-in/with/")
    with live_server(made.app) as address:
        yield made, address


@pytest.fixture
def street(world: World, counters: tuple[Counters, str]) -> Iterator[Street]:
    """All three are set up; whoever stands before them is the member's."""
    server, address = counters
    server.person = {"user": "P-1001", "attributes": {"mobile": ["13711112222"]}}
    world.members["member"].number, world.members["member"].phone = "P-1001", "13711112222"
    db.session.commit()
    with set_up(world.app, **settings(address)):
        yield Street(server, world)


def settings(address: str) -> dict[str, Any]:
    """Everything that the three need."""
    return {
        "SIGN_IN_PROVIDERS": "cas,wecom,wechat",
        "CAS_URL": f"{address}/cas",
        "CAS_PHONE_ATTRIBUTE": "mobile",
        "WECOM_CORP_ID": CORP,
        "WECOM_AGENT_ID": AGENT,
        "WECOM_SECRET": CORP_SECRET,
        "WECOM_API_URL": address,
        "WECOM_LOGIN_URL": address,
        "WECOM_USERID_IS_NUMBER": "on",
        "WECHAT_APP_ID": APP,
        "WECHAT_SECRET": APP_SECRET,
        "WECHAT_API_URL": address,
        "WECHAT_OPEN_URL": address,
    }


def link(world: World, way: str) -> None:
    """WeChat vouches for nobody, so that its identity has been linked before."""
    owner = world.accounts["member"].id
    db.session.add(
        AccountIdentity(account_id=owner, provider=way, subject="P-1001", linked_at=clock.now(), linked_by="owner")
    )
    db.session.commit()


@pytest.mark.parametrize("way", WAYS)
def test_the_way_in_works_and_counts_once(street: Street, way: str) -> None:
    if way == "wechat":
        link(street.world, way)
    browser = street.world.browser(None)
    path = street.send_off(browser, way)
    assert browser.get(path).location == "/home"
    assert "member账号" in text_of(browser.get("/account"))
    thief = street.world.browser(None)
    assert thief.get(path).location == "/sign-in"
    assert thief.get("/account").status_code == 302


def test_wecom_inside_its_own_app(street: Street) -> None:
    browser = street.world.browser(None)
    assert browser.get(street.send_off(browser, "wecom", IN_WECOM)).location == "/home"


def test_wechat_is_offered_in_wechat_only(street: Street) -> None:
    client = street.world.app.test_client()
    shown = {
        agent: client.get("/sign-in", headers={"User-Agent": agent}).text
        for agent in (AGENTS["wechat"], AGENTS["cas"], IN_WECOM)
    }
    assert ["/sign-in/with/wechat" in page for page in shown.values()] == [True, False, False]
    assert all("/sign-in/with/wecom" in page for page in shown.values())


def test_wechat_vouches_for_nobody(street: Street) -> None:
    browser = street.world.browser(None)
    assert browser.get(street.send_off(browser, "wechat")).location == "/sign-in"
    assert db.session.scalars(select(AccountIdentity)).all() == []


def test_an_answer_of_one_way_is_not_taken_for_another(street: Street) -> None:
    for sent, taken in (("wecom", "cas"), ("cas", "wecom"), ("wechat", "wecom")):
        browser = street.world.browser(None)
        path = street.send_off(browser, sent).replace(f"/with/{sent}/", f"/with/{taken}/")
        path = path.replace("ticket=", "code=") if taken != "cas" else path.replace("code=", "ticket=")
        assert browser.get(path).location == "/sign-in", (sent, taken)
        assert browser.get("/account").status_code == 302


def test_a_ticket_made_for_another_attempt_is_refused(street: Street) -> None:
    first, second = street.world.browser(None), street.world.browser(None)
    stolen = street.send_off(first, "cas").partition("ticket=")[2]
    own = street.send_off(second, "cas").partition("ticket=")[0]
    assert second.get(f"{own}ticket={stolen}").location == "/sign-in"
    assert second.get("/account").status_code == 302


def test_a_wecom_token_that_ended_early_is_fetched_anew(street: Street) -> None:
    for _time in range(2):
        browser = street.world.browser(None)
        path = street.send_off(browser, "wecom")
        street.counters.token = "replaced by somebody else"
        assert browser.get(path).location == "/home"


def test_who_is_not_of_the_organization_has_no_way_in(street: Street) -> None:
    street.counters.person = {"user": "P-1001", "outsider": True, "attributes": {}}
    browser = street.world.browser(None)
    assert browser.get(street.send_off(browser, "wecom")).location == "/sign-in"
    assert browser.get("/account").status_code == 302


@pytest.mark.parametrize("phones", [["13711112222", "13733334444"], ["13799990000"], []])
def test_an_attribute_that_is_not_clear_recognizes_nobody(street: Street, phones: list[str]) -> None:
    street.counters.person = {"user": "somebody", "attributes": {"mobile": phones}}
    browser = street.world.browser(None)
    assert browser.get(street.send_off(browser, "cas")).location == "/sign-in"
    assert db.session.scalars(select(AccountIdentity)).all() == []


DOCTYPE = '<!DOCTYPE r [<!ENTITY u SYSTEM "file:///etc/hostname">]>'
SUCCESS = "<cas:authenticationSuccess><cas:user>{}</cas:user></cas:authenticationSuccess>"
ANSWERS = {
    "entity": DOCTYPE + '<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas">' + SUCCESS.format("&u;"),
    "other space": '<cas:serviceResponse xmlns:cas="http://evil.example">' + SUCCESS.format("P-1001"),
    "wrapped": '<r xmlns:cas="http://www.yale.edu/tp/cas"><cas:serviceResponse>' + SUCCESS.format("P-1001"),
    "nobody": '<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas">' + SUCCESS.format(" "),
    "not XML": "yes\nP-1001\n",
}


@pytest.mark.parametrize("kind", ANSWERS)
def test_answers_that_are_not_of_cas_let_nobody_in(world: World, kind: str) -> None:
    body = ANSWERS[kind] + ("</cas:serviceResponse>" if kind != "not XML" else "") + "</r>" * (kind == "wrapped")
    server = Flask("not CAS")
    server.add_url_rule("/serviceValidate", "validate", lambda: Response(body, mimetype="application/xml"))
    with live_server(server) as address, set_up(world.app, SIGN_IN_PROVIDERS="cas", CAS_URL=address):
        browser = world.browser(None)
        state = browser.get("/sign-in/with/cas").location.partition("state%3D")[2]
        assert browser.get(f"/sign-in/with/cas/back?state={state}&ticket=ST-1").location == "/sign-in"
        assert browser.get("/account").status_code == 302
        assert db.session.scalars(select(AccountIdentity)).all() == []


def test_a_provider_that_is_away_is_said_and_passwords_go_on(world: World) -> None:
    with set_up(world.app, SIGN_IN_PROVIDERS="cas", CAS_URL="http://127.0.0.1:9"):
        browser = world.browser(None)
        state = browser.get("/sign-in/with/cas").location.partition("state%3D")[2]
        assert browser.get(f"/sign-in/with/cas/back?state={state}&ticket=ST-1").location == "/sign-in"
        assert "暂时没有回应" in text_of(browser.get("/sign-in"))


def test_a_state_belongs_to_one_way_and_is_spent_by_asking(street: Street) -> None:
    attempt = service.start(NOBODY, "cas", "http://localhost/back", False)
    with pytest.raises(Refused, match="provider_refused"):
        service.come_back(NOBODY, "wecom", attempt.state, "http://localhost/back")
    right = service.start(NOBODY, "cas", "http://localhost/back", False)
    assert service.come_back(NOBODY, "cas", right.state, "http://localhost/back") == right
    with pytest.raises(Refused, match="provider_refused"):
        service.come_back(NOBODY, "cas", right.state, "http://localhost/back")
