"""The report of what deserves a look among entered hours: what is listed, what is not, to whom."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from tests.activities.day import scan, session_with, tick
from tests.ledger.test_service import hours_of
from tests.support.world import World, coming, text_of
from volunteer.audit.models import AuditEvent
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.spans import Span
from volunteer.ledger import service, unusual
from volunteer.ledger.models import HoursProposal, HoursSource, ProposalStatus
from volunteer.ledger.unusual import Group, Unusual
from volunteer.organization.permissions import Permission
from volunteer.projects.models import ServiceSession


def backfilled(world: World, count: int, minutes: int | None = None, by: str = "squad", days: int = 0) -> None:
    """Backfills for squad_a1, of one day unless told apart, of rising minutes unless told the same."""
    day = coming(days=8).date()
    for n in range(count):
        member = f"b{n}"
        if member not in world.members:
            world.add_member(member, "squad_a1")
        db.session.add(
            HoursProposal(
                member_id=world.members[member].id,
                unit_id=world.units["squad_a1"].id,
                service_date=day + timedelta(days=n * days),
                minutes=minutes or 30 + n,
                source=HoursSource.BACKFILLED,
                status=ProposalStatus.PENDING,
                entered_by=world.accounts[by].id,
                ticked=True,
                proposed_at=clock.now(),
            )
        )
    db.session.commit()


def found(world: World, who: str = "committee") -> list[Group]:
    reach = world.actor(who).reach(Permission.REPORT_READ)
    return unusual.groups(reach, Span(clock.today(), clock.today() + timedelta(days=90)))


def kinds(world: World, who: str = "committee") -> set[str]:
    return {group.kind.value for group in found(world, who)}


def at(hour: int, days: int = 8) -> datetime:
    """A full hour in Shanghai, in UTC."""
    return coming(days=days, hour=hour).astimezone(UTC)


@pytest.mark.parametrize(("count", "listed"), [(unusual.BULK - 1, False), (unusual.BULK, True)])
def test_many_backfills_of_one_day_by_one_person(world: World, count: int, listed: bool) -> None:
    backfilled(world, count)
    groups = found(world)
    assert [group.kind for group in groups] == [Unusual.BULK] * listed
    if listed:
        assert (groups[0].records, groups[0].people, groups[0].entered_by) == (count, count, world.accounts["squad"].id)


def test_backfills_of_two_people_or_two_days_are_no_bulk(world: World) -> None:
    backfilled(world, unusual.BULK - 1)
    backfilled(world, unusual.BULK - 1, by="team")
    assert Unusual.BULK not in kinds(world)
    backfilled(world, unusual.BULK - 1, by="site", days=1)
    assert Unusual.BULK not in kinds(world)


@pytest.mark.parametrize(("count", "listed"), [(unusual.EQUAL - 1, False), (unusual.EQUAL, True)])
def test_equal_minutes_among_backfills(world: World, count: int, listed: bool) -> None:
    backfilled(world, count, minutes=125, days=1)
    assert (Unusual.EQUAL in kinds(world)) == listed


@pytest.mark.parametrize("others", [False, True])
def test_one_person_always_entering_for_the_same_member(world: World, others: bool) -> None:
    for n in range(unusual.SAME_PAIR):
        who = "team" if others and n == 0 else "squad"
        session = session_with(world, "member", starts=at(9, days=8 + n))
        session.host_id = world.accounts[who].id
        db.session.commit()
        tick(world, who, "member", session)
    assert (Unusual.SAME_PAIR in kinds(world)) != others


@pytest.mark.parametrize(
    ("hour", "hours", "listed"), [(20, 2, False), (20, 3, True), (5, 2, True), (6, 2, False), (21, 10, True)]
)
def test_service_at_night(world: World, hour: int, hours: int, listed: bool) -> None:
    session = session_with(world, "member", starts=at(hour), hours=hours)
    scan(world, "member", session, came=0, left=hours * 60)
    groups = [group for group in found(world) if group.kind is Unusual.NIGHT]
    assert len(groups) == listed
    assert all(group.own_word for group in groups)


def _confirmed_at(world: World, site: str, starts: datetime, hours: float = 2) -> ServiceSession:
    session = session_with(world, starts=starts, hours=hours)
    session.site_id = world.places[site].id
    db.session.add(
        HoursProposal(
            member_id=world.members["member"].id,
            session_id=session.id,
            unit_id=world.units["squad_a1"].id,
            service_date=clock.local(starts).date(),
            minutes=int(hours * 60),
            entered_by=world.members["member"].account_id,
            proposed_at=clock.now(),
        )
    )
    db.session.commit()
    return session


@pytest.mark.parametrize(("site", "later", "listed"), [("site_3", 1, True), ("site_1", 1, False), ("site_3", 2, False)])
def test_one_person_at_two_places(world: World, site: str, later: int, listed: bool) -> None:
    _confirmed_at(world, "site_1", at(9))
    _confirmed_at(world, site, at(9 + later))
    groups = found(world)
    assert [group.kind for group in groups] == [Unusual.TWO_PLACES] * listed
    assert [group.records for group in groups] == [2] * listed


def test_a_day_over_twelve_hours_counts_what_stands(world: World) -> None:
    first = session_with(world, "member", starts=at(7), hours=7)
    second = session_with(world, "member", starts=at(14), hours=6)
    for session in (first, second):
        scan(world, "member", session, came=0, left=(session.ends - session.starts).total_seconds() // 60)
    assert Unusual.LONG_DAY in kinds(world)
    hours_id = hours_of(second.id)
    service.confirm(world.actor("committee"), [hours_of(first.id), hours_id])
    service.correct(world.actor("committee"), hours_id, 300, "中途离开")
    assert Unusual.LONG_DAY not in kinds(world)


def test_refused_hours_and_those_of_other_units_are_not_listed(world: World) -> None:
    backfilled(world, unusual.BULK)
    assert kinds(world, "supervisor") == {"bulk"}
    assert kinds(world, "team_b") == set()
    for proposal in db.session.scalars(select(HoursProposal)):
        proposal.status = ProposalStatus.REFUSED
    db.session.commit()
    assert kinds(world) == set()


def test_the_page_lists_facts_and_leads_to_the_hours(world: World) -> None:
    with clock.travel(coming(days=9)):
        backfilled(world, unusual.BULK, minutes=60)
    with clock.travel(coming(days=30)):
        committee = world.browser("committee")
        page = committee.get("/reports/hours-check")
        words = text_of(page)
        assert "集中补录" in words
        assert "补录时长相同" in words
        assert world.accounts["squad"].name not in words
        assert "（分队负责人）" in words
        link = page.get_data(as_text=True).partition('data-open href="')[2].partition('"')[0].replace("&amp;", "&")
        listed = committee.get(link)
        assert listed.get_data(as_text=True).count("<tr") == unusual.BULK + 1
        assert committee.get("/reports/hours-check?kind=night").status_code == 200
        assert "没有要核实的时长" in text_of(committee.get("/reports/hours-check?month=2020-01"))
        assert "没有要核实的时长" in text_of(committee.get("/reports/hours-check/list?kind=bulk&key=%00x"))


def test_the_spreadsheet_has_every_record_masked_and_is_put_on_record(world: World) -> None:
    with clock.travel(coming(days=9)):
        backfilled(world, unusual.BULK, minutes=60)
    with clock.travel(coming(days=30)):
        answer = world.browser("supervisor").post("/reports/hours-check/export?kind=bulk")
    sheet = load_workbook(BytesIO(answer.get_data()))["时长异常"]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert len(rows) == unusual.BULK
    assert not {world.members[f"b{n}"].name for n in range(unusual.BULK)} & {str(row[2]) for row in rows}
    made = select(func.count()).select_from(AuditEvent).where(AuditEvent.action == "export.made")
    assert db.session.scalar(made) == 1
