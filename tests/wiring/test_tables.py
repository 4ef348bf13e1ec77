"""The tables in which the rooms meet name nothing twice and hold what the application then has."""

from __future__ import annotations

from collections import Counter

from flask import Flask

from volunteer.web.picking import SOURCES
from volunteer.wiring import CHANNELS, JOBS
from volunteer.wiring.api import API
from volunteer.wiring.pages import PAGES
from volunteer.wiring.pickers import PICKERS
from volunteer.wiring.processes import COMMANDS


def test_no_name_stands_for_two_things() -> None:
    for names in ([page.name for page in PAGES], [part.name for part in API], [job.name for job in JOBS]):
        assert [name for name, times in Counter(names).items() if times > 1] == []


def test_the_application_has_every_page_call_and_command(app: Flask) -> None:
    assert {page.name for page in PAGES} <= app.blueprints.keys()
    assert {part.name for part in API} <= app.blueprints.keys()
    assert {command.name for command in COMMANDS} <= app.cli.commands.keys()
    assert app.extensions[SOURCES].keys() == PICKERS.keys()


def test_what_waits_in_the_outbox_has_a_way_to_the_screen() -> None:
    assert "in_app" in CHANNELS
