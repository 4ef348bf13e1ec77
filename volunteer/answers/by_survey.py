"""Asked by message (短信测评): a private link for whoever left a telephone, good once and for two weeks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from volunteer.answers.giving import SERVED, Kept, Said, of_demand
from volunteer.answers.models import Answer
from volunteer.answers.queries import own_word
from volunteer.answers.rules import SURVEY_LASTS
from volunteer.answers.states import Source
from volunteer.demands import links
from volunteer.demands.models import Demand, DemandLink
from volunteer.demands.states import LinkPurpose
from volunteer.happenings.demands import DemandServed
from volunteer.kernel import outbox
from volunteer.kernel.database import db
from volunteer.kernel.errors import NotVisible, Refused, refusing
from volunteer.kernel.unit_of_work import Row, Work, use_case
from volunteer.organization.actor import Actor
from volunteer.web.speech import CHINESE, speaking

SMS = "sms"
ONCE = {"uq_answer_asker_once": "already_rated"}


def ask(happening: DemandServed, work: Work) -> Iterable[Row]:
    """The service is over: whom it was for is sent a link, where a telephone is known."""
    demand = db.session.get_one(Demand, happening.subject_id)
    phone = demand.private_place.phone if demand.private_place else None
    if phone:
        until = work.now + SURVEY_LASTS
        token = links.make(work, demand, LinkPurpose.SURVEY, until)
        with speaking(CHINESE):  # whoever ends the service may read the site in another language
            text = _("需求 %(number)s 服务已结束，请点开链接说说满不满意，14 天内有效。", number=demand.number)
        payload = {"text": text, "link": f"/how/{token}", "secret": True}
        key = f"survey:{demand.id}:{demand.times_reopened + 1}"
        yield outbox.send(work, SMS, f"phone:{phone}", key, payload, expires_at=until)


@dataclass(frozen=True)
class Asked:
    """What a private link asks about; why it cannot be answered now (the name of a refusal), and what was said."""

    demand: Demand
    refusal: str | None
    said: Answer | None = None


def asked(token: str, now: datetime) -> Asked:
    """For the page of a link: one sent to be answered, or the one under which a demand is followed."""
    link, demand = _opened(token, now)
    return Asked(demand, _refusal(link, demand), own_word(demand))


@use_case
def answer(work: Work, actor: Actor, token: str, said: Said) -> Kept:
    """Say how it was; a link that was sent for it is used up."""
    link, demand = _opened(token, work.now, lock=True)
    refusal = _refusal(link, demand)
    if refusal is not None:
        raise Refused(refusal)
    if link.purpose == LinkPurpose.SURVEY:
        link.used_at = work.now
    with refusing(ONCE):
        return of_demand(work, demand, said, Source.SURVEY)


def answered(demand: Demand) -> bool:
    """Whether whom it was for has spoken in this round."""
    return own_word(demand) is not None


def _opened(token: str, now: datetime, *, lock: bool = False) -> tuple[DemandLink, Demand]:
    try:
        return links.opened(token, LinkPurpose.SURVEY, now, lock=lock)
    except NotVisible:
        return links.opened(token, LinkPurpose.FOLLOW, now, lock=lock)


def _refusal(link: DemandLink, demand: Demand) -> str | None:
    if link.used_at is not None or answered(demand):
        return "already_rated"
    return None if demand.status in SERVED else "not_served_yet"
