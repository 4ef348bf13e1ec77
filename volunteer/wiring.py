"""Where the rooms meet: blueprints, the table "when this happened, do these", scheduled jobs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Flask
from flask_babel import Babel
from flask_migrate import Migrate
from flask_smorest import Blueprint as ApiBlueprint

from volunteer import config, tables
from volunteer.access import api as access_api
from volunteer.access import export_pages as access_export
from volunteer.access import handover, handover_pages, role_pages
from volunteer.access import pages as access_pages
from volunteer.access import reactions as access_reactions
from volunteer.accounts import api as accounts_api
from volunteer.accounts import jobs as accounts_jobs
from volunteer.accounts import own_pages as accounts_pages
from volunteer.activities import api as activities_api
from volunteer.activities import pages as activities_pages
from volunteer.audit import api as audit_api
from volunteer.audit import export_pages as audit_export
from volunteer.audit import jobs as audit_jobs
from volunteer.audit import pages as audit_pages
from volunteer.audit import privacy_pages
from volunteer.audit.reactions import audited
from volunteer.audit.roster_rows import members_audited
from volunteer.claims import api as claims_api
from volunteer.claims import export_pages as claims_export
from volunteer.claims import jobs as claims_jobs
from volunteer.claims import map_pages as positions_map
from volunteer.claims import pages as positions_pages
from volunteer.claims import people_pages as claims_pages
from volunteer.claims import positions_api, schedule_pages
from volunteer.claims import reactions as claims_reactions
from volunteer.claims import unit_closing as claims_unit_closing
from volunteer.claims.reasons import register_fit
from volunteer.demands import api as demands_api
from volunteer.demands import export_pages as demands_export
from volunteer.demands import form_pages as demand_form_pages
from volunteer.demands import handing_over as demands_handing_over
from volunteer.demands import jobs as demands_jobs
from volunteer.demands import pages as demands_pages
from volunteer.demands import ratings_api
from volunteer.demands import reactions as demands_reactions
from volunteer.demands import step_pages as demand_step_pages
from volunteer.demands.choices import site_of_demands_source
from volunteer.demands.facts import demands_to_answer
from volunteer.demands.orders import register_order_source
from volunteer.demands.services import register_service_source
from volunteer.demo.command import demo
from volunteer.demo.outlines import demo_outlines
from volunteer.designations import api as designations_api
from volunteer.designations import pages as designations_pages
from volunteer.designations import reactions as designations_reactions
from volunteer.designations.queries import named_for
from volunteer.gaps import api as gaps_api
from volunteer.gaps import export_pages as gaps_export
from volunteer.gaps import jobs as gaps_jobs
from volunteer.gaps import pages as gaps_pages
from volunteer.happenings import (
    accounts,
    activities,
    claims,
    demands,
    designations,
    exports,
    ledger,
    organization,
    people,
    plans,
    projects,
    registrations,
    resources,
    rosters,
    sites,
    suggestions,
    surveys,
    task_forces,
    taxonomy,
    transfers,
)
from volunteer.happenings.base import Happening
from volunteer.home import absence_pages, awaiting, navigation, own_page, taxonomy_uses, urgent
from volunteer.home import handing_over as home_handing_over
from volunteer.home import pages as home_pages
from volunteer.kernel.connections import keep_prepared
from volunteer.kernel.database import db
from volunteer.kernel.jobs import Job
from volunteer.kernel.outbox import Channel, register_channels
from volunteer.kernel.unit_of_work import Reaction, register_reactions
from volunteer.ledger import api as ledger_api
from volunteer.ledger import export_pages as ledger_export
from volunteer.ledger import pages as hours_pages
from volunteer.ledger import reactions as ledger_reactions
from volunteer.ledger.unit_figures import waiting_hours
from volunteer.notices import api as notices_api
from volunteer.notices import delivery as notices_delivery
from volunteer.notices import pages as notices_pages
from volunteer.notices import reactions_accounts as notices_accounts
from volunteer.notices import reactions_activities as notices_activities
from volunteer.notices import reactions_claims as notices_claims
from volunteer.notices import reactions_demands as notices_demands
from volunteer.notices import reactions_designations as notices_designations
from volunteer.notices import reactions_ledger as notices_ledger
from volunteer.notices import reactions_people as notices_people
from volunteer.notices import reactions_projects as notices_projects
from volunteer.notices import reactions_registrations as notices_registrations
from volunteer.notices import reactions_resources as notices_resources
from volunteer.notices import reactions_suggestions as notices_suggestions
from volunteer.notices import reactions_task_forces as notices_task_forces
from volunteer.notices import reactions_transfers as notices_transfers
from volunteer.notices.queries import unread
from volunteer.organization import api as organization_api
from volunteer.organization import group_api, reshape, settings_pages
from volunteer.organization.belongings import Belonging, register_belongings
from volunteer.organization.choices import any_unit_source, site_source, unit_source
from volunteer.organization.handing_over import Following, register_following
from volunteer.organization.models import Tier
from volunteer.organization.named_for import register_named_for
from volunteer.organization.permissions import Permission
from volunteer.people import api as people_api
from volunteer.people import (
    approval_pages,
    evidence_pages,
    group_pages,
    identity,
    me_api,
    own_api,
    own_skill_pages,
    place_pages,
    resolver,
    shape_api,
    shape_pages,
    start_pages,
    unit_history_pages,
    unit_pages,
    unit_report_pages,
)
from volunteer.people import export_pages as people_export
from volunteer.people import jobs as people_jobs
from volunteer.people import pages as members_pages
from volunteer.people import reactions as people_reactions
from volunteer.people.choices import member_source
from volunteer.people.unit_figures import Figure, register_unit_figures
from volunteer.plans import api as plans_api
from volunteer.plans import jobs as plans_jobs
from volunteer.plans import pages as plans_pages
from volunteer.plans import pair_pages as plan_pair_pages
from volunteer.plans.command import match
from volunteer.projects import api as projects_api
from volunteer.projects import export_pages as projects_export
from volunteer.projects import handing_over as projects_handing_over
from volunteer.projects import jobs as projects_jobs
from volunteer.projects import pages as projects_pages
from volunteer.projects import reactions as projects_reactions
from volunteer.projects import session_pages as project_session_pages
from volunteer.projects import timeline_pages
from volunteer.projects.answered import sessions_ahead
from volunteer.projects.sources import register_demand_source
from volunteer.projects.unit_figures import open_places, published_projects
from volunteer.registrations import api as registrations_api
from volunteer.registrations import own_pages as own_registrations_pages
from volunteer.registrations import pages as registrations_pages
from volunteer.registrations import reactions as registrations_reactions
from volunteer.registrations import unit_pages as unit_registrations_pages
from volunteer.resources import api as resources_api
from volunteer.resources import form_pages as resource_form_pages
from volunteer.resources import handing_over as resources_handing_over
from volunteer.resources import list_pages
from volunteer.resources import order_pages as resource_order_pages
from volunteer.resources import pages as resources_pages
from volunteer.resources import reactions as resources_reactions
from volunteer.resources.queries import offered_in, order_behind
from volunteer.rosters import api as rosters_api
from volunteer.rosters import code_pages as roster_code_pages
from volunteer.rosters import jobs as rosters_jobs
from volunteer.rosters import pages as rosters_pages
from volunteer.rosters.command import roster
from volunteer.runtime import docs_command, install, outbox_command, scheduler
from volunteer.runtime.paths import PROJECT_ROOT
from volunteer.sites import api as sites_api
from volunteer.sites import export_pages as sites_export
from volunteer.sites import pages as sites_pages
from volunteer.suggestions import api as suggestions_api
from volunteer.suggestions import fit_words, name_pages, names_api
from volunteer.suggestions import jobs as suggestions_jobs
from volunteer.suggestions import own_pages as not_for_me_pages
from volunteer.suggestions import pages as suggestions_pages
from volunteer.suggestions import reach as suggestions_reach
from volunteer.suggestions import reactions as suggestions_reactions
from volunteer.surveys import api as surveys_api
from volunteer.surveys import jobs as surveys_jobs
from volunteer.surveys import pages as surveys_pages
from volunteer.surveys import reactions as surveys_reactions
from volunteer.task_forces import answer_pages, emergency_pages, force_pages
from volunteer.task_forces import api as task_forces_api
from volunteer.task_forces import jobs as task_forces_jobs
from volunteer.task_forces import pages as task_forces_pages
from volunteer.task_forces import reactions as task_forces_reactions
from volunteer.taxonomy import api as taxonomy_api
from volunteer.taxonomy import naming
from volunteer.taxonomy import pages as taxonomy_pages
from volunteer.taxonomy.usage import register_uses
from volunteer.transfers import api as transfers_api
from volunteer.transfers import jobs as transfers_jobs
from volunteer.transfers import pages as transfers_pages
from volunteer.transfers import reactions as transfers_reactions
from volunteer.transfers.choices import squad_source
from volunteer.web import (
    api,
    assets,
    compression,
    display,
    errors,
    guard,
    health,
    kit,
    nav,
    picking,
    security,
    shell,
    styleguide,
    town_maps,
)
from volunteer.web.picking import Source

# Pages
PAGES: tuple[Blueprint, ...] = (
    health.bp,
    home_pages.bp,
    styleguide.blueprint,
    display.bp,
    shell.bp,
    accounts_pages.bp,
    claims_pages.bp,
    claims_export.bp,
    positions_pages.bp,
    positions_map.bp,
    schedule_pages.bp,
    activities_pages.bp,
    hours_pages.bp,
    ledger_export.bp,
    own_page.bp,
    own_skill_pages.bp,
    evidence_pages.bp,
    absence_pages.bp,
    place_pages.bp,
    start_pages.bp,
    privacy_pages.bp,
    members_pages.bp,
    approval_pages.bp,
    people_export.bp,
    sites_pages.bp,
    sites_export.bp,
    unit_pages.bp,
    shape_pages.bp,
    unit_history_pages.bp,
    unit_report_pages.bp,
    group_pages.bp,
    designations_pages.bp,
    settings_pages.bp,
    taxonomy_pages.bp,
    access_pages.bp,
    access_export.bp,
    role_pages.bp,
    handover_pages.bp,
    audit_pages.bp,
    audit_export.bp,
    notices_pages.bp,
    suggestions_pages.bp,
    name_pages.bp,
    not_for_me_pages.bp,
    demands_pages.bp,
    demands_export.bp,
    demand_form_pages.bp,
    demand_step_pages.bp,
    projects_pages.bp,
    projects_export.bp,
    project_session_pages.bp,
    timeline_pages.bp,
    resources_pages.bp,
    resource_form_pages.bp,
    resource_order_pages.bp,
    list_pages.bp,
    plans_pages.bp,
    rosters_pages.bp,
    roster_code_pages.bp,
    plan_pair_pages.bp,
    gaps_pages.bp,
    gaps_export.bp,
    transfers_pages.bp,
    task_forces_pages.bp,
    force_pages.bp,
    emergency_pages.bp,
    answer_pages.bp,
    registrations_pages.bp,
    own_registrations_pages.bp,
    unit_registrations_pages.bp,
    surveys_pages.bp,
)

# JSON API under /api/v1
API: tuple[ApiBlueprint, ...] = (
    accounts_api.blp,
    claims_api.blp,
    demands_api.blp,
    designations_api.blp,
    ratings_api.blp,
    positions_api.blp,
    activities_api.blp,
    ledger_api.blp,
    organization_api.blp,
    group_api.blp,
    access_api.blp,
    suggestions_api.blp,
    names_api.blp,
    plans_api.blp,
    projects_api.blp,
    taxonomy_api.blp,
    people_api.blp,
    me_api.blp,
    own_api.blp,
    own_api.papers_blp,
    sites_api.blp,
    audit_api.blp,
    notices_api.blp,
    gaps_api.blp,
    rosters_api.blp,
    task_forces_api.blp,
    resources_api.blp,
    registrations_api.blp,
    surveys_api.blp,
    transfers_api.blp,
    shape_api.blp,
)

# When this happened, do these, in order, in the same transaction.
REACTIONS: dict[type[Happening], tuple[Reaction, ...]] = {
    accounts.AccountActivated: (audited,),
    accounts.AccountDisabled: (audited,),
    accounts.AccountEnabled: (audited,),
    accounts.AccountLocked: (audited,),
    accounts.CodeIssued: (audited,),
    accounts.GrantEnded: (audited, notices_accounts.role_ended),
    accounts.GrantGiven: (audited, notices_accounts.role_given),
    accounts.GrantHandedOver: (audited, notices_accounts.role_handed_over),
    accounts.PasswordChanged: (audited,),
    accounts.SignInFailed: (audited,),
    accounts.SignedIn: (audited,),
    accounts.SignedOutEverywhere: (audited,),
    accounts.TokenIssued: (audited,),
    accounts.TokenRevoked: (audited,),
    accounts.WorkHandedOver: (
        audited,
        demands_handing_over.work_handed_over,
        projects_handing_over.work_handed_over,
        resources_handing_over.work_handed_over,
    ),
    activities.AttendanceCompleted: (audited, ledger_reactions.propose, notices_activities.completed),
    activities.CheckedIn: (audited, projects_reactions.service_began),
    activities.CheckedOut: (audited,),
    demands.DemandAccepted: (audited, resources_reactions.accepted, notices_demands.to_asker),
    demands.DemandCancelled: (
        audited,
        resources_reactions.withdrawn,
        projects_reactions.demand_cancelled,
        notices_demands.to_unit,
    ),
    demands.DemandChanged: (
        audited,
        resources_reactions.moved,
        projects_reactions.demand_changed,
        notices_demands.to_unit,
    ),
    demands.DemandClosed: (audited, notices_demands.to_unit),
    demands.DemandDeclined: (audited, resources_reactions.declined, notices_demands.to_asker),
    demands.DemandEdited: (audited, resources_reactions.moved),
    demands.DemandForwarded: (
        audited,
        resources_reactions.forwarded,
        notices_demands.to_asker,
        notices_demands.to_unit,
    ),
    demands.DemandPosted: (audited,),
    demands.DemandPublished: (audited, notices_demands.to_asker),
    demands.DemandRated: (audited, notices_demands.to_unit),
    demands.DemandReopened: (audited, notices_demands.to_unit),
    demands.DemandReturned: (audited, notices_demands.to_asker),
    demands.DemandServed: (audited, notices_demands.to_asker),
    demands.DemandServiceBegan: (audited,),
    demands.DemandSubmitted: (audited, notices_demands.to_unit),
    demands.DemandUnpublished: (audited, notices_demands.to_asker, notices_demands.to_unit),
    demands.DemandWithdrawn: (
        audited,
        resources_reactions.withdrawn,
        projects_reactions.demand_cancelled,
        notices_demands.to_unit,
    ),
    exports.ExportMade: (audited,),
    exports.ExportUnmasked: (audited,),
    designations.DesignationEnded: (audited, notices_designations.ended),
    designations.DesignationNamed: (audited, notices_designations.named),
    ledger.HoursAmended: (audited,),
    ledger.HoursConfirmed: (audited, notices_ledger.confirmed),
    ledger.HoursCorrected: (audited, notices_ledger.corrected),
    ledger.HoursCountersigned: (audited,),
    ledger.HoursDisputed: (audited, notices_ledger.disputed),
    ledger.HoursRefused: (audited, notices_ledger.refused),
    ledger.HoursUpheld: (audited, notices_ledger.upheld),
    claims.ClaimAttended: (audited,),
    claims.ClaimConfirmed: (audited, notices_claims.confirmed, task_forces_reactions.rules_waived),
    claims.ClaimDeclined: (audited,),
    claims.ClaimInvited: (audited, notices_claims.asked),
    claims.ClaimLapsed: (audited, notices_claims.changed),
    claims.ClaimNoShow: (audited,),
    claims.ClaimOffered: (audited, notices_claims.asked),
    claims.ClaimReconfirmed: (audited,),
    claims.ClaimRefused: (audited, notices_claims.changed),
    claims.ClaimReleased: (audited, notices_claims.released),
    claims.ClaimReleasedByOthers: (audited, notices_claims.changed),
    claims.ClaimRequested: (audited, notices_claims.requested),
    claims.ClaimToReconfirm: (audited, notices_claims.changed),
    claims.ClaimWaitlisted: (audited,),
    claims.PlacesReserved: (audited,),
    claims.PlacesReturned: (audited,),
    organization.GroupMade: (audited,),
    organization.GroupRenamed: (audited,),
    organization.OrganGrouped: (audited,),
    organization.PrivatePlaceOpened: (audited,),
    organization.UnitChanged: (audited, people_reactions.unit_changed),
    organization.UnitClosed: (
        audited,
        people_reactions.unit_closed,
        demands_reactions.unit_closed,
        projects_reactions.unit_closed,
        claims_unit_closing.unit_closed,
        access_reactions.unit_closed,
        transfers_reactions.unit_closed,
        designations_reactions.unit_closed,
        resources_reactions.unit_closed,
    ),
    organization.UnitCreated: (audited,),
    organization.UnitMoved: (audited,),
    organization.UnitSplit: (audited,),
    people.MemberAdded: (audited,),
    people.MemberChanged: (
        audited,
        claims_reactions.member_changed,
        transfers_reactions.member_changed,
        designations_reactions.member_changed,
        suggestions_reactions.member_changed,
        registrations_reactions.member_changed,
    ),
    people.EvidenceAdded: (audited,),
    people.EvidenceOpened: (audited,),
    people.EvidenceRemoved: (audited,),
    people.MemberUnmasked: (audited,),
    people.ProfileChanged: (audited, suggestions_reactions.profile_changed),
    people.ProfileConfirmed: (audited, surveys_reactions.profile_confirmed),
    people.SkillAdded: (audited,),
    people.SkillApproved: (audited, notices_people.skill_approved),
    people.SkillExpiring: (audited, notices_people.skill_expiring),
    people.SkillRemoved: (audited, notices_people.skill_removed),
    people.SkillReturned: (audited, notices_people.skill_returned),
    plans.PlanAsksNext: (audited,),
    plans.PlanDiscarded: (audited,),
    plans.PlanMade: (audited,),
    plans.PlanPairChanged: (audited,),
    plans.PlanSent: (audited,),
    plans.PlanSolved: (audited,),
    projects.HeadcountChanged: (audited, claims_reactions.headcount_changed),
    projects.HostNamed: (audited, notices_projects.host_named),
    projects.ProjectCancelled: (
        audited,
        notices_projects.cancelled,
        claims_reactions.project_cancelled,
        demands_reactions.unpublished,
    ),
    projects.ProjectDiscarded: (audited,),
    projects.ProjectEdited: (audited,),
    projects.ProjectFinished: (audited, demands_reactions.served),
    projects.ProjectMade: (audited,),
    projects.ProjectPublished: (audited, notices_projects.published, demands_reactions.published),
    projects.ProjectReturned: (
        audited,
        notices_projects.returned,
    ),
    projects.ProjectSubmitted: (
        audited,
        notices_projects.submitted,
    ),
    projects.ProjectUnpublished: (audited, demands_reactions.unpublished),
    projects.ServiceBegan: (audited, demands_reactions.began),
    projects.SessionAdded: (audited,),
    projects.SessionCancelled: (audited, claims_reactions.session_called_off),
    projects.SessionMoved: (audited, claims_reactions.session_moved),
    projects.SessionPostponed: (audited, claims_reactions.session_called_off),
    resources.OrderAccepted: (audited,),
    resources.OrderDeclined: (audited,),
    resources.OrderMoved: (audited,),
    resources.OrderPlaced: (audited, notices_resources.placed),
    resources.OrderWithdrawn: (audited,),
    resources.ResourceEdited: (audited,),
    resources.ResourceMade: (audited,),
    resources.ResourcePassedOn: (audited,),
    resources.ResourcePublished: (audited,),
    resources.ResourceWithdrawn: (audited,),
    registrations.RegistrationAsked: (audited, notices_registrations.to_site),
    registrations.RegistrationEnded: (audited, notices_registrations.to_member, notices_registrations.to_site),
    registrations.RegistrationReceived: (audited, notices_registrations.to_member),
    registrations.RegistrationRefused: (audited, notices_registrations.to_member),
    registrations.RegistrationWithdrawn: (audited,),
    registrations.TeamRegistered: (audited, notices_registrations.team_registered),
    rosters.RosterApplied: (audited, members_audited),
    rosters.RosterCodesPrinted: (audited,),
    rosters.RosterDecided: (audited,),
    rosters.RosterDiscarded: (audited,),
    rosters.RosterUploaded: (audited,),
    sites.SiteAdded: (audited,),
    sites.SiteChanged: (audited,),
    sites.TownAdded: (audited,),
    sites.TownChanged: (audited,),
    suggestions.ProjectUnsuggested: (audited, notices_suggestions.unsuggested),
    surveys.SurveyClosed: (audited,),
    surveys.SurveyExtended: (audited,),
    surveys.SurveyOpened: (audited,),
    surveys.SurveyReminded: (audited,),
    transfers.TransferAgreed: (audited,),
    transfers.TransferAsked: (audited, notices_transfers.asked),
    transfers.TransferDone: (audited, notices_transfers.ended),
    transfers.TransferEscalated: (audited, notices_transfers.escalated),
    transfers.TransferRefused: (audited, notices_transfers.ended),
    transfers.TransferWithdrawn: (audited, notices_transfers.ended),
    task_forces.CallOutClosed: (audited, notices_task_forces.enough),
    task_forces.CallOutReminded: (audited, notices_task_forces.called),
    task_forces.CalledOut: (audited, notices_task_forces.called),
    task_forces.EmergencyClosed: (audited, notices_task_forces.to_review),
    task_forces.EmergencyExtended: (audited,),
    task_forces.EmergencyOpened: (audited,),
    task_forces.EmergencyReviewed: (audited,),
    task_forces.MembersDrawn: (audited, notices_task_forces.drawn),
    task_forces.MembersLetGo: (audited,),
    task_forces.NeedOpened: (audited,),
    task_forces.TaskForceChanged: (audited,),
    task_forces.TaskForceDissolved: (audited,),
    task_forces.TaskForceMade: (audited,),
    taxonomy.CategoryListed: (audited,),
    taxonomy.SkillGroupListed: (audited,),
    taxonomy.SkillListed: (audited,),
}

# What hangs on a person and follows when a role is handed over, in the order in which it is told before.
FOLLOWING: tuple[Following, ...] = (
    projects_handing_over.PROJECTS,
    projects_handing_over.SESSIONS,
    demands_handing_over.DEMANDS,
    resources_handing_over.RESOURCES,
    home_handing_over.TASKS,
)

# The numbers beside a unit in the tree, from rooms that the tree's own does not know.
UNIT_FIGURES: tuple[Figure, ...] = (
    Figure("projects", Permission.PROJECT_READ, published_projects),
    Figure("hours", Permission.HOURS_READ, waiting_hours),
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
)

# What can be picked by typing, by the name a form says.
PICKERS: Mapping[str, Source] = {
    "any_squad": squad_source(),
    **{f"managed_{tier}": unit_source(tier, permission=Permission.UNIT_MANAGE) for tier in Tier},
    "managed_parent": unit_source(Tier.BRIGADE, Tier.TEAM, permission=Permission.UNIT_MANAGE),
    "member": member_source(),
    "member_of_claims": member_source(Permission.CLAIM_MANAGE),
    "offering_unit": unit_source(permission=Permission.RESOURCE_MANAGE),
    "site": site_source(),
    "squad_of_members": unit_source(Tier.SQUAD, permission=Permission.MEMBER_MANAGE),
    "site_of_demands": site_of_demands_source(),
    "team": any_unit_source(Permission.SITE_MANAGE, Tier.TEAM),
    "unit": unit_source(),
    "unit_of_claims": unit_source(permission=Permission.CLAIM_MANAGE),
    "unit_of_demands": any_unit_source(Permission.DEMAND_FORWARD, Tier.BRIGADE, Tier.TEAM),
    "unit_of_plans": unit_source(Tier.BRIGADE, Tier.TEAM, permission=Permission.PLAN_RUN),
    "unit_of_projects": unit_source(permission=Permission.PROJECT_EDIT),
}

# Run by the scheduler process.
JOBS: tuple[Job, ...] = (
    accounts_jobs.FORGET_EXPIRED,
    handover.CARRY_OUT,
    audit_jobs.PARTITIONS,
    outbox_command.DRAIN,
    *claims_jobs.JOBS,
    demands_jobs.CLOSE_SILENT,
    gaps_jobs.COUNT,
    *people_jobs.JOBS,
    projects_jobs.FINISH_ENDED,
    *suggestions_jobs.JOBS,
    *surveys_jobs.JOBS,
    *plans_jobs.JOBS,
    *rosters_jobs.JOBS,
    *task_forces_jobs.JOBS,
    transfers_jobs.ESCALATE,
)

# Ways out of the process, by the name a message carries; what has none waits in the outbox.
CHANNELS: Mapping[str, Channel] = {"in_app": notices_delivery.in_app}

# `flask --app app …`
COMMANDS: tuple[Any, ...] = (
    demo,
    docs_command.group,
    install.command,
    match,
    outbox_command.group,
    roster,
    scheduler.command,
)


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """The whole application. `overrides` win over the environment (tests pass the database's addresses)."""
    app = Flask(
        "volunteer", template_folder=str(PROJECT_ROOT / "templates"), static_folder=str(PROJECT_ROOT / "static")
    )
    app.jinja_environment = kit.TemplateEnvironment
    app.config.update(config.load(overrides))
    config.connect(app)
    db.init_app(app)
    with app.app_context():
        keep_prepared(db.engine)
    Migrate(app, db, directory=str(PROJECT_ROOT / "migrations"), compare_type=True)
    Babel(app, locale_selector=display.locale)
    register_reactions(REACTIONS)
    register_channels(CHANNELS)
    register_demand_source(demands_to_answer)
    register_belongings(BELONGINGS)
    register_unit_figures(UNIT_FIGURES, open_places)
    register_fit(fit_words.fit_for, suggestions_reach.reach_for)
    register_service_source(sessions_ahead)
    register_uses(taxonomy_uses.USES)
    register_named_for(named_for)
    register_following(FOLLOWING)
    register_order_source(order_behind, offered_in)
    resolver.init_app(app)
    compression.init_app(app)
    assets.init_app(app)
    rosters_pages.take_large_files(app)
    security.init_app(app)
    guard.init_app(app, resolver.resolve_actor)
    errors.init_app(app)
    kit.init_app(app)
    naming.init_app(app)
    town_maps.init_app(app, demo_outlines)
    picking.init_app(app, PICKERS)
    nav.init_app(app, navigation.decider(unread))
    identity.ask_along({**awaiting.along(unread), **urgent.ALONG})
    for page in PAGES:
        app.register_blueprint(page)
    smorest = api.init_app(app)
    for blueprint in API:
        smorest.register_blueprint(blueprint)
    api.refuse_unknown_queries(app, smorest)
    guard.open_endpoints(app, ("api-docs.openapi_json",))
    for command in COMMANDS:
        app.cli.add_command(command)
    app.extensions["volunteer_jobs"] = JOBS
    app.extensions["volunteer_tables"] = tables.ALL
    return app
