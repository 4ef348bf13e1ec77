"""Pages of campaigns: all of them, one with its totals and projects, the committee's form."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import DateField, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from volunteer.kernel import clock
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.projects import campaign_service
from volunteer.projects.campaign_models import Campaign
from volunteer.projects.campaign_queries import campaigns, one_campaign, projects_of, totals
from volunteer.projects.campaign_service import CampaignContent
from volunteer.projects.forms import tidy
from volunteer.projects.shown import summary
from volunteer.web.form_problems import carried_out
from volunteer.web.guard import needs, signed_in
from volunteer.web.tables import page_of

bp = Blueprint("campaigns", __name__)


class CampaignForm(FlaskForm):
    """Name, words and days of a campaign."""

    version = HiddenField()
    name = StringField(_l("名称"), [DataRequired(_l("请填写名称")), Length(max=40)], filters=[tidy])
    text = TextAreaField(_l("主题和要求"), [DataRequired(_l("请写明主题")), Length(max=1000)], filters=[tidy])
    since = DateField(_l("从"), [InputRequired(_l("请选择日期"))])
    until = DateField(_l("到"), [InputRequired(_l("请选择日期"))])

    def content(self) -> CampaignContent:
        """What the use cases take."""
        return CampaignContent(self.name.data, self.text.data, self.since.data, self.until.data)


@bp.get("/campaigns")
@signed_in
def index() -> str:
    """All campaigns, the latest first."""
    found = page_of(campaigns())
    return render_template("pages/campaigns/index.html", found=found, may_run=_may_run(), today=clock.today())


@bp.get("/campaigns/<int:campaign_id>")
@signed_in
def show(campaign_id: int) -> str:
    """What it calls for, what came of it, and the projects that this counts."""
    campaign = one_campaign(campaign_id)
    found = page_of(projects_of(campaign.id))
    return render_template(
        "pages/campaigns/show.html",
        campaign=campaign,
        totals=totals(campaign.id),
        found=found,
        projects=[summary(project) for project in found.items],
        may_run=_may_run(),
    )


@bp.get("/campaigns/new")
@needs(Permission.CAMPAIGN_RUN)
def new() -> str:
    """An empty form."""
    return _form_page(CampaignForm())


@bp.post("/campaigns/new")
@needs(Permission.CAMPAIGN_RUN)
def make() -> Response | tuple[str, int]:
    """Call for it."""
    form = CampaignForm()
    made = carried_out(form, lambda: campaign_service.make(current_actor(), form.content()))
    if made is None:
        return _form_page(form), 422
    flash(_("已设立，发起项目时可以选它"), "ok")
    return redirect(url_for("campaigns.show", campaign_id=made.id), 303)


@bp.get("/campaigns/<int:campaign_id>/edit")
@needs(Permission.CAMPAIGN_RUN)
def edit_form(campaign_id: int) -> str:
    """The form with what stands."""
    campaign = campaign_service.to_edit(current_actor(), campaign_id)
    return _form_page(CampaignForm(obj=campaign), campaign)


@bp.post("/campaigns/<int:campaign_id>/edit")
@needs(Permission.CAMPAIGN_RUN)
def edit(campaign_id: int) -> Response | tuple[str, int]:
    """Save it."""
    campaign, form = campaign_service.to_edit(current_actor(), campaign_id), CampaignForm()
    version: Any = form.version.data
    number = int(version) if str(version or "").isdecimal() else 0

    def act() -> Campaign:
        return campaign_service.edit(current_actor(), campaign_id, number, form.content())

    if carried_out(form, act) is None:
        return _form_page(form, campaign), 422
    flash(_("已保存"), "ok")
    return redirect(url_for("campaigns.show", campaign_id=campaign_id), 303)


def _may_run() -> bool:
    return current_actor().may(Permission.CAMPAIGN_RUN)


def _form_page(form: CampaignForm, campaign: Campaign | None = None) -> str:
    return render_template("pages/campaigns/form.html", form=form, campaign=campaign)
