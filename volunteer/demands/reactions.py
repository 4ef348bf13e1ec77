"""What a demand does when its project moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from flask_babel import ngettext
from sqlalchemy import select, update

from volunteer.demands.models import Demand
from volunteer.demands.rules import MACHINE, OPEN
from volunteer.demands.sensitive import personal
from volunteer.demands.states import DemandStatus
from volunteer.demands.steps import note, set_deadline, tell
from volunteer.happenings.demands import (
    DemandForwarded,
    DemandHappening,
    DemandHourChosen,
    DemandHourOpened,
    DemandPublished,
    DemandServed,
    DemandServiceBegan,
    DemandUnpublished,
)
from volunteer.happenings.organization import UnitClosed
from volunteer.happenings.projects import (
    HourChosen,
    HourOpened,
    ProjectCancelled,
    ProjectFinished,
    ProjectHappening,
    ProjectPublished,
    ProjectUnpublished,
    ServiceBegan,
)
from volunteer.kernel.database import db
from volunteer.kernel.errors import Refused
from volunteer.kernel.unit_of_work import Work
from volunteer.organization.belongings import Belonging, counting
from volunteer.organization.models import Unit
from volunteer.web.humanize import clock_time, full_moment

DEMANDS = Belonging(
    count=counting(Demand.responsible_unit_id, Demand.status.in_(OPEN)),
    words=lambda number: ngettext("%(num)s 件在办需求", "%(num)s 件在办需求", number),
)


def published(happening: ProjectPublished, work: Work) -> None:
    """A project answers the demands; none whose public words give somebody away."""
    for demand in _locked(happening.demand_ids):
        if given := personal(demand):
            raise Refused("sensitive_words", kinds=[str(kind) for kind in given])
    _step_all(work, happening, "publish", DemandPublished)


def unpublished(happening: ProjectUnpublished | ProjectCancelled, work: Work) -> None:
    """The demands wait for another project, with a new deadline."""

    def wait_again(demand: Demand) -> None:
        set_deadline(work, demand, db.session.get_one(Unit, demand.responsible_unit_id))

    _step_all(work, happening, "unpublish", DemandUnpublished, wait_again)


def began(happening: ServiceBegan, work: Work) -> None:
    """The first helper is there."""
    _step_all(work, happening, "begin", DemandServiceBegan)


def served(happening: ProjectFinished, work: Work) -> None:
    """The service is over: the sites are asked to rate it."""
    _step_all(work, happening, "finish", DemandServed)


def hour_chosen(happening: HourChosen, work: Work) -> None:
    """The site reads when somebody comes, and can still talk it over."""
    when = f"{full_moment(happening.starts)}–{clock_time(happening.ends)}"
    for demand in _of(happening.demand_ids):
        note(work, demand, "hour", when)
        work.record(tell(DemandHourChosen, demand, reason=when))


def hour_opened(happening: HourOpened, work: Work) -> None:
    """The site reads that another helper is looked for."""
    for demand in _of(happening.demand_ids):
        note(work, demand, "hour_open")
        work.record(tell(DemandHourOpened, demand))


def unit_closed(happening: UnitClosed, work: Work) -> None:
    """Somebody is always responsible (D5): the successor answers for what the closed unit still had open.

    It speaks for what that unit asked for as well, so that nobody answers their own asking by way of a merger.
    """
    asked = (Demand.asked_by_unit_id == happening.subject_id, Demand.status.in_((DemandStatus.DRAFT, *OPEN)))
    db.session.execute(update(Demand).where(*asked).values(asked_by_unit_id=happening.successor_id))
    open_ones = select(Demand).where(Demand.responsible_unit_id == happening.subject_id, Demand.status.in_(OPEN))
    for demand in db.session.scalars(open_ones.order_by(Demand.id).with_for_update(key_share=True)):
        demand.responsible_unit_id = happening.successor_id
        demand.version += 1
        note(work, demand, "forward")
        work.record(tell(DemandForwarded, demand))


def _of(demand_ids: Sequence[int]) -> Sequence[Demand]:
    return db.session.scalars(select(Demand).where(Demand.id.in_(demand_ids)).order_by(Demand.id)).all()


def _step_all(
    work: Work,
    happening: ProjectHappening,
    step: str,
    kind: type[DemandHappening],
    also: Callable[[Demand], None] = lambda demand: None,
) -> None:
    for demand in _locked(happening.demand_ids):
        if step not in {s.name for s in MACHINE.open_steps(demand.status)}:
            continue  # cancelled or withdrawn meanwhile: its own step has been told
        MACHINE.move(demand, step)
        demand.version += 1
        demand.deadline = None
        also(demand)
        note(work, demand, step, happening.reason)
        work.record(tell(kind, demand, reason=happening.reason))


def _locked(demand_ids: tuple[int, ...]) -> Iterator[Demand]:
    statement = select(Demand).where(Demand.id.in_(demand_ids)).order_by(Demand.id).with_for_update(key_share=True)
    yield from db.session.scalars(statement)
