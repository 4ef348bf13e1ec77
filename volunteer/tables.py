"""Every table of the application, so that migrations and tests see the whole schema."""

from __future__ import annotations

from volunteer.accounts import models as accounts
from volunteer.accounts import sign_in_models as devices
from volunteer.activities import models as activities
from volunteer.answers import models as answers
from volunteer.audit import models as audit
from volunteer.backfills import missing_models as missing_hours
from volunteer.backfills import models as backfills
from volunteer.backup import models as backup
from volunteer.calendars import models as calendars
from volunteer.checklists import models as checklists
from volunteer.claims import models as claims
from volunteer.complaints import models as complaints
from volunteer.deadlines import models as deadlines
from volunteer.demand_templates import models as demand_templates
from volunteer.demands import models as demands
from volunteer.designations import models as designations
from volunteer.gaps import models as gaps
from volunteer.help_requests import models as help_requests
from volunteer.hotlines import models as hotlines
from volunteer.kernel import job_runs, outbox, outbox_hold
from volunteer.ledger import models as ledger
from volunteer.ledger import proof_models as ledger_proof
from volunteer.months import models as months
from volunteer.notices import models as notices
from volunteer.organization import models as organization
from volunteer.people import models as people
from volunteer.plans import models as plans
from volunteer.privacy import models as privacy
from volunteer.projects import campaign_models as campaigns
from volunteer.projects import checklist_models as checklist_ticks
from volunteer.projects import models as projects
from volunteer.records import models as records
from volunteer.recurring import models as recurring
from volunteer.resources import models as resources
from volunteer.rosters import models as rosters
from volunteer.sign_in import models as sign_in
from volunteer.suggestions import models as suggestions
from volunteer.surveys import models as surveys
from volunteer.task_forces import models as task_forces
from volunteer.taxonomy import models as taxonomy
from volunteer.transfers import models as transfers
from volunteer.triage import models as triage
from volunteer.wishes import models as wishes

ALL = (
    outbox,
    job_runs,
    outbox_hold,
    backup,
    taxonomy,
    accounts,
    devices,
    sign_in,
    organization,
    people,
    transfers,
    designations,
    surveys,
    rosters,
    demand_templates,
    demands,
    deadlines,
    projects,
    campaigns,
    checklists,
    checklist_ticks,
    recurring,
    help_requests,
    hotlines,
    claims,
    resources,
    wishes,
    task_forces,
    activities,
    calendars,
    answers,
    ledger,
    backfills,
    missing_hours,
    ledger_proof,
    records,
    complaints,
    suggestions,
    plans,
    privacy,
    gaps,
    triage,
    months,
    notices,
    audit,
)
