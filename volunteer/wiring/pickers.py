"""What can be picked by typing, by the name a form says."""

from __future__ import annotations

from collections.abc import Mapping

from volunteer.access.choices import node_source
from volunteer.activities.walk_ups import walk_up_source
from volunteer.demands.choices import site_of_demands_source
from volunteer.organization.choices import any_unit_source, site_source, unit_source
from volunteer.organization.models import Tier
from volunteer.organization.permissions import Permission
from volunteer.people.choices import member_source
from volunteer.records.choices import thanked_member_source, thanked_unit_source
from volunteer.transfers.choices import squad_source
from volunteer.web.picking import Source

PICKERS: Mapping[str, Source] = {
    "any_squad": squad_source(),
    **{f"managed_{tier}": unit_source(tier, permission=Permission.UNIT_MANAGE) for tier in Tier},
    "managed_parent": unit_source(Tier.BRIGADE, Tier.TEAM, permission=Permission.UNIT_MANAGE),
    "member": member_source(),
    "member_of_claims": member_source(Permission.CLAIM_MANAGE),
    "member_of_hours": member_source(Permission.HOURS_CONFIRM),
    "node_of_grants": node_source(),
    "offering_unit": unit_source(permission=Permission.RESOURCE_MANAGE),
    "member_at_gate": walk_up_source(),
    "site": site_source(),
    "squad_of_members": unit_source(Tier.SQUAD, permission=Permission.MEMBER_MANAGE),
    "site_of_demands": site_of_demands_source(),
    "team": any_unit_source(Permission.SITE_MANAGE, Tier.TEAM),
    "thanked_member": thanked_member_source(),
    "thanked_unit": thanked_unit_source(),
    "unit": unit_source(),
    "unit_of_claims": unit_source(permission=Permission.CLAIM_MANAGE),
    "unit_of_demands": any_unit_source(Permission.DEMAND_FORWARD, Tier.BRIGADE, Tier.TEAM),
    "unit_of_privacy": unit_source(permission=Permission.PRIVACY_HANDLE),
    "unit_of_plans": unit_source(Tier.BRIGADE, Tier.TEAM, permission=Permission.PLAN_RUN),
    "unit_of_reports": unit_source(permission=Permission.REPORT_READ),
    "unit_of_projects": unit_source(permission=Permission.PROJECT_EDIT),
}
