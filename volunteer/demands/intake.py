"""Needs that come in without an account: a resident's, or one of a hotline's list. Each becomes a demand at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from volunteer.demands import deadlines
from volunteer.demands.answering import unit_answering
from volunteer.demands.models import Demand
from volunteer.demands.rules import ANSWER_AWAITED, BEFORE_PUBLISHING
from volunteer.demands.schemas import TEXT, TITLE
from volunteer.demands.service import hand_in
from volunteer.demands.states import Channel
from volunteer.demands.steps import note, tell
from volunteer.happenings.demands import DemandPosted, DemandWordAdded
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work
from volunteer.organization.models import Place, PrivatePlace
from volunteer.taxonomy.models import Category
from volunteer.taxonomy.queries import offered
from volunteer.taxonomy.suggesting import suggest_categories
from volunteer.texts.sensitive import masked

GENERAL = "other"
ONE_HELPER = 1


@dataclass(frozen=True, kw_only=True)
class Need:
    """What somebody asked for. Who it is for, the telephone and the door go to the guarded part only.

    `answer_by` is a time that was promised already; it holds where it is earlier than the unit's own.
    """

    channel: Channel
    site: Place
    title: str
    text: str
    starts: datetime
    ends: datetime
    recipient: str | None = None
    phone: str | None = None
    address: str | None = None
    answer_by: datetime | None = None


def take_in(work: Work, need: Need) -> Demand:
    """One demand in the one queue: with its number, the unit that answers it, and by when."""
    unit = unit_answering(need.site.id)
    guarded = PrivatePlace(recipient=need.recipient, phone=need.phone, address=need.address)
    db.session.add(guarded)
    db.session.flush()
    demand = Demand(
        channel=need.channel,
        site_id=need.site.id,
        category=likely_category(f"{need.title}\n{need.text}"),
        title=masked(need.title)[:TITLE],
        text=masked(need.text)[:TEXT],
        headcount=ONE_HELPER,
        starts=need.starts,
        ends=need.ends,
        contact_name=need.site.name,
        contact_phone=need.site.duty_phone or unit.duty_phone or "",
        private_place_id=guarded.id,
        asker_id=None,
        created_at=work.now,
    )
    db.session.add(demand)
    db.session.flush()
    work.record(tell(DemandPosted, demand))
    hand_in(work, demand, unit)
    deadlines.keep_promise(demand, need.answer_by)
    return demand


def take_news(work: Work, demand: Demand, need: Need) -> None:
    """Whoever sent a need says something else of it: taken over before it is published, else told on the timeline."""
    if demand.status in BEFORE_PUBLISHING:
        demand.title, demand.text = masked(need.title)[:TITLE], masked(need.text)[:TEXT]
    if demand.private_place_id is not None:
        guarded = db.session.get_one(PrivatePlace, demand.private_place_id)
        guarded.recipient, guarded.phone, guarded.address = need.recipient, need.phone, need.address
    if demand.status in ANSWER_AWAITED:
        deadlines.keep_promise(demand, need.answer_by)
    demand.version += 1
    note(work, demand, "word", masked(need.text)[:TEXT])
    work.record(tell(DemandWordAdded, demand))


def likely_category(text: str) -> str:
    """The category that the words speak of, else the general one; whoever triages corrects it."""
    found = suggest_categories(text, most=1)
    if found:
        return found[0].code
    open_to_choice = [category.code for category in offered(Category)]
    return GENERAL if GENERAL in open_to_choice else open_to_choice[-1]
