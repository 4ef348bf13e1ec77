"""Demands of residents for other tests."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from tests.support.world import World
from volunteer.demands.models import Demand
from volunteer.help_requests import service
from volunteer.help_requests.models import HelpRequest
from volunteer.help_requests.service import Gate, Plea
from volunteer.help_requests.states import Suits
from volunteer.kernel.database import db
from volunteer.organization.actor import Actor
from volunteer.web.strangers import Checked

SECRET = "for tests only"


@dataclass(frozen=True)
class Asked:
    """A demand that a resident asked for, and the secret part of its private link."""

    demand: Demand
    token: str


def by_resident(city: World, what: str = "电灯坏了，想请人看看", phone: str = "13912345678") -> Asked:
    """At the first site."""
    plea = Plea(
        site=city.places["site_1"],
        what=what,
        suits=Suits.SOON,
        suits_words=None,
        phone=phone,
        name="陈阿婆",
        address="3 巷 8 号",
    )
    token = service.ask(Actor(account_id=None, address="10.0.0.1"), plea, Gate(SECRET, Checked(what, True), False))
    asked = select(Demand).join(HelpRequest, HelpRequest.demand_id == Demand.id).order_by(Demand.id.desc())
    demand = db.session.scalars(asked).first()
    assert demand is not None
    return Asked(demand, token)
