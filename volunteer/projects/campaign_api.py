"""JSON API of campaigns."""

from __future__ import annotations

from datetime import date
from typing import Any

import marshmallow as ma

from volunteer.kernel import clock
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.projects import campaign_service
from volunteer.projects.campaign_models import Campaign
from volunteer.projects.campaign_queries import campaigns, one_campaign
from volunteer.projects.campaign_service import CampaignContent
from volunteer.projects.campaign_totals import totals
from volunteer.projects.schemas import CAMPAIGN_NAME, CAMPAIGN_TEXT
from volunteer.web.api import Listing, ListingPage, blueprint, documented
from volunteer.web.fields import Id, Input, StrictBoolean, Text
from volunteer.web.guard import needs, signed_in
from volunteer.web.idempotency import idempotent

blp = blueprint("campaigns", __name__, "Themed months that units call for, and what came of them")


class CampaignOut(ma.Schema):
    """A campaign; both days are included."""

    id = ma.fields.Integer()
    unit_id = ma.fields.Integer()
    name = ma.fields.String()
    text = ma.fields.String()
    since = ma.fields.Date()
    until = ma.fields.Date()
    version = ma.fields.Integer()


class CampaignTotalsOut(ma.Schema):
    """Sums of the whole, as they were at `counted_at`; there are none of single persons or units."""

    counted_at = ma.fields.AwareDateTime()
    projects = ma.fields.Integer()
    held = ma.fields.Integer(metadata={"description": "sessions that are over"})
    services = ma.fields.Integer(metadata={"description": "confirmed services, a person in a session counts once"})
    minutes = ma.fields.Integer()
    demands = ma.fields.Integer()
    demands_closed = ma.fields.Integer()


class CampaignFiltersIn(Input):
    """Only those that a day lies in."""

    running_on = ma.fields.Date()


class CampaignIn(Input):
    """A new campaign; of the highest unit that the caller may call for, unless one is named."""

    unit_id = Id()
    name = Text(CAMPAIGN_NAME, required=True)
    text = Text(CAMPAIGN_TEXT, required=True)
    since = ma.fields.Date(required=True)
    until = ma.fields.Date(required=True)
    as_written = StrictBoolean()


class CampaignPatch(Input):
    """The campaign as it shall be; what is left out stays."""

    version = ma.fields.Integer(strict=True, required=True)
    name = Text(CAMPAIGN_NAME)
    text = Text(CAMPAIGN_TEXT)
    since = ma.fields.Date()
    until = ma.fields.Date()
    as_written = StrictBoolean()


@blp.route("/campaigns", methods=["GET"])
@signed_in
@blp.arguments(CampaignFiltersIn, location="query")
@blp.response(200, CampaignOut(many=True))
@documented(blp, 401)
@blp.paginate(ListingPage, max_page_size=100)
def list_campaigns(filters: dict[str, date]) -> Listing:
    """All campaigns, the latest first."""
    return Listing(campaigns(filters.get("running_on")))


@blp.route("/campaigns", methods=["POST"])
@needs(Permission.CAMPAIGN_RUN)
@idempotent
@blp.arguments(CampaignIn)
@blp.response(201, CampaignOut)
@documented(blp, 401, 403, 409)
def make_campaign(data: dict[str, Any]) -> Campaign:
    """Call for one among the projects of a unit and of those below it."""
    unit_id, as_written = data.pop("unit_id", None), data.pop("as_written", False)
    return campaign_service.make(current_actor(), CampaignContent(**data), unit_id, as_written=as_written)


@blp.route("/campaigns/<int:campaign_id>", methods=["GET"])
@signed_in
@blp.response(200, CampaignOut)
@documented(blp, 401, 404)
def get_campaign(campaign_id: int) -> Campaign:
    """One campaign."""
    return one_campaign(campaign_id)


@blp.route("/campaigns/<int:campaign_id>", methods=["PATCH"])
@needs(Permission.CAMPAIGN_RUN)
@idempotent
@blp.arguments(CampaignPatch)
@blp.response(200, CampaignOut)
@documented(blp, 401, 403, 404, 409)
def edit_campaign(data: dict[str, Any], campaign_id: int) -> Campaign:
    """Other words or days."""
    version, as_written = data.pop("version"), data.pop("as_written", False)
    campaign = campaign_service.to_edit(current_actor(), campaign_id)
    known = {name: getattr(campaign, name) for name in ("name", "text", "since", "until")}
    content = CampaignContent(**{**known, **data})
    return campaign_service.edit(current_actor(), campaign_id, version, content, as_written=as_written)


@blp.route("/campaigns/<int:campaign_id>/totals", methods=["GET"])
@signed_in
@blp.response(200, CampaignTotalsOut)
@documented(blp, 401, 404)
def get_totals(campaign_id: int) -> dict[str, Any]:
    """What came of it until now."""
    now = clock.now()
    return {"counted_at": now, **vars(totals(one_campaign(campaign_id).id, now))}
