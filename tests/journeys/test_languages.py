"""Every page of every role speaks one language: no Chinese in English, no English in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.support.database import WorkerDatabase
from tests.support.everything import Ids, something_of_everything
from tests.support.growth import Growth
from tests.support.page_kinds import ROLES, visits_of
from tests.support.tongues import CHINESE, LATIN, words_of, write_chinese_only, write_latin_only
from tests.support.world import Browser, World
from volunteer.kernel.database import db

# Latin words that Chinese uses as they are.
AT_HOME_IN_CHINESE = {
    "App", "CSV", "Enter", "Excel", "GB", "GPS", "ID", "IP", "JPG", "JSON", "MB", "PDF", "PNG", "QR", "SMTP", "Tab",
    "WGS", "Word", "huli", "iPhone", "xlsx",
}  # fmt: skip
ADDRESS = re.compile(r"https?://\S+|\S+@\S+")
# Numbers of complaints, of a hotline's orders and of requests, and the last letters of a secret address.
NUMBERED = re.compile(r"\b(TS\d{4}-\d+|DG-\d+|(run-)?[0-9a-f]{12})\b|(?<=末四位 )\w{4}")
# A demand that starts from a common one is written for members, in the language of the city.
WRITTEN_FOR_MEMBERS = "like="
# Where the names in both languages are kept, and codes that are typed as they are printed.
OF_BOTH_LANGUAGES = re.compile(r"/taxonomy|/slip|/demand-templates")
# What units and places of the small city were called before their names were rewritten: told for ever.
FORMER_NAME = re.compile(r"(?<![A-Za-z_])(brigade|(team|squad|town|site)_\w+?)( 服务队| 社区|志证)")


@pytest.fixture
def ids(world: World) -> Ids:
    """Something of every kind, and two more."""
    ids = something_of_everything(world)
    Growth(world, ids).by(2)
    return ids


@pytest.fixture
def latin_city(world: World, ids: Ids, worker_database: WorkerDatabase) -> Iterator[World]:
    """A city whose rows and brand hold no Chinese."""
    write_latin_only(worker_database.urls.owner)
    db.session.expire_all()
    brand, world.app.config["BRAND_NAME"] = world.app.config["BRAND_NAME"], "Volunteers"
    yield world
    world.app.config["BRAND_NAME"] = brand


@pytest.fixture
def chinese_city(world: World, ids: Ids, worker_database: WorkerDatabase) -> World:
    """A city whose rows hold no Latin words."""
    write_chinese_only(worker_database.urls.owner)
    db.session.expire_all()
    return world


def browser_in(world: World, role: str | None, language: str) -> Browser:
    """A browser of this role that chose a language."""
    browser = world.browser(role)
    browser.client.set_cookie("locale", language)
    return browser


def chinese_in(page: str) -> list[str]:
    """Words of a page that are Chinese."""
    return [words for words in words_of(page) if CHINESE.search(words)]


def latin_in(page: str) -> list[str]:
    """Words of a page that are Latin and not used as they are in Chinese."""
    return [words for words in words_of(page) if left_in(words) - AT_HOME_IN_CHINESE]


def left_in(words: str) -> set[str]:
    """Latin words but for those of addresses, numbers and former names."""
    return set(LATIN.findall(NUMBERED.sub("", FORMER_NAME.sub("", ADDRESS.sub("", words)))))


def pages_of(world: World, browser: Browser, role: str | None) -> dict[str, str]:
    """One page of each kind, each form as it comes back when nothing was filled in, and what errors look like."""
    routes = world.app.url_map.bind("localhost")
    visits = [visit for visit in visits_of(browser.get, role) if WRITTEN_FOR_MEMBERS not in visit.address]
    pages = {visit.address: visit.answer.text for visit in visits if visit.answer.html}
    forms = [visit.address for visit in visits if routes.test(visit.address.partition("?")[0], "POST")]
    answers = {f"POST {path}": browser.post(path, referrer=path) for path in forms}
    answers |= {path: browser.get(path) for path in ("/no-such-page", "/audit", "/schedule")}
    shown = {path: answer for path, answer in answers.items() if answer.location is None}
    return pages | {path: answer.text for path, answer in shown.items() if answer.mimetype == "text/html"}


def test_english_pages_hold_no_chinese(latin_city: World) -> None:
    wrong: dict[tuple[str | None, str], list[str]] = {}
    for role in ROLES:
        pages = pages_of(latin_city, browser_in(latin_city, role, "en"), role)
        wrong |= {(role, path): words for path, page in pages.items() if (words := chinese_in(page))}
    assert wrong == {}


def test_chinese_pages_hold_no_english(chinese_city: World) -> None:
    wrong: dict[tuple[str | None, str], list[str]] = {}
    for role in ROLES:
        pages = pages_of(chinese_city, browser_in(chinese_city, role, "zh"), role)
        wrong |= {(role, path): words for path, page in pages.items() if (words := latin_in(page))}
    assert {at: words for at, words in wrong.items() if not OF_BOTH_LANGUAGES.search(at[1])} == {}


def test_the_api_speaks_the_language_it_is_asked_for(world: World) -> None:
    position = world.project().positions[0]
    member = world.api("member")
    member.post(f"/positions/{position.id}/claims")
    answers = {
        language: member.post(f"/positions/{position.id}/claims", Accept_Language=language).get_json()
        for language in ("zh-CN", "en")
    }
    assert {answer["reason"] for answer in answers.values()} == {"already_claimed"}
    assert CHINESE.search(answers["zh-CN"]["message"])
    assert not CHINESE.search(answers["en"]["message"])
    missing = {language: member.get("/demands/0", Accept_Language=language).get_json() for language in ("zh-CN", "en")}
    assert CHINESE.search(missing["zh-CN"]["message"])
    assert not CHINESE.search(missing["en"]["message"])
