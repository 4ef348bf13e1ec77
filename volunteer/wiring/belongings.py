"""What hangs on a person or a unit, and goes to whoever comes after."""

from __future__ import annotations

from volunteer.access import reactions as access_reactions
from volunteer.claims import unit_closing as claims_unit_closing
from volunteer.complaints import reactions as complaints_reactions
from volunteer.demands import handing_over as demands_handing_over
from volunteer.demands import reactions as demands_reactions
from volunteer.home import handing_over as home_handing_over
from volunteer.organization import reshape
from volunteer.organization.belongings import Belonging
from volunteer.organization.handing_over import Following
from volunteer.people import reactions as people_reactions
from volunteer.projects import handing_over as projects_handing_over
from volunteer.projects import reactions as projects_reactions
from volunteer.recurring import handing_over as recurring_handing_over
from volunteer.resources import handing_over as resources_handing_over
from volunteer.transfers import reactions as transfers_reactions

# What hangs on a person and follows when a role is handed over, in the order in which it is told before.
FOLLOWING: tuple[Following, ...] = (
    projects_handing_over.PROJECTS,
    projects_handing_over.SESSIONS,
    demands_handing_over.DEMANDS,
    recurring_handing_over.SERIES,
    resources_handing_over.RESOURCES,
    home_handing_over.TASKS,
)

# What hangs on a unit itself and follows to its successor, in the order in which it is told before a unit is closed.
BELONGINGS: tuple[Belonging, ...] = (
    people_reactions.MEMBERS,
    reshape.UNITS,
    reshape.SITES,
    demands_reactions.DEMANDS,
    projects_reactions.PROJECTS,
    claims_unit_closing.RESERVATIONS,
    access_reactions.GRANTS,
    transfers_reactions.TRANSFERS,
    complaints_reactions.COMPLAINTS,
)
