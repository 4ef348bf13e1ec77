"""The pages of every room."""

from __future__ import annotations

from flask import Blueprint

from volunteer.access import export_pages as access_export
from volunteer.access import handover_pages, role_pages
from volunteer.access import second_factor_pages as access_pages
from volunteer.accounts import security_pages as accounts_pages
from volunteer.activities import gate_pages, miss_pages
from volunteer.activities import pages as activities_pages
from volunteer.answers import call_pages as call_back_pages
from volunteer.answers import code_pages as rating_code_pages
from volunteer.answers import export_pages as answers_export
from volunteer.answers import pages as answers_pages
from volunteer.answers import public_pages as rate_pages
from volunteer.audit import export_pages as audit_export
from volunteer.audit import hand_over_pages as audit_hand_over
from volunteer.audit import pages as audit_pages
from volunteer.audit import privacy_pages
from volunteer.backfills import missing_pages, public_notice_pages
from volunteer.backfills import pages as backfills_pages
from volunteer.calendars import pages as calendars_pages
from volunteer.checklists import pages as checklist_pages
from volunteer.claims import export_pages as claims_export
from volunteer.claims import map_pages as positions_map
from volunteer.claims import pages as positions_pages
from volunteer.claims import people_pages as claims_pages
from volunteer.claims import schedule_pages
from volunteer.complaints import office_pages as complaint_office_pages
from volunteer.complaints import pages as complaints_pages
from volunteer.complaints import public_pages as complaint_public_pages
from volunteer.deadlines import pages as deadlines_pages
from volunteer.demand_templates import pages as demand_template_pages
from volunteer.demands import export_pages as demands_export
from volunteer.demands import form_pages as demand_form_pages
from volunteer.demands import pages as demands_pages
from volunteer.demands import step_pages as demand_step_pages
from volunteer.demands import together_pages
from volunteer.designations import pages as designations_pages
from volunteer.gaps import export_pages as gaps_export
from volunteer.gaps import pages as gaps_pages
from volunteer.guides import pages as guide_pages
from volunteer.health import metrics
from volunteer.health import pages as health_pages
from volunteer.help_requests import follow_pages
from volunteer.help_requests import pages as help_pages
from volunteer.help_requests import site_pages as help_site_pages
from volunteer.home import absence_pages, own_page
from volunteer.home import pages as home_pages
from volunteer.hotlines import pages as hotlines_pages
from volunteer.interchange import pages as interchange_pages
from volunteer.ledger import export_pages as ledger_export
from volunteer.ledger import pages as hours_pages
from volunteer.ledger import proof_pages, unusual_pages
from volunteer.months import file_pages as month_file_pages
from volunteer.months import pages as months_pages
from volunteer.notices import (
    call_list_pages,
    contact_pages,
    outbox_pages,
    robot_pages,
    template_pages,
)
from volunteer.notices import pages as notices_pages
from volunteer.notices import settings_pages as notice_settings_pages
from volunteer.organization import settings_pages
from volunteer.people import (
    approval_pages,
    evidence_pages,
    group_pages,
    own_skill_pages,
    place_pages,
    shape_pages,
    start_pages,
    unit_history_pages,
    unit_pages,
    unit_report_pages,
)
from volunteer.people import export_pages as people_export
from volunteer.people import pages as members_pages
from volunteer.plans import pages as plans_pages
from volunteer.plans import pair_pages as plan_pair_pages
from volunteer.privacy import leak_pages
from volunteer.privacy import office_pages as privacy_office_pages
from volunteer.privacy import pages as own_data_pages
from volunteer.privacy import resident_pages as resident_data_pages
from volunteer.projects import campaign_pages, check_in_way_pages, timeline_pages
from volunteer.projects import checklist_pages as project_checklist_pages
from volunteer.projects import export_pages as projects_export
from volunteer.projects import pages as projects_pages
from volunteer.projects import poster_pages as project_poster_pages
from volunteer.projects import session_pages as project_session_pages
from volunteer.records import certificate_pages, honour_pages, record_pages, training_pages, verify_pages
from volunteer.recurring import pages as recurring_pages
from volunteer.reference import holiday_pages
from volunteer.registrations import own_pages as own_registrations_pages
from volunteer.registrations import pages as registrations_pages
from volunteer.registrations import unit_pages as unit_registrations_pages
from volunteer.resources import form_pages as resource_form_pages
from volunteer.resources import list_pages
from volunteer.resources import order_pages as resource_order_pages
from volunteer.resources import pages as resources_pages
from volunteer.rosters import code_pages as roster_code_pages
from volunteer.rosters import pages as rosters_pages
from volunteer.sign_in import pages as sign_in_pages
from volunteer.sites import export_pages as sites_export
from volunteer.sites import pages as sites_pages
from volunteer.small_things import pages as small_things_pages
from volunteer.suggestions import name_pages
from volunteer.suggestions import own_pages as not_for_me_pages
from volunteer.suggestions import pages as suggestions_pages
from volunteer.surveys import pages as surveys_pages
from volunteer.task_forces import answer_pages, emergency_pages, force_pages
from volunteer.task_forces import pages as task_forces_pages
from volunteer.taxonomy import pages as taxonomy_pages
from volunteer.transfers import pages as transfers_pages
from volunteer.triage import pages as triage_pages
from volunteer.web import (
    display,
    health,
    security_txt,
    shell,
    styleguide,
)
from volunteer.wishes import form_pages as wish_form_pages
from volunteer.wishes import pages as wishes_pages

PAGES: tuple[Blueprint, ...] = (
    health.bp,
    health_pages.bp,
    metrics.bp,
    home_pages.bp,
    styleguide.blueprint,
    display.bp,
    shell.bp,
    security_txt.bp,
    guide_pages.bp,
    accounts_pages.bp,
    sign_in_pages.bp,
    claims_pages.bp,
    claims_export.bp,
    positions_pages.bp,
    positions_map.bp,
    schedule_pages.bp,
    calendars_pages.bp,
    activities_pages.bp,
    gate_pages.bp,
    rating_code_pages.bp,
    rate_pages.bp,
    answers_pages.bp,
    answers_export.bp,
    call_back_pages.bp,
    miss_pages.bp,
    hours_pages.bp,
    backfills_pages.bp,
    missing_pages.bp,
    missing_pages.own_bp,
    public_notice_pages.bp,
    ledger_export.bp,
    proof_pages.bp,
    unusual_pages.bp,
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
    audit_hand_over.bp,
    notices_pages.bp,
    notice_settings_pages.bp,
    template_pages.bp,
    outbox_pages.bp,
    call_list_pages.bp,
    contact_pages.bp,
    robot_pages.bp,
    suggestions_pages.bp,
    name_pages.bp,
    not_for_me_pages.bp,
    demand_template_pages.bp,
    complaint_public_pages.bp,
    complaints_pages.bp,
    own_data_pages.bp,
    privacy_office_pages.bp,
    leak_pages.bp,
    resident_data_pages.bp,
    complaint_office_pages.bp,
    demands_pages.bp,
    demands_export.bp,
    deadlines_pages.bp,
    holiday_pages.bp,
    demand_form_pages.bp,
    demand_step_pages.bp,
    together_pages.bp,
    triage_pages.bp,
    help_pages.bp,
    follow_pages.bp,
    help_site_pages.bp,
    hotlines_pages.bp,
    recurring_pages.bp,
    small_things_pages.bp,
    projects_pages.bp,
    project_poster_pages.bp,
    campaign_pages.bp,
    checklist_pages.bp,
    project_checklist_pages.bp,
    projects_export.bp,
    project_session_pages.bp,
    check_in_way_pages.bp,
    timeline_pages.bp,
    resources_pages.bp,
    resource_form_pages.bp,
    resource_order_pages.bp,
    list_pages.bp,
    wishes_pages.bp,
    wish_form_pages.bp,
    plans_pages.bp,
    rosters_pages.bp,
    roster_code_pages.bp,
    plan_pair_pages.bp,
    gaps_pages.bp,
    gaps_export.bp,
    interchange_pages.bp,
    months_pages.bp,
    month_file_pages.bp,
    transfers_pages.bp,
    task_forces_pages.bp,
    force_pages.bp,
    emergency_pages.bp,
    answer_pages.bp,
    registrations_pages.bp,
    own_registrations_pages.bp,
    unit_registrations_pages.bp,
    surveys_pages.bp,
    certificate_pages.bp,
    verify_pages.bp,
    record_pages.bp,
    training_pages.bp,
    honour_pages.bp,
)
