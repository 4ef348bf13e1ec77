"""Months are counted, frozen once, and what comes later stands apart."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import ProgrammingError

from tests.months.october import (
    CUT_OFF,
    FIGURES,
    OCTOBER,
    SEPTEMBER,
    an_october,
    freeze,
    moment,
    month_of,
    reports,
    serve,
)
from tests.support.statements import counted_statements
from tests.support.world import World
from volunteer.audit.models import AuditEvent
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.ledger import service, totals
from volunteer.ledger.models import HoursEntry
from volunteer.ledger.proof_models import LedgerHead
from volunteer.months.calendar import cut_off, days_of, due, months_of
from volunteer.months.queries import unit_year
from volunteer.notices.models import Notice
from volunteer.notices.wording import words
from volunteer.organization.models import Tier, Unit, UnitStatus


def test_a_month_counts_what_the_unit_and_those_below_did(world: World) -> None:
    an_october(world)
    assert month_of(world).figures == FIGURES


def test_frozen_figures_are_those_of_the_live_month(world: World) -> None:
    an_october(world)
    live = {unit: month_of(world, unit).figures for unit in world.units}
    assert freeze() == len(world.units)
    for unit, figures in live.items():
        frozen = month_of(world, unit)
        assert frozen.frozen
        assert frozen.figures == figures, unit
    assert live["brigade"]["services"] == 5
    assert live["squad_a1"]["sessions"] == 0  # its people served, but its team held the sessions


def test_hours_agree_with_the_totals_of_the_ledger(world: World) -> None:
    an_october(world)
    days = days_of(OCTOBER)
    by_unit = {total.key: total for total in totals.by_unit(world.actor("committee"), days.first, days.last)}
    for unit in ("brigade", "team_a", "squad_a1", "squad_b1"):
        figures, total = month_of(world, unit).figures, by_unit[world.units[unit].id]
        assert (figures["services"], figures["people"]) == (total.services, total.people)
        assert (figures["verified_minutes"], figures["backfilled_minutes"]) == (total.verified, total.backfilled)


def test_nothing_is_frozen_before_the_cut_off_and_nothing_twice(world: World) -> None:
    assert freeze(CUT_OFF - timedelta(days=1)) == len(world.units)  # September's, at the first look ever
    assert {report.month for report in reports()} == {SEPTEMBER}
    assert freeze(CUT_OFF - timedelta(minutes=1)) == 0
    assert freeze(CUT_OFF + timedelta(minutes=1)) == len(world.units)
    assert freeze(CUT_OFF + timedelta(hours=5)) == 0


def test_months_missed_are_made_up_for(world: World) -> None:
    freeze(CUT_OFF)
    assert freeze(cut_off(date(2028, 1, 1), 5)) == 3 * len(world.units)
    assert [report.month for report in reports(unit_id=world.units["team_a"].id)] == [
        OCTOBER,
        date(2027, 11, 1),
        date(2027, 12, 1),
        date(2028, 1, 1),
    ]


def test_the_top_brigade_says_on_which_day(world: World) -> None:
    world.units["brigade"].settings = {"month_cut_off_day": 8}
    world.units["team_a"].settings = {"month_cut_off_day": 2}
    db.session.commit()
    freeze(CUT_OFF)
    assert {report.month for report in reports()} == {SEPTEMBER}
    freeze(moment(11, 8, 2) + timedelta(minutes=1))
    assert {report.month for report in reports(unit_id=world.units["team_a"].id)} == {SEPTEMBER, OCTOBER}


@pytest.mark.parametrize("statement", ["UPDATE {} SET definitions = 2", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_application_cannot_change_a_frozen_month(world: World, statement: str) -> None:
    freeze()
    with pytest.raises(ProgrammingError, match="permission denied"):
        db.session.execute(text(statement.format("month_report")))


def test_what_is_recorded_later_stands_apart(world: World) -> None:
    an_october(world)
    freeze()
    assert month_of(world).late()["services"] == 0
    serve(world, "member_a2", moment(10, 30), confirmed=moment(11, 6))
    with clock.travel(moment(11, 9)):
        corrected = db.session.scalar(select(func.min(HoursEntry.proposal_id)))
        service.correct(world.actor("committee"), corrected, 100, "核对签到表")
    shown = month_of(world, at=moment(11, 10))
    assert shown.figures == FIGURES
    assert shown.late() == {
        "services": 2,  # one new, one corrected
        "people": 2,
        "verified_minutes": 120 - 20,
        "backfilled_minutes": 0,
        "corrections": 1,
    }
    assert unit_year(world.units["team_a"], 2027, [OCTOBER]).figures == FIGURES


def test_a_closed_unit_is_frozen_where_it_still_did_something(world: World) -> None:
    an_october(world)
    for name in ("squad_a2", "team_b"):
        world.units[name].status = UnitStatus.CLOSED
    idle = Unit(parent_id=world.units["team_b"].id, tier="squad", name="停", short_name="停", path="", status="closed")
    db.session.add(idle)
    db.session.flush()
    idle.path = f"{world.units['team_b'].path}{idle.id}/"
    db.session.commit()
    freeze()
    frozen = {report.unit_id for report in reports()}
    assert world.units["squad_a2"].id in frozen
    assert idle.id not in frozen


def test_a_network_that_ended_is_frozen_once_a_month_like_any_other(world: World) -> None:
    """Without a row for its top, the same month would be due again every hour."""
    an_october(world)
    world._unit("ended", Tier.BRIGADE, None)
    ended = world.units["ended"]
    ended.status = UnitStatus.CLOSED
    db.session.commit()
    freeze()
    freeze()
    (report,) = reports(unit_id=ended.id)
    assert set(report.figures.values()) == {0}
    frozen = select(func.count()).where(AuditEvent.action == "month.frozen", AuditEvent.unit_id == ended.id)
    assert db.session.scalar(frozen) == 1


def test_what_a_unit_did_stays_with_it_when_it_moves(world: World) -> None:
    an_october(world)
    squad, former = world.units["squad_a2"], world.units["squad_a2"].path
    squad.parent_id, squad.path = world.units["team_b"].id, f"{world.units['team_b'].path}{squad.id}/"
    db.session.commit()
    freeze()
    (report,) = reports(unit_id=squad.id)
    assert report.figures["services"] == 1
    assert set(report.paths) == {former, squad.path}
    assert reports(unit_id=world.units["team_a"].id)[0].figures["services"] == 4


def test_freezing_asks_as_often_for_many_units_as_for_few(world: World) -> None:
    an_october(world)
    for n in range(40):
        world._unit(f"squad_more_{n}", Tier.SQUAD, "team_b")
    db.session.commit()
    with counted_statements() as statements:
        assert freeze() == len(world.units)
    assert len(statements) <= 16  # lock, tops, months so far, six kinds, units, head, rows, leaders, audit and notices


def test_every_leader_is_told_once_with_the_address(world: World) -> None:
    freeze()
    told = {
        notice.account_id: notice for notice in db.session.scalars(select(Notice).where(Notice.kind == "month.frozen"))
    }
    leaders = ("committee", "team", "team_b", "squad")
    assert set(told) == {world.accounts[name].id for name in leaders}
    notice = told[world.accounts["team"].id]
    assert notice.link == f"/reports/month?unit={world.units['team_a'].id}&month=2027-10"
    assert "2027年10月" in words(notice.kind, notice.parameters)
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "month.frozen")).one()
    assert event.details == {"month": "2027-10", "units": len(world.units)}


def test_the_last_head_of_the_ledger_is_noted(world: World) -> None:
    freeze(cut_off(SEPTEMBER, 5))
    assert {report.ledger_head for report in reports()} == {None}
    for day in (date(2027, 11, 3), date(2027, 11, 4), date(2027, 11, 5)):
        signed = {"hash": bytes([day.day]) * 32, "signature": b"s" * 64, "made_at": CUT_OFF}
        db.session.add(LedgerHead(day=day, entries=0, **signed))
    db.session.commit()
    freeze()
    assert {report.ledger_head for report in reports(month=OCTOBER)} == {"2027-11-04 " + "04" * 32}


def test_a_year_adds_months_up_and_counts_people_once(world: World) -> None:
    an_october(world)
    freeze()
    freeze(cut_off(date(2027, 11, 1), 5))
    team = world.units["team_a"]
    year = unit_year(team, 2027, months_of(2027, 1))
    assert year.frozen == 2
    assert year.figures["services"] == FIGURES["services"] + 1
    assert year.figures["verified_minutes"] == FIGURES["verified_minutes"] + 120
    assert year.figures["people"] == 3  # member_2 served in both
    assert unit_year(team, 2026, months_of(2026, 1)).figures == {}
    assert unit_year(team, 2026, months_of(2026, 11)).frozen == 1  # to October


@pytest.mark.parametrize(
    ("frozen_last", "now", "expected"),
    [
        (None, moment(11, 4), [SEPTEMBER]),
        (None, moment(11, 5), [OCTOBER]),
        (SEPTEMBER, moment(11, 5, 1), []),
        (SEPTEMBER, moment(11, 5, 2), [OCTOBER]),
        (date(2027, 8, 1), moment(11, 6), [SEPTEMBER, OCTOBER]),
        (OCTOBER, moment(11, 30), []),
    ],
)
def test_which_months_are_due(frozen_last: date | None, now: datetime, expected: list[date]) -> None:
    assert due(frozen_last, now, 5) == expected
