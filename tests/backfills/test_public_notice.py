"""Public notice, decided without a database: how long it stands, and what of whom is listed."""

from __future__ import annotations

from datetime import date

import pytest

from volunteer.backfills import public_notice
from volunteer.backfills.public_notice import NoticeRow, days_left, networks_of, notice_until, on_notice
from volunteer.organization.actor import NOBODY, Actor, GrantView
from volunteer.organization.permissions import Role

FRIDAY = date(2026, 11, 20)
SUNDAY = 6


def a_row(row_id: int, until: date, kind: str = "hours") -> NoticeRow:
    """One row that says little."""
    return NoticeRow(
        kind=kind, id=row_id, unit="第一分队", person="张*", what="义剪", until=until, objection_url=f"/{kind}/{row_id}"
    )


@pytest.fixture
def no_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing registered, for as long as a test runs."""
    monkeypatch.setattr(public_notice, "_sources", {})


def test_a_notice_stands_for_working_days_after_the_day_it_is_posted() -> None:
    assert notice_until(FRIDAY, 3, {}) == date(2026, 11, 25)
    assert notice_until(FRIDAY, 3, {date(2026, 11, 23): SUNDAY}) == date(2026, 11, 26)


def test_what_remained_when_an_objection_came_is_kept_but_never_nothing() -> None:
    assert days_left(FRIDAY, date(2026, 11, 25), {}) == 3
    assert days_left(date(2026, 11, 24), date(2026, 11, 25), {}) == 1
    assert days_left(date(2026, 11, 25), date(2026, 11, 25), {}) == 1


@pytest.mark.usefixtures("no_sources")
def test_rows_of_every_source_are_listed_by_their_end_and_a_source_counts_once() -> None:
    def hours(_actor: Actor, today: date) -> list[NoticeRow]:
        return [a_row(2, today), a_row(1, date(2027, 1, 4))]

    def honours(_actor: Actor, _today: date) -> list[NoticeRow]:
        return [a_row(9, date(2026, 12, 1), kind="honour")]

    for source in (hours, honours, hours):
        public_notice.register_notice_source(source)
    assert [(row.kind, row.id) for row in on_notice(NOBODY, FRIDAY)] == [("hours", 2), ("honour", 9), ("hours", 1)]


def test_one_belongs_to_the_networks_of_ones_squad_and_of_ones_roles() -> None:
    grants = (
        GrantView(Role.TEAM_LEADER, "unit", 12, "1/12/", "team"),
        GrantView(Role.SUPERVISOR, "unit", 30, "3/30/", "team"),
        GrantView(Role.SITE_OPERATOR, "place", 5, "2/5/", "site"),
    )
    assert networks_of(Actor(account_id=1, unit_path="1/12/345/", grants=grants)) == ("1/", "3/")
    assert networks_of(NOBODY) == ()
