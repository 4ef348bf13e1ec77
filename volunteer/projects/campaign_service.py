"""Use cases on campaigns: a unit calls for one among those below it, and changes its words and days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import update

from volunteer.happenings.projects import CampaignEdited, CampaignMade
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, Refused, refusing
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.models import Unit, UnitStatus
from volunteer.organization.permissions import Permission
from volunteer.organization.rules import ids_of
from volunteer.organization.scope import require
from volunteer.projects.campaign_models import Campaign
from volunteer.projects.campaign_queries import one_campaign
from volunteer.projects.models import Project
from volunteer.texts.sensitive import Sensitive
from volunteer.web.public_words import check_words, new_words, tell_kept

PUBLIC = ("name", "text")
TAKEN = {"uq_campaign_unit_id_name": "campaign_name_taken"}


@dataclass(frozen=True)
class CampaignContent:
    """What a campaign is made of; both days are included."""

    name: str
    text: str
    since: date
    until: date


@use_case
def make(
    work: Work, actor: Actor, content: CampaignContent, unit_id: int | None = None, *, as_written: bool = False
) -> Campaign:
    """Call for a campaign; from now on projects of the unit and of those below it can be put under it."""
    unit = calling_unit(actor, unit_id)
    kept = _check(content, as_written, {})
    campaign = Campaign(**vars(content), unit_id=unit.id, created_by=actor.account_id, created_at=work.now)
    db.session.add(campaign)
    with refusing(TAKEN):
        db.session.flush()
    work.record(CampaignMade(subject_id=campaign.id, unit_id=unit.id))
    tell_kept(work, kept, "campaign", campaign.id, unit.id)
    return campaign


@use_case
def edit(
    work: Work, actor: Actor, campaign_id: int, version: int, content: CampaignContent, *, as_written: bool = False
) -> Campaign:
    """Other words or days; its projects stay with it."""
    campaign = to_edit(actor, campaign_id, lock=True)
    if campaign.version != version:
        raise Refused("stale")
    kept = _check(content, as_written, {name: getattr(campaign, name) for name in PUBLIC})
    renamed = campaign.name != content.name
    for name, value in vars(content).items():
        setattr(campaign, name, value)
    campaign.version += 1
    with refusing(TAKEN):
        db.session.flush()
    if renamed:
        _mark_projects(campaign)
    work.record(CampaignEdited(subject_id=campaign.id, unit_id=campaign.unit_id))
    tell_kept(work, kept, "campaign", campaign.id, campaign.unit_id)
    return campaign


def to_edit(actor: Actor, campaign_id: int, *, lock: bool = False) -> Campaign:
    """A campaign, for who runs those of its unit."""
    campaign = one_campaign(campaign_id, lock=lock)
    require(actor, Permission.CAMPAIGN_RUN, campaign.unit.path)
    return campaign


def calling_unit(actor: Actor, unit_id: int | None = None) -> Unit:
    """The unit that calls: the named one, else the highest one that the actor may call for."""
    paths = actor.reach(Permission.CAMPAIGN_RUN).unit_paths
    if not paths:
        raise Forbidden
    unit = db.session.get(Unit, unit_id or ids_of(min(paths, key=len))[-1])
    if unit is None:
        raise Invalid({"unit_id": _("没有这个单位")})
    require(actor, Permission.CAMPAIGN_RUN, unit.path)
    if unit.status != UnitStatus.ACTIVE:
        raise Refused("unit_closed")
    return unit


def _mark_projects(campaign: Campaign) -> None:
    """Cards of open positions carry the name: writing the projects anew has every process read them again."""
    written = update(Project).where(Project.campaign_id == campaign.id).values(campaign_id=campaign.id)
    db.session.execute(written, execution_options={"synchronize_session": False})


def _check(content: CampaignContent, as_written: bool, stands: Mapping[str, str]) -> list[Sensitive]:
    if content.until < content.since:
        raise Invalid({"until": str(_("结束日期不能早于开始日期"))})
    return check_words(new_words(PUBLIC, vars(content), stands), as_written=as_written)
