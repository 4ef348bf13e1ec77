"""What sites are told of answers of recipients, and the tiers above of calls that nobody made."""

from __future__ import annotations

from collections.abc import Iterable

from volunteer.demands.asking_side import site_people
from volunteer.demands.models import Demand
from volunteer.happenings.answers import AnswerGiven, CallsPassedOn
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Row, Work
from volunteer.notices.reactions_deadlines import sums_by_holder
from volunteer.notices.rows import tell


def low(happening: AnswerGiven, work: Work) -> Iterable[Row]:
    """Somebody was not content: the site hears of it while it can still decide what is to come of it."""
    if not happening.low or happening.demand_id is None:
        return
    demand = db.session.get_one(Demand, happening.demand_id)
    for account_id in sorted(site_people(demand.site, work.now)):
        link = f"/answers?demand={demand.id}"
        yield tell(work, account_id, "answer.low", link, title=demand.title)


def calls_passed_on(happening: CallsPassedOn, work: Work) -> Iterable[Row]:
    """Whoever handles demands at the tier above: one notice for all of them."""
    for account_id, number in sums_by_holder(happening.told, work).items():
        yield tell(work, account_id, "call_back.late", "/call-backs/late", number=number)
