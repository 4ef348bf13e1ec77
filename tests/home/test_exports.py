"""Every list a leader can see leaves as it stands on the screen: same rows, same reach, no names in clear."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from tests.activities.day import scan, session_with
from tests.support.statements import asks_at_most, counted_statements
from tests.support.world import World, coming, text_of
from volunteer.audit.export_words import LISTS as LISTS_IN_WORDS
from volunteer.audit.models import AuditEvent
from volunteer.claims.models import Claim
from volunteer.demands.states import DemandStatus
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.projects.models import Position
from volunteer.web.spreadsheet import MEDIA_TYPE

# (the page, where its list leaves, who reads it, its name in the audit trail)
LISTS = [
    ("/members", "/members/export", "team", "members"),
    ("/units", "/units/export", "team", "units"),
    ("/units/{team_a}/skills", "/units/{team_a}/skills/export", "team", "skills"),
    ("/sites", "/sites/export", "committee", "sites"),
    ("/demands", "/demands/export", "team", "demands"),
    ("/projects", "/projects/export", "team", "projects"),
    ("/projects/{project}/people", "/projects/{project}/people/export", "team", "sign_ups"),
    ("/hours", "/hours/export", "team", "hours"),
    ("/hours?status=all", "/hours/export?status=all", "team", "hours"),
    ("/accounts", "/accounts/export", "team", "accounts"),
    ("/grants", "/grants/export", "committee", "grants"),
    ("/audit", "/audit/export", "committee", "audit"),
    ("/reports/gaps", "/reports/gaps/export", "committee", "gaps"),
    ("/reports/silent-sites", "/reports/silent-sites/export", "committee", "silent_sites"),
]


@pytest.fixture
def city(world: World) -> World:
    """The small city with something on every list."""
    world.add_member("zhou", "squad_a1", phone="13812345678").name = "周全德"
    db.session.commit()
    world.give_skill("zhou", "nursing")
    fill(world, "zhou")
    return world


def fill(world: World, member: str) -> None:
    """One more demand, project, claim and row of hours."""
    world.demand()
    project = world.project(skill="nursing", starts=coming(days=9), headcount=3)
    world.claim(member, project.positions[0])
    scan(world, member, session_with(world, member, starts=coming(days=2)))


def ids(world: World) -> dict[str, int]:
    """What the addresses are filled with."""
    claimed = select(Position.project_id).join(Claim, Claim.position_id == Position.id).order_by(Position.id)
    return {"team_a": world.units["team_a"].id, "project": db.session.scalars(claimed).first() or 0}


def rows_of(world: World, path: str, who: str, data: dict[str, str] | None = None) -> list[tuple[Any, ...]]:
    """The rows below the headings."""
    answer = world.browser(who).post(path.format(**ids(world)), data)
    assert (answer.status_code, answer.mimetype) == (200, MEDIA_TYPE), path
    book = openpyxl.load_workbook(io.BytesIO(answer.data), read_only=True)
    return list(book.worksheets[0].iter_rows(min_row=2, values_only=True))


@pytest.mark.parametrize(("page", "path", "who", "name"), LISTS, ids=[path for _page, path, *_ in LISTS])
def test_a_list_leaves_masked_and_on_record(city: World, page: str, path: str, who: str, name: str) -> None:
    shown = city.browser(who).get(page.format(**ids(city)))
    assert path.format(**ids(city)).partition("?")[0] in shown.text
    rows = rows_of(city, path, who)
    assert rows
    cells = [str(cell) for row in rows for cell in row]
    assert not any("周全德" in cell or "13812345678" in cell for cell in cells)
    made = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "export.made")).one()
    assert (made.details["list"], made.details["rows"], made.details["unmasked"]) == (name, len(rows), False)


@pytest.mark.parametrize("path", [path for _page, path, *_ in LISTS])
def test_who_may_not_see_a_list_may_not_take_it(city: World, path: str) -> None:
    member = city.browser("member").post(path.format(**ids(city)))
    assert member.status_code == (200 if path.startswith("/sites") else 403)
    assert city.browser(None).post(path.format(**ids(city))).status_code == 302


@pytest.mark.parametrize(("path", "who"), [(path, who) for _page, path, who, _name in LISTS])
def test_statements_do_not_grow_with_the_rows(city: World, path: str, who: str) -> None:
    browser, address = city.browser(who), path.format(**ids(city))
    browser.post(address)  # what is kept has been made
    with counted_statements() as few:
        browser.post(address)
    for n in range(3):
        city.add_member(f"more{n}", "squad_a1")
        fill(city, f"more{n}")
    assert asks_at_most(len(few), lambda: browser.post(address))


def test_the_sign_up_list_names_the_own_people_for_a_purpose(city: World) -> None:
    path = "/projects/{project}/people/export"
    opened = rows_of(city, path, "team", {"full": "1", "purpose": "现场签到"})
    assert [(row[4], row[5]) for row in opened] == [("周全德", "13812345678")]
    actions = db.session.scalars(select(AuditEvent.action).where(AuditEvent.subject_kind == "export")).all()
    assert sorted(actions) == ["export.made", "export.unmasked"]


def test_others_than_the_own_people_stay_masked_whatever_the_purpose(city: World) -> None:
    project = city.project(starts=coming(days=15))
    city.claim("member_b", project.positions[0])
    path = f"/projects/{project.id}/people/export"
    (row,) = rows_of(city, path, "team", {"full": "1", "purpose": "现场签到"})
    assert row[4] == "张********"[: len(row[4])]
    (row,) = rows_of(city, path, "committee", {"full": "1", "purpose": "现场签到"})
    assert row[4] == "张member_b"


def test_filters_and_order_hold(city: World) -> None:
    city.demand(title="义剪", status=DemandStatus.RETURNED)
    assert [row[1] for row in rows_of(city, "/demands/export?status=returned", "team")] == ["义剪"]
    assert rows_of(city, "/projects/export?q=没有这样的", "team") == []
    names = [row[0] for row in rows_of(city, "/sites/export?sort=name&dir=desc", "committee")]
    assert names == sorted(names, reverse=True)
    assert [row[0] for row in rows_of(city, "/units/export?q=squad_a2", "team")] == ["squad_a2 服务队"]
    assert len(rows_of(city, "/units/export", "team")) == 3


def test_times_are_those_of_shanghai(city: World) -> None:
    (row, *_rest) = rows_of(city, "/demands/export", "team")
    starts = clock.local(coming(days=7)).replace(tzinfo=None)
    assert abs(row[5] - starts) < timedelta(seconds=1)


def test_pages_of_people_offer_names_only_to_who_may_see_them(city: World) -> None:
    words = "导出完整姓名和电话"
    for page in ("/members", "/hours?status=all"):
        assert words in text_of(city.browser("team").get(page))
        assert words not in text_of(city.browser("supervisor").get(page))
    assert words not in text_of(city.browser("committee").get("/audit"))


def test_the_trail_says_which_list_left_and_what_for(city: World) -> None:
    rows_of(city, "/members/export", "team", {"full": "1", "purpose": "慰问"})
    page = text_of(city.browser("committee").get("/audit?subject_kind=export"))
    assert "导出名单「人员」" in page
    assert "4 行；用途：慰问" in page


def test_every_list_has_words_in_the_trail() -> None:
    assert {name for *_rest, name in LISTS} <= LISTS_IN_WORDS.keys()


def test_members_learn_that_a_list_with_their_names_was_taken(city: World) -> None:
    rows_of(city, "/members/export", "team", {"full": "1", "purpose": "慰问老党员"})
    rows_of(city, "/members/export", "committee")
    seen = text_of(city.browser("member").get("/me/privacy"))
    assert "team账号 导出了带姓名和电话的名单，可能包括你；用途：慰问老党员" in seen
    assert "committee账号" not in seen
    assert "慰问老党员" not in text_of(city.browser("member_b").get("/me/privacy"))
