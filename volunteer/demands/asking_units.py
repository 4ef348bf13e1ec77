"""Demands that a unit asks for on behalf of a site (代办): who may, who takes them on, who says how it was.

The site stays the asker: it is told, corrects or withdraws what was asked in its name, and rates. Nobody answers their
own asking: where the unit that asks would serve as well, the site vouches for it first, or the next tier takes it on.
"""

from __future__ import annotations

from flask_babel import gettext as _

from volunteer.demands.models import Demand
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid
from volunteer.organization.actor import Actor
from volunteer.organization.models import Place, Unit, UnitStatus
from volunteer.organization.permissions import HOLDS, Permission, Role
from volunteer.organization.scope import require


def is_of_site(actor: Actor, site: Place) -> bool:
    """Whether the actor is the site itself or its town: whoever asks by a place, not by a unit."""
    return actor.reach(Permission.DEMAND_ASK).covers(place_path=site.path)


def runs_site(actor: Actor, site: Place) -> bool:
    """Whether the actor is one of those who run the site."""
    return any(grant.role == Role.SITE_OPERATOR and site.path.startswith(grant.path) for grant in actor.grants)


def units_to_ask_by(actor: Actor) -> list[int]:
    """The units in whose name the actor may ask for a site."""
    held = [grant for grant in actor.grants if grant.tree == "unit" and Permission.DEMAND_ASK_FOR in HOLDS[grant.role]]
    return list(dict.fromkeys(grant.node_id for grant in held))


def asking_unit(actor: Actor, wanted: int | None) -> Unit:
    """The unit in whose name the actor asks: the one wanted, else the one that the actor leads."""
    led = units_to_ask_by(actor)
    unit_id = wanted or (led[0] if led else None)
    unit = db.session.get(Unit, unit_id) if unit_id else None
    require(actor, Permission.DEMAND_ASK_FOR, unit.path if unit else None)
    if unit is None or unit.status != UnitStatus.ACTIVE:
        raise Invalid({"unit_id": _("没有这个单位，请重新选择")})
    return unit


def asks_by_unit(actor: Actor, demand: Demand) -> bool:
    """Whether the actor speaks for the unit that asked on the site's behalf."""
    unit = demand.asked_by_unit
    return unit is not None and actor.reach(Permission.DEMAND_ASK_FOR).covers(unit.path)


def waits_for_voucher(demand: Demand) -> bool:
    """Whether the unit that asked, or the one it belongs to, would answer itself, and the site has not vouched yet."""
    asking, answering = demand.asked_by_unit, demand.responsible_unit
    if asking is None or answering is None or demand.vouched_at is not None:
        return False
    return asking.path.startswith(answering.path)


def may_take_on(actor: Actor, demand: Demand) -> bool:
    """Whether a second person takes it on: until the site vouches, another account from above the unit that asked."""
    asking = demand.asked_by_unit
    if asking is None or not waits_for_voucher(demand):
        return True
    above = (path for path in actor.reach(Permission.DEMAND_HANDLE).unit_paths if path != asking.path)
    return actor.account_id != demand.asker_id and any(asking.path.startswith(path) for path in above)


def rates_own_service(actor: Actor, demand: Demand) -> bool:
    """Whether the actor would rate for the site what the actor's own unit did."""
    served = demand.responsible_unit
    if served is None or is_of_site(actor, demand.site):
        return False
    return any(grant.tree == "unit" and grant.path.startswith(served.path) for grant in actor.grants)
