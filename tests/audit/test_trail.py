"""The trail: append-only for the application's role, split by month, scoped by grants."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import ClassVar

import psycopg
import pytest
from psycopg import sql

from tests.support.database import WorkerDatabase
from tests.support.world import World, text_of
from volunteer import wiring
from volunteer.audit import jobs, partitions
from volunteer.audit.reactions import audited
from volunteer.audit.wording import ACTIONS, SUBJECTS, VERBS, action_choices
from volunteer.happenings.accounts import SignedIn
from volunteer.happenings.base import Happening
from volunteer.happenings.organization import UnitChanged
from volunteer.kernel import clock
from volunteer.kernel.unit_of_work import Work, transaction

MONTH = date(2031, 3, 1)


@pytest.fixture
def trail(world: World) -> World:
    """A world with one event of each team and one of no unit."""
    with transaction(world.actor("admin")) as work:
        work.record(UnitChanged(subject_id=1, unit_id=world.units["team_a"].id))
        work.record(UnitChanged(subject_id=2, unit_id=world.units["squad_b1"].id, reason="合并"))
        work.record(SignedIn(subject_id=world.accounts["member"].id))
    return world


@pytest.fixture
def owner(clean_database: WorkerDatabase) -> Iterator[psycopg.Connection]:
    """The owner of the tables; the months a test makes are gone afterwards."""
    with psycopg.connect(clean_database.urls.owner, autocommit=True) as connection:
        yield connection
        months = connection.execute("SELECT relname FROM pg_class WHERE relname ~ '^audit_event_\\d{4}_\\d\\d$'")
        for (name,) in months.fetchall():
            connection.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(name)))


def _insert(connection: psycopg.Connection, at: datetime) -> None:
    connection.execute(
        "INSERT INTO audit_event (at, action, subject_kind, subject_id, details) VALUES (%s, 'x.y', 'x', 1, '{}')",
        (at,),
    )


def _tables(connection: psycopg.Connection) -> list[str]:
    return [row[0] for row in connection.execute("SELECT tableoid::regclass::text FROM audit_event ORDER BY at")]


@pytest.mark.parametrize(
    "statement",
    ["UPDATE {} SET action = 'x'", "DELETE FROM {}", "TRUNCATE {}"],
)
def test_the_application_may_not_change_the_trail(
    clean_database: WorkerDatabase, owner: psycopg.Connection, statement: str
) -> None:
    (made,) = partitions.ensure(owner, MONTH, 1)
    with psycopg.connect(clean_database.urls.app, autocommit=True) as app:
        for table in ("audit_event", partitions.WAITING, made):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(sql.SQL(statement).format(sql.Identifier(table)))


def test_months_are_made_once_and_rows_that_waited_move_in(
    clean_database: WorkerDatabase, owner: psycopg.Connection
) -> None:
    with psycopg.connect(clean_database.urls.app, autocommit=True) as app:
        _insert(app, datetime(2031, 2, 28, 23, 59, tzinfo=UTC))
        _insert(app, datetime(2031, 3, 31, 23, 59, tzinfo=UTC))
        assert partitions.ensure(owner, date(2031, 3, 17), 2) == ["audit_event_2031_03", "audit_event_2031_04"]
        assert partitions.ensure(owner, MONTH, 2) == []
        _insert(app, datetime(2031, 4, 1, tzinfo=UTC))
    assert _tables(owner) == ["audit_event_default", "audit_event_2031_03", "audit_event_2031_04"]


def test_a_year_ends_like_any_month(owner: psycopg.Connection) -> None:
    assert partitions.ensure(owner, date(2031, 12, 31), 2) == ["audit_event_2031_12", "audit_event_2032_01"]


def test_the_job_makes_this_month_and_the_next_two(world: World, owner: psycopg.Connection) -> None:
    work = Work(actor=None, now=datetime(2031, 11, 22, tzinfo=UTC))
    assert jobs.make_partitions(work) == 3
    assert jobs.make_partitions(work) == 0


def test_committee_reads_everything_below_its_brigade(trail: World) -> None:
    answer = trail.api("committee").get("/audit-events")
    assert [event["action"] for event in answer.get_json()] == ["account.signed_in", "unit.changed", "unit.changed"]
    assert answer.get_json()[0]["account_id"] == trail.accounts["admin"].id


def test_a_narrower_grant_reads_less_and_nothing_of_no_unit(trail: World) -> None:
    trail._grant("inner", trail.actor("admin").grants[0].role, unit="team_b")
    events = trail.api("inner").get("/audit-events").get_json()
    assert [event["subject_id"] for event in events] == [2]


@pytest.mark.parametrize("name", ["team", "member", "site"])
def test_others_read_nothing(trail: World, name: str) -> None:
    assert trail.api(name).get("/audit-events").status_code == 403
    assert trail.browser(name).get("/audit").status_code == 403


@pytest.mark.parametrize(
    ("query", "subjects"),
    [
        ("subject_kind=unit&subject_id=2", [2]),
        ("action=unit.", [2, 1]),
        ("action=account.signed_in&subject_kind=unit", []),
        ("account_id=999999", []),
        ("day=2001-01-01", []),
    ],
)
def test_filters(trail: World, query: str, subjects: list[int]) -> None:
    events = trail.api("committee").get(f"/audit-events?{query}").get_json()
    assert [event["subject_id"] for event in events] == subjects


def test_a_day_is_a_day_in_shanghai(trail: World) -> None:
    today = clock.today()
    api = trail.api("committee")
    assert len(api.get(f"/audit-events?day={today}").get_json()) == 3
    assert api.get(f"/audit-events?day={today - timedelta(days=1)}").get_json() == []


@pytest.mark.parametrize("query", ["subject_id=x", f"account_id={2**63}", "day=yesterday", "day=9999-12-31", "other=1"])
def test_unreadable_filters_are_refused_in_the_api_and_left_out_on_the_page(trail: World, query: str) -> None:
    assert trail.api("committee").get(f"/audit-events?{query}").status_code == 422
    assert trail.browser("committee").get(f"/audit?{query}").status_code == 200


def test_the_page_says_it_in_words_and_masks_names(trail: World) -> None:
    words = text_of(trail.browser("committee").get("/audit"))
    assert "组织 2" in words
    assert "合并" in words
    assert "a****" in words
    assert trail.accounts["admin"].name not in words


@pytest.fixture
def lived(world: World) -> World:
    """A leader looked at a member, the committee renamed a team."""
    world.browser("squad").post(f"/members/{world.members['member'].id}/unmask", {"purpose": "通知集合"})
    team = world.units["team_b"]
    form = {"version": "1", "name": "新桥服务队", "parent_id": str(team.parent_id)}
    assert world.browser("committee").post(f"/units/{team.id}/edit", form).status_code == 303
    return world


@pytest.mark.parametrize(
    ("query", "looks", "renames"),
    [
        ("", True, True),
        ("who=squad", True, False),
        ("who=nobody", False, False),
        ("unit=team_a", True, False),
        ("unit=新桥", False, True),
        ("action=member.unmasked", True, False),
        ("subject_kind=unit", False, True),
        ("since=2001-01-01&until=2001-12-31", False, False),
        ("since=2001-01-01", True, True),
    ],
)
def test_the_page_is_narrowed_by_words(lived: World, query: str, looks: bool, renames: bool) -> None:
    words = text_of(lived.browser("committee").get(f"/audit?{query}")).split("说明")[-1]
    assert ("党员「张******」" in words) is looks
    assert ("组织「新桥服务队」" in words) is renames


def test_following_a_name_says_what_is_looked_at_and_how_to_leave(lived: World) -> None:
    squad = lived.accounts["squad"]
    page = lived.browser("committee").get(f"/audit?account_id={squad.id}").text
    assert "去掉这个条件" in page
    assert "查看完整信息" in text_of(lived.browser("committee").get(f"/audit?account_id={squad.id}"))


def test_the_choice_of_actions_follows_the_kind_of_subject() -> None:
    assert ("demand.accepted", "受理") in action_choices("demand")
    assert all(code.startswith("demand.") for code, _ in action_choices("demand"))
    assert ("demand.accepted", "需求：受理") in action_choices()


def test_every_wired_action_has_words() -> None:
    actions = [kind.action for kind in wiring.REACTIONS]
    assert [a for a in actions if a.partition(".")[0] not in SUBJECTS] == []
    assert [a for a in actions if a not in ACTIONS and a.partition(".")[2] not in VERBS] == []


def test_a_row_says_who_where_and_why(world: World) -> None:
    @dataclass(frozen=True, kw_only=True)
    class Struck(Happening):
        action: ClassVar[str] = "bell.struck"

    actor = world.actor("team")
    (row,) = audited(Struck(subject_id=7, unit_id=3, reason="noon", details={"times": 12}), Work(actor, clock.now()))
    said = {name: row.values[name] for name in ("action", "subject_kind", "subject_id", "account_id", "address")}
    assert said == {
        "action": "bell.struck",
        "subject_kind": "bell",
        "subject_id": 7,
        "account_id": actor.account_id,
        "address": "127.0.0.1",
    }
