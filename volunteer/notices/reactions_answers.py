"""What sites are told of answers of recipients."""

from __future__ import annotations

from collections.abc import Iterable

from volunteer.demands.models import Demand
from volunteer.demands.queries import operators_of
from volunteer.happenings.answers import AnswerGiven
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Row, Work
from volunteer.notices.rows import tell


def low(happening: AnswerGiven, work: Work) -> Iterable[Row]:
    """Somebody was not content: the site hears of it while it can still decide what is to come of it."""
    if not happening.low or happening.demand_id is None:
        return
    title = db.session.get_one(Demand, happening.demand_id).title
    for account_id in operators_of(happening.site_id, work.now):
        link = f"/answers?demand={happening.demand_id}"
        yield tell(work, account_id, "answer.low", link, title=title)
