"""What runs beside the pages: scheduled jobs, ways out of the process, commands."""

from __future__ import annotations

from collections.abc import Mapping

from click import Command

from volunteer.access import handover
from volunteer.access.command import group as accounts_command
from volunteer.accounts import jobs as accounts_jobs
from volunteer.activities import jobs as activities_jobs
from volunteer.answers import jobs as answers_jobs
from volunteer.answers import late_calls
from volunteer.audit import jobs as audit_jobs
from volunteer.audit.command import group as audit_command
from volunteer.backfills import missing_service
from volunteer.backfills import service as backfills_service
from volunteer.backup import command as backup_command
from volunteer.backup import jobs as backup_jobs
from volunteer.claims import jobs as claims_jobs
from volunteer.complaints import jobs as complaints_jobs
from volunteer.deadlines import jobs as deadlines_jobs
from volunteer.demo.command import demo
from volunteer.gaps import jobs as gaps_jobs
from volunteer.health.command import command as health_command
from volunteer.help_requests import jobs as help_requests_jobs
from volunteer.hotlines import jobs as hotlines_jobs
from volunteer.interchange.command import records
from volunteer.kernel.jobs import Job
from volunteer.kernel.outbox import Channel
from volunteer.ledger import countersigning
from volunteer.ledger import proving as ledger_proving
from volunteer.ledger.command import ledger
from volunteer.months import jobs as months_jobs
from volunteer.notices import command as notices_command
from volunteer.notices import delivery as notices_delivery
from volunteer.notices import dispatch as notices_dispatch
from volunteer.notices import jobs as notices_jobs
from volunteer.notices import outbox_service, reminders
from volunteer.notices.channels.mail import Mail
from volunteer.notices.channels.person import person
from volunteer.notices.channels.robot import robot
from volunteer.notices.channels.sms import sms
from volunteer.notices.channels.wecom import WeCom
from volunteer.people import jobs as people_jobs
from volunteer.plans import jobs as plans_jobs
from volunteer.plans.command import match
from volunteer.privacy import jobs as privacy_jobs
from volunteer.projects import jobs as projects_jobs
from volunteer.records import jobs as records_jobs
from volunteer.recurring import jobs as recurring_jobs
from volunteer.rosters import jobs as rosters_jobs
from volunteer.rosters.command import roster
from volunteer.runtime import docs_command, install, keys_command, outbox_command, scheduler
from volunteer.settings import command as settings_command
from volunteer.sign_in import jobs as sign_in_jobs
from volunteer.suggestions import jobs as suggestions_jobs
from volunteer.surveys import jobs as surveys_jobs
from volunteer.task_forces import jobs as task_forces_jobs
from volunteer.transfers import jobs as transfers_jobs
from volunteer.triage import command as triage_command
from volunteer.wishes import jobs as wishes_jobs

# Run by the scheduler process.
JOBS: tuple[Job, ...] = (
    accounts_jobs.FORGET_EXPIRED,
    handover.CARRY_OUT,
    *audit_jobs.JOBS,
    backup_jobs.BACK_UP,
    outbox_command.DRAIN,
    outbox_service.FORGET,
    notices_dispatch.DISPATCH,
    reminders.REMIND,
    *claims_jobs.JOBS,
    *complaints_jobs.JOBS,
    activities_jobs.CLOSE_AT_END,
    answers_jobs.CLOSE_SILENT,
    late_calls.PASS_ON,
    *deadlines_jobs.JOBS,
    gaps_jobs.COUNT,
    help_requests_jobs.FORGET,
    hotlines_jobs.APPLY,
    hotlines_jobs.FORGET,
    backfills_service.TAKE_EFFECT,
    countersigning.REMIND,
    missing_service.ESCALATE,
    ledger_proving.PROVE,
    months_jobs.FREEZE,
    notices_jobs.ASK_LEAVING,
    *people_jobs.JOBS,
    projects_jobs.FINISH_ENDED,
    sign_in_jobs.FORGET,
    *suggestions_jobs.JOBS,
    *surveys_jobs.JOBS,
    *plans_jobs.JOBS,
    *privacy_jobs.JOBS,
    records_jobs.FORGET_MISSES,
    recurring_jobs.HAND_IN,
    *rosters_jobs.JOBS,
    *task_forces_jobs.JOBS,
    transfers_jobs.ESCALATE,
    wishes_jobs.FORGET,
    wishes_jobs.REMIND,
)

# Ways out of the process, by the name a message carries; what has none waits in the outbox.
CHANNELS: Mapping[str, Channel] = {
    "person": person,
    "in_app": notices_delivery.in_app,
    "wecom": WeCom(),
    "mail": Mail(),
    "sms": sms,
    "robot": robot,
}

# `flask --app app …`
COMMANDS: tuple[Command, ...] = (
    accounts_command,
    audit_command,
    backup_command.backup_command,
    backup_command.restore_command,
    demo,
    docs_command.group,
    health_command,
    install.command,
    keys_command.group,
    ledger,
    match,
    notices_command.group,
    outbox_command.group,
    records,
    roster,
    scheduler.command,
    settings_command.group,
    triage_command.group,
)
