"""The JSON API of every room, under /api/v1."""

from __future__ import annotations

from flask_smorest import Blueprint as ApiBlueprint

from volunteer.access import api as access_api
from volunteer.accounts import api as accounts_api
from volunteer.activities import api as activities_api
from volunteer.activities import offline_api
from volunteer.answers import api as answers_api
from volunteer.answers import ratings_api
from volunteer.audit import api as audit_api
from volunteer.backfills import api as backfills_api
from volunteer.calendars import api as calendars_api
from volunteer.checklists import api as checklists_api
from volunteer.claims import api as claims_api
from volunteer.claims import positions_api
from volunteer.complaints import api as complaints_api
from volunteer.deadlines import api as deadlines_api
from volunteer.demand_templates import api as demand_templates_api
from volunteer.demands import api as demands_api
from volunteer.designations import api as designations_api
from volunteer.gaps import api as gaps_api
from volunteer.hotlines import api as hotlines_api
from volunteer.interchange import api as interchange_api
from volunteer.ledger import api as ledger_api
from volunteer.ledger import unusual_api
from volunteer.months import api as months_api
from volunteer.notices import api as notices_api
from volunteer.organization import api as organization_api
from volunteer.organization import group_api
from volunteer.people import api as people_api
from volunteer.people import (
    me_api,
    own_api,
    shape_api,
)
from volunteer.plans import api as plans_api
from volunteer.projects import api as projects_api
from volunteer.projects import campaign_api
from volunteer.projects import checklist_api as project_checklist_api
from volunteer.records import api as records_api
from volunteer.records import evaluation_api, honour_api, training_api
from volunteer.recurring import api as recurring_api
from volunteer.registrations import api as registrations_api
from volunteer.resources import api as resources_api
from volunteer.rosters import api as rosters_api
from volunteer.sites import api as sites_api
from volunteer.suggestions import api as suggestions_api
from volunteer.suggestions import names_api
from volunteer.surveys import api as surveys_api
from volunteer.task_forces import api as task_forces_api
from volunteer.taxonomy import api as taxonomy_api
from volunteer.transfers import api as transfers_api
from volunteer.triage import api as triage_api
from volunteer.wishes import api as wishes_api

API: tuple[ApiBlueprint, ...] = (
    accounts_api.blp,
    claims_api.blp,
    demand_templates_api.blp,
    complaints_api.blp,
    demands_api.blp,
    deadlines_api.blp,
    designations_api.blp,
    ratings_api.blp,
    answers_api.blp,
    positions_api.blp,
    activities_api.blp,
    offline_api.blp,
    ledger_api.blp,
    unusual_api.blp,
    calendars_api.blp,
    backfills_api.blp,
    organization_api.blp,
    group_api.blp,
    access_api.blp,
    suggestions_api.blp,
    names_api.blp,
    plans_api.blp,
    projects_api.blp,
    campaign_api.blp,
    checklists_api.blp,
    project_checklist_api.blp,
    taxonomy_api.blp,
    people_api.blp,
    me_api.blp,
    own_api.blp,
    own_api.papers_blp,
    sites_api.blp,
    audit_api.blp,
    notices_api.blp,
    gaps_api.blp,
    hotlines_api.blp,
    interchange_api.blp,
    months_api.blp,
    rosters_api.blp,
    task_forces_api.blp,
    resources_api.blp,
    wishes_api.blp,
    records_api.blp,
    evaluation_api.blp,
    honour_api.blp,
    training_api.blp,
    recurring_api.blp,
    registrations_api.blp,
    surveys_api.blp,
    transfers_api.blp,
    triage_api.blp,
    shape_api.blp,
)
