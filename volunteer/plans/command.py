"""`flask --app app match plan`: a window planned from the command line, looked at or sent."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

import click
from flask.cli import AppGroup
from sqlalchemy import select

from volunteer import matching
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.errors import Refused
from volunteer.kernel.spans import coming
from volunteer.organization.actor import Actor
from volunteer.organization.commands import in_charge_of, unit_meant
from volunteer.organization.models import Place, PlaceKind, Unit
from volunteer.organization.permissions import Permission, roles_with
from volunteer.plans import service
from volunteer.plans.models import Plan
from volunteer.plans.rules import gap, wrong_days
from volunteer.plans.sending import deliver
from volunteer.plans.solving import Solution, Told, answer, question_of

match = AppGroup("match", help="Members and positions matched as a whole.")

SECONDS_BETWEEN_LINES = 2.0
DAY = click.DateTime(["%Y-%m-%d"])


@match.command("plan")
@click.option("--apply", "send", is_flag=True, help="Keep the plan and send its offers; nothing is written without.")
@click.option("--unit", "unit_id", type=int, help="Whose people and projects; the first brigade by default.")
@click.option("--from", "first", type=DAY, help="First day; today by default.")
@click.option("--until", "last", type=DAY, help="Last day; two weeks by default.")
@click.option("--town", "code", help="Only positions in the town with this code.")
def plan_command(
    send: bool, unit_id: int | None, first: datetime | None, last: datetime | None, code: str | None
) -> None:
    """Plan a window, print what it achieves, and send the offers with --apply."""
    today = clock.today()
    first_day = first.date() if first else today
    last_day = last.date() if last else coming(first_day).last
    if wrong_days(first_day, last_day, today):
        sys.exit("error: the days must lie within six weeks from today, the last one not before the first")
    unit, town = _unit(unit_id), _town(code)
    try:
        if send:
            _send(_committee_of(unit), unit, town, first_day, last_day)
        else:
            now = clock.now()
            draft = Plan(unit=unit, town=town, first_day=first_day, last_day=last_day, version=1)
            _print(draft, answer(question_of(draft, now), now, _told()))
    except Refused as refusal:
        sys.exit(f"error: refused: {refusal.reason}")


def _send(actor: Actor, unit: Unit, town: Place | None, first_day: date, last_day: date) -> None:
    """Make the plan, print it as it was solved, and send everything out."""
    made = service.make(actor, unit.id, first_day, last_day, town.id if town else None)
    solution = service.solve(actor, made.id, _told()).solution
    plan = db.session.get_one(Plan, made.id)
    _print(plan, solution)
    click.echo(f"plan      {plan.id}")
    if not solution.rows:
        return
    service.set_out(actor, plan.id, asks_next=True)
    sent = deliver(plan, progress=lambda gone: _say_sent(gone, len(solution.rows)))
    click.echo(f"offers    {sent.sent:,} sent, {sent.refused:,} refused")


def _say_sent(gone: int, of: int) -> None:
    if gone % 500 == 0:
        click.echo(f"sending   {gone:,} of {of:,}", err=True)


def _told() -> Told:
    """Says how far a long run is, a line every few seconds, apart from the result."""
    said = 0.0

    def say(progress: matching.Progress) -> None:
        nonlocal said
        if progress.seconds >= said + SECONDS_BETWEEN_LINES:
            said = progress.seconds
            reached, most = progress.objective, progress.bound
            click.echo(f"working   {said:.0f} s, objective {reached:,}, bound {most:,}", err=True)

    return say


def _print(plan: Plan, solution: Solution) -> None:
    problem = solution.question.problem
    where = f" in {plan.town.name}" if plan.town else ""
    click.echo(f"window    {plan.first_day} to {plan.last_day}, {plan.unit.name}{where}")
    click.echo(f"problem   {len(problem.members):,} members, {len(problem.positions):,} positions")
    share = gap(solution.objective, solution.bound)
    click.echo(f"value     objective {solution.objective:,}, bound {solution.bound:,}, gap {share:.4%}")
    planned = Counter(position for position, _member in solution.rows)
    _print_fill(problem.positions, planned)
    short = sum(one["missing"] for one in solution.unfilled)
    click.echo(f"unfilled  {short:,} places in {len(solution.unfilled):,} positions{_reasons(solution)}")
    click.echo(f"solved    {solution.milliseconds / 1000:.1f} s")


def _print_fill(positions: Iterable[matching.Position], planned: Counter[int]) -> None:
    """Places and sites, now and once everybody has said yes."""
    heads, now, then = 0, Counter[int](), Counter[int]()
    for position in positions:
        heads += position.headcount
        now[position.site] += position.taken
        then[position.site] += position.taken + planned[position.id]
    click.echo(f"places    {heads:,}: {now.total():,} taken now, {then.total():,} with the plan")
    empty_now, empty_then = (sum(count == 0 for count in counts.values()) for counts in (now, then))
    click.echo(f"sites     {len(now):,}: {empty_now:,} without anybody now, {empty_then:,} with the plan")


def _reasons(solution: Solution) -> str:
    """The members lost at each reason, summed over the positions left short, the most first."""
    lost: Counter[str] = Counter()
    for one in solution.unfilled:
        lost.update(one["reasons"])
    named = ", ".join(f"{reason} {count:,}" for reason, count in lost.most_common() if count)
    return f": {named}" if named else ""


def _unit(unit_id: int | None) -> Unit:
    unit = unit_meant(unit_id)
    if unit is None:
        sys.exit("error: there is no such unit")
    return unit


def _town(code: str | None) -> Place | None:
    if code is None:
        return None
    town = db.session.scalar(select(Place).where(Place.code == code, Place.kind == PlaceKind.TOWN))
    if town is None:
        sys.exit("error: there is no town with this code")
    return town


def _committee_of(unit: Unit) -> Actor:
    """The account whose word lets plans be sent for a unit."""
    actor = in_charge_of(unit, roles_with(Permission.PLAN_RUN), clock.now())
    if actor is None:
        sys.exit("error: nobody may send plans for this unit")
    return actor
