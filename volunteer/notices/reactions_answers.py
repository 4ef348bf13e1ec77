"""What sites are told of answers of recipients."""

from __future__ import annotations

from collections.abc import Iterable

from volunteer.demands.asking_side import site_people
from volunteer.demands.models import Demand
from volunteer.happenings.answers import AnswerGiven
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Row, Work
from volunteer.notices.rows import tell


def low(happening: AnswerGiven, work: Work) -> Iterable[Row]:
    """Somebody was not content: the site hears of it while it can still decide what is to come of it."""
    if not happening.low or happening.demand_id is None:
        return
    demand = db.session.get_one(Demand, happening.demand_id)
    for account_id in sorted(site_people(demand.site, work.now)):
        link = f"/answers?demand={demand.id}"
        yield tell(work, account_id, "answer.low", link, title=demand.title)
