"""What a new demand's form starts with: the usual, the words of a template, or an earlier demand with a new date."""

from __future__ import annotations

import secrets
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from volunteer.demand_templates.models import DemandTemplate
from volunteer.demands.asking import Asking
from volunteer.demands.asking_units import is_of_site
from volunteer.demands.content import CONTENT
from volunteer.demands.models import Demand
from volunteer.demands.rules import HORIZON
from volunteer.demands.states import DemandStatus
from volunteer.demands.wording import risk_of
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.organization.models import Place
from volunteer.taxonomy.naming import names

USUAL_START, USUAL_END = time(9), time(11)
USUAL_HEADCOUNT = 2
SATURDAY = 5
WEEK = timedelta(days=7)
GIVEN_UP = (DemandStatus.WITHDRAWN, DemandStatus.CANCELLED, DemandStatus.DECLINED)
KEPT = tuple(name for name in CONTENT if name not in ("starts", "ends"))


def proposed(asking: Asking, site: Place | None, template: DemandTemplate | None) -> dict[str, Any]:
    """The form of a new demand, filled in as far as it can be. A unit that asks for a site names it for questions."""
    caller = site.name if site and not is_of_site(asking.actor, site) else asking.actor.name if asking.own else None
    return {
        "form_key": secrets.token_urlsafe(16),
        "day": next_saturday(clock.today()),
        "starts": USUAL_START,
        "ends": USUAL_END,
        "headcount": USUAL_HEADCOUNT,
        "risk_note": risk_of(template.category) if template else None,
        "site_id": site.id if site else None,
        "public_place": usual_place(site) if site else None,
        "contact_name": caller,
        "contact_phone": site.duty_phone if site else None,
        **(words_of(template) if template else {}),
    }


def words_of(template: DemandTemplate) -> dict[str, Any]:
    """Values of the form's fields; a skill that is no longer offered is left out."""
    fields = ("category", "title", "text", "level", "headcount", "starts", "ends")
    skill = template.skill if template.skill in dict(names().skills_in_use) else None
    own_risk = {"risk_note": template.risk_note} if template.risk_note else {}
    return {**{name: getattr(template, name) for name in fields}, "skill": skill, **own_risk}


def again(demand: Demand, now: datetime) -> dict[str, Any]:
    """An earlier demand asked for once more: everything but its date, which is the next free week's."""
    starts, ends = clock.local(demand.starts), clock.local(demand.ends)
    return {
        **{name: getattr(demand, name) for name in (*KEPT, "site_id", "level")},
        "on_behalf": demand.on_behalf and demand.asked_by_unit_id is None,
        "unit_id": demand.asked_by_unit_id,
        "form_key": secrets.token_urlsafe(16),
        "day": next_free_week(demand, now),
        "starts": starts.time(),
        "ends": ends.time(),
        "same_private": demand.private_place_id is not None,
    }


def next_free_week(demand: Demand, now: datetime) -> date:
    """The next day of the same weekday on which the site has not asked for the same at the same hour already."""
    same = select(Demand.starts).where(
        Demand.site_id == demand.site_id,
        Demand.title == demand.title,
        Demand.starts > now,
        Demand.status.not_in(GIVEN_UP),
    )
    asked = {clock.local(starts).date() for starts in db.session.scalars(same)}
    first, today = clock.local(demand.starts).date(), clock.local(now).date()
    day = first + max((today - first) // WEEK + 1, 1) * WEEK
    last = today + HORIZON
    while day in asked and day + WEEK <= last:
        day += WEEK
    return day


def usual_place(site: Place) -> str:
    """Where a site receives helpers unless it says otherwise."""
    return str(_("%(site)s党群服务中心", site=site.name))


def next_saturday(today: date) -> date:
    """The first Saturday after today."""
    return today + timedelta(days=(SATURDAY - today.weekday() - 1) % 7 + 1)
