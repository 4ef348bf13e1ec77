"""Use cases on campaigns: the committee calls for one, and changes its words and days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from volunteer.happenings.projects import CampaignEdited, CampaignMade
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, Refused, refusing
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Permission
from volunteer.organization.queries import root_brigade
from volunteer.organization.scope import require
from volunteer.projects.campaign_models import Campaign
from volunteer.projects.campaign_queries import one_campaign

TAKEN = {"uq_campaign_name": "campaign_name_taken"}


@dataclass(frozen=True)
class CampaignContent:
    """What a campaign is made of; both days are included."""

    name: str
    text: str
    since: date
    until: date


@use_case
def make(work: Work, actor: Actor, content: CampaignContent) -> Campaign:
    """Call for a campaign; from now on projects can be put under it."""
    brigade = root_brigade()
    require(actor, Permission.CAMPAIGN_RUN, brigade.path)
    _check(content)
    campaign = Campaign(**vars(content), created_by=actor.account_id, created_at=work.now)
    db.session.add(campaign)
    with refusing(TAKEN):
        db.session.flush()
    work.record(CampaignMade(subject_id=campaign.id, unit_id=brigade.id))
    return campaign


@use_case
def edit(work: Work, actor: Actor, campaign_id: int, version: int, content: CampaignContent) -> Campaign:
    """Other words or days; its projects stay with it."""
    campaign = to_edit(actor, campaign_id, lock=True)
    if campaign.version != version:
        raise Refused("stale")
    _check(content)
    for name, value in vars(content).items():
        setattr(campaign, name, value)
    campaign.version += 1
    with refusing(TAKEN):
        db.session.flush()
    work.record(CampaignEdited(subject_id=campaign.id, unit_id=root_brigade().id))
    return campaign


def to_edit(actor: Actor, campaign_id: int, *, lock: bool = False) -> Campaign:
    """A campaign, for who runs those of the network."""
    require(actor, Permission.CAMPAIGN_RUN, root_brigade().path)
    return one_campaign(campaign_id, lock=lock)


def _check(content: CampaignContent) -> None:
    if content.until < content.since:
        raise Invalid({"until": str(_("结束日期不能早于开始日期"))})
