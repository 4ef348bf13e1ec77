"""What a room asks of rooms that it must not know: it says how to ask, here is who answers."""

from __future__ import annotations

from volunteer.accounts.failures import register_failures
from volunteer.answers.by_survey import answered
from volunteer.answers.call_backs import was_called
from volunteer.answers.queries import scores, words_on
from volunteer.audit.failed_sign_ins import failed_sign_ins
from volunteer.backfills.behind import behind
from volunteer.backfills.desk_counts import desk_counts
from volunteer.backfills.public_notice import register_notice_source
from volunteer.backfills.queries import hours_on_notice
from volunteer.claims.reasons import register_fit
from volunteer.demands.asking import register_registered_sites
from volunteer.demands.beside import register_beside
from volunteer.demands.emergencies import register_emergency_source
from volunteer.demands.facts import closed_among, demands_to_answer, hours_of, kinds_of, names_of
from volunteer.demands.orders import register_order_source
from volunteer.demands.recipients import Recipients, register_recipients
from volunteer.demands.repeated import register_series_source
from volunteer.demands.services import register_answers, register_service_source
from volunteer.designations.queries import named_for
from volunteer.health.checks import register_checks
from volunteer.health.gauges import register_gauges
from volunteer.help_requests.said import register_said
from volunteer.home import taxonomy_uses
from volunteer.kernel.outbox import register_channels
from volunteer.kernel.unit_of_work import register_reactions
from volunteer.ledger.entered_later import register_entered_later
from volunteer.ledger.served import served_in
from volunteer.ledger.unit_figures import waiting_hours
from volunteer.organization.belongings import register_belongings
from volunteer.organization.handing_over import register_following
from volunteer.organization.honoured import register_honoured
from volunteer.organization.named_for import register_named_for
from volunteer.organization.permissions import Permission
from volunteer.people.unit_figures import Figure, register_unit_figures
from volunteer.projects.answered import sessions_ahead
from volunteer.projects.campaign_totals import register_campaign_sources
from volunteer.projects.queries import answered_by_project, standing_answers
from volunteer.projects.sources import register_demand_source
from volunteer.projects.unit_figures import open_places, published_projects
from volunteer.records import honour_queries
from volunteer.recurring.queries import series_of_demand
from volunteer.registrations.queries import sites_of_members
from volunteer.resources.queries import offered_in, order_behind
from volunteer.suggestions import fit_words
from volunteer.suggestions import reach as suggestions_reach
from volunteer.task_forces.calls import holds_at
from volunteer.taxonomy.usage import register_uses
from volunteer.wiring.belongings import BELONGINGS, FOLLOWING
from volunteer.wiring.health import CHECKS, FAMILIES, FIGURES
from volunteer.wiring.processes import CHANNELS
from volunteer.wiring.reactions import REACTIONS
from volunteer.wishes.beside import waiting_wishes

# The numbers beside a unit in the tree, from rooms that the tree's own does not know.
UNIT_FIGURES: tuple[Figure, ...] = (
    Figure("projects", Permission.PROJECT_READ, published_projects),
    Figure("hours", Permission.HOURS_READ, waiting_hours),
)


def fill_seams() -> None:
    """Tell each room who answers what it asks."""
    register_reactions(REACTIONS)
    register_failures(failed_sign_ins)
    register_said(answered)
    register_channels(CHANNELS)
    register_entered_later(desk_counts, behind)
    register_notice_source(hours_on_notice)
    register_demand_source(demands_to_answer, names_of, kinds_of, hours_of)
    register_answers(answered_by_project, standing_answers)
    register_belongings(BELONGINGS)
    register_unit_figures(UNIT_FIGURES, open_places)
    register_fit(fit_words.fit_for, suggestions_reach.reach_for)
    register_service_source(sessions_ahead)
    register_beside(waiting_wishes)
    register_campaign_sources(served_in, closed_among)
    register_recipients(Recipients(words_on, scores, was_called))
    register_uses(taxonomy_uses.USES)
    register_named_for(named_for)
    register_following(FOLLOWING)
    register_emergency_source(holds_at)
    register_order_source(order_behind, offered_in)
    register_series_source(series_of_demand)
    register_registered_sites(sites_of_members)
    register_notice_source(honour_queries.on_notice)
    register_honoured(honour_queries.of_unit)
    register_checks(CHECKS)
    register_gauges(FIGURES, FAMILIES)
