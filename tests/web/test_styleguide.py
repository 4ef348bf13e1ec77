"""The style guide shows the whole kit, and the kit keeps the rules of the house."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, expect

from tests.support.database import WorkerDatabase
from tests.support.live import live_server
from volunteer.runtime.paths import PROJECT_ROOT
from volunteer.web import statuses
from volunteer.web.styleguide_states import COMPONENTS, FIXED_LENGTH, STATES

COMPONENTS_FOLDER = PROJECT_ROOT / "templates" / "components"
STYLES = PROJECT_ROOT / "static" / "css"
SCRIPTS = PROJECT_ROOT / "static" / "js" / "components"
BUILT = PROJECT_ROOT / "static" / "dist" / "main.css"


def stems(folder: str, pattern: str) -> set[str]:
    """Names, without endings, of the files of a folder of the project."""
    return {path.stem for path in (PROJECT_ROOT / folder).glob(pattern)}


@pytest.fixture
def page(client: FlaskClient) -> str:
    """The HTML of the style guide."""
    response = client.get("/styleguide")
    assert response.status_code == 200
    return response.text


def test_every_component_is_shown_by_the_guide_or_by_a_layout() -> None:
    users = [PROJECT_ROOT / "templates/pages/styleguide.html", *(PROJECT_ROOT / "templates/layouts").glob("*.html")]
    text = "".join(path.read_text("utf-8") for path in users)

    shown = set(re.findall(r'from "components/(\w+)\.html"', text))

    assert stems("templates/components", "*.html") <= shown


def test_every_component_has_a_stylesheet_of_its_name_that_is_bundled() -> None:
    macros = stems("templates/components", "*.html")
    entries = "".join((STYLES / name).read_text("utf-8") for name in ("main.css", "map.css"))
    bundled = set(re.findall(r'"\./components/(\w+)\.css"', entries))

    assert stems("static/css/components", "*.css") == macros == bundled


def test_every_script_belongs_to_a_component() -> None:
    assert stems("static/js/components", "*.js") <= stems("templates/components", "*.html")


def test_every_macro_is_called_somewhere() -> None:
    templates = "".join(path.read_text("utf-8") for path in (PROJECT_ROOT / "templates").rglob("*.html"))
    for path in COMPONENTS_FOLDER.glob("*.html"):
        for name in re.findall(r"{% macro (\w+)\(", path.read_text("utf-8")):
            uses = len(re.findall(rf"\b{name}\(", templates))
            assert uses > 1, f"{path.name}: {name} is never used"


def test_the_page_needs_no_inline_style_or_script(page: str) -> None:
    assert not re.search(r"<[^>]+\sstyle=", page)
    assert not re.search(r"<[^>]+\son\w+=", page)
    assert not re.search(r"<script(?![^>]*\ssrc=)", page)
    assert "<style" not in page


def test_every_state_is_shown_by_word_and_icon(page: str) -> None:
    symbols = (PROJECT_ROOT / "static/img/icons.svg").read_text("utf-8")
    for states in statuses.LOOKS.values():
        for look in states.values():
            assert str(look.word) in page
            assert f'id="{look.icon}"' in symbols


def test_every_icon_used_exists(page: str) -> None:
    used = set(re.findall(r"icons\.svg[^\"]*#(\w+)\"", page))
    known = set(re.findall(r'<symbol id="(\w+)"', (PROJECT_ROOT / "static/img/icons.svg").read_text("utf-8")))

    assert used
    assert used <= known


def test_errors_stand_beside_the_field_and_are_linked_from_the_top(page: str) -> None:
    assert 'href="#wrong-title"' in page
    assert 'id="wrong-title-error"' in page
    assert re.search(r'<input[^>]*aria-describedby="wrong-title-hint wrong-title-error"[^>]*id="wrong-title"', page)


def test_a_pager_keeps_the_filters(client: FlaskClient) -> None:
    page = client.get("/styleguide?q=%E5%8C%BB&page=2&town=a&town=b").text

    assert 'href="/styleguide?q=%E5%8C%BB&amp;town=a&amp;town=b&amp;page=3"' in page


def test_a_link_back_here_stays_on_this_server(client: FlaskClient) -> None:
    page = client.get("/styleguide?_external=1&_scheme=javascript").text

    assert 'href="javascript' not in page


@pytest.mark.browser
@pytest.mark.skipif(not BUILT.exists(), reason="the front end is not built")
def test_the_gate_shows_the_next_code_when_the_time_is_up(address: str, chromium: Browser) -> None:
    page = chromium.new_page()
    page.clock.install()
    page.goto(f"{address}/styleguide")
    before = page.text_content("[data-gate-digits]")
    page.clock.run_for(20_000)
    expect(page.locator("[data-gate-digits]")).to_have_text("305 846")
    offline = page.is_visible("[data-gate-offline]")

    assert before == "482 917"
    assert not offline


@pytest.fixture
def address(app: Flask, clean_database: WorkerDatabase) -> Iterator[str]:
    """The application on a port of its own, for a real browser."""
    with live_server(app) as url:
        yield url


@pytest.mark.browser
@pytest.mark.skipif(not BUILT.exists(), reason="the front end is not built")
@pytest.mark.parametrize("look", ["", "?elder=1", "?theme=dark", "?elder=1&theme=dark"])
def test_the_guide_is_accessible_and_fits_its_screen_in_every_look(address: str, chromium: Browser, look: str) -> None:
    wrong: list[str] = []
    page = chromium.new_page(reduced_motion="reduce")
    page.on("console", lambda message: wrong.append(message.text))
    for path in (f"/styleguide{look}", f"/styleguide/states{look}"):
        for width in (390,) if "dark" in look else (390, 1280):
            page.set_viewport_size({"width": width, "height": 844})
            page.goto(f"{address}{path}", wait_until="networkidle")
            findings = Axe().run(page).response["violations"]
            wrong += [f"{path} {width}: {one['id']} {one['nodes'][0]['html']}" for one in findings]
            if page.evaluate("document.documentElement.scrollWidth - window.innerWidth") > 0:
                wrong.append(f"{path}: wider than {width}")
    assert wrong == []


def test_a_look_in_the_address_changes_no_cookie(client: FlaskClient) -> None:
    answer = client.get("/styleguide/states?elder=1&theme=dark")
    assert '<html lang="zh-CN" class="elder">' in answer.text
    assert re.search(r'dark\.css[^"]*" media="screen">', answer.text)
    kept = {line.split("=")[0] for line in answer.headers.getlist("Set-Cookie")}
    assert not kept & {"size", "theme"}
    assert '<html lang="zh-CN">' in client.get("/styleguide").text


def test_every_component_is_shown_in_each_of_its_states(client: FlaskClient) -> None:
    page = client.get("/styleguide/states").text
    shown: dict[str, set[str]] = {}
    for component, state in re.findall(r'data-component="(\w+)" data-state="(\w+)"', page):
        shown.setdefault(component, set()).add(state)

    assert shown == {component: set(states) for component, states in COMPONENTS.items()}
    assert shown.keys() == stems("templates/components", "*.html")
    assert {state for states in COMPONENTS.values() for state in states} == set(STATES)


def test_a_component_of_several_things_is_shown_with_one_and_with_very_many() -> None:
    looping = {path.stem for path in COMPONENTS_FOLDER.glob("*.html") if "{% for" in path.read_text("utf-8")}
    for component in looping - FIXED_LENGTH:
        assert {"one", "many"} <= set(COMPONENTS[component]), component


def test_a_long_list_says_which_of_its_rows_these_are(client: FlaskClient) -> None:
    page = client.get("/styleguide/states").text
    assert "第 1–20 项，共 14,000 项" in page
    assert "第 7001–7020 项，共 14,000 项" in page
