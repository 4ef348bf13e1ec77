"""Pages of campaigns: all of them, one with its totals and projects, the form of the unit that calls."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import DateField, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from volunteer.kernel import clock
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.projects import campaign_service
from volunteer.projects.campaign_models import Campaign
from volunteer.projects.campaign_queries import an_id, campaigns, one_campaign, projects_of
from volunteer.projects.campaign_service import PUBLIC, CampaignContent
from volunteer.projects.campaign_totals import totals
from volunteer.projects.schemas import CAMPAIGN_NAME, CAMPAIGN_TEXT
from volunteer.projects.shown import summary
from volunteer.web.fields import number_carried, tidy
from volunteer.web.form_problems import carried_out
from volunteer.web.guard import needs, public
from volunteer.web.public_words import PublicWordsForm
from volunteer.web.tables import page_of

bp = Blueprint("campaigns", __name__)


class CampaignForm(PublicWordsForm):
    """Name, words and days of a campaign."""

    PUBLIC = PUBLIC

    version = HiddenField(filters=[number_carried])
    name = StringField(_l("名称"), [DataRequired(_l("请填写名称")), Length(max=CAMPAIGN_NAME)], filters=[tidy])
    text = TextAreaField(_l("主题和要求"), [DataRequired(_l("请写明主题")), Length(max=CAMPAIGN_TEXT)], filters=[tidy])
    since = DateField(_l("从"), [InputRequired(_l("请选择日期"))])
    until = DateField(_l("到"), [InputRequired(_l("请选择日期"))])

    def content(self) -> CampaignContent:
        """What the use cases take."""
        return CampaignContent(self.name.data, self.text.data, self.since.data, self.until.data)


@bp.get("/campaigns")
@public
def index() -> str:
    """All campaigns, the latest first; `?now=1` only those that run today."""
    today, running = clock.today(), bool(request.args.get("now"))
    return render_template(
        "pages/campaigns/index.html",
        found=page_of(campaigns(today if running else None)),
        running=running,
        may_run=current_actor().may(Permission.CAMPAIGN_RUN),
        today=today,
    )


@bp.get("/campaigns/<int:campaign_id>")
@public
def show(campaign_id: int) -> str:
    """What it calls for, what came of it until now, and the projects that this counts."""
    campaign, now = one_campaign(campaign_id), clock.now()
    found = page_of(projects_of(campaign.id))
    reach = current_actor().reach(Permission.CAMPAIGN_RUN)
    return render_template(
        "pages/campaigns/show.html",
        campaign=campaign,
        totals=totals(campaign.id, now),
        today=clock.today(),
        found=found,
        projects=[summary(project) for project in found.items],
        may_run=reach.covers(campaign.unit.path),
        may_call=bool(reach),
    )


@bp.get("/campaigns/new")
@needs(Permission.CAMPAIGN_RUN)
def new() -> str:
    """An empty form, or one filled like an earlier campaign (`?like=ID`)."""
    like = request.args.get("like", type=an_id)
    return _form_page(CampaignForm(data=_again(one_campaign(like)) if like else None))


@bp.post("/campaigns/new")
@needs(Permission.CAMPAIGN_RUN)
def make() -> Response | tuple[str, int]:
    """Call for it."""
    form = CampaignForm()
    made = carried_out(form, lambda: _made(form))
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

    def act() -> Campaign:
        return campaign_service.edit(
            current_actor(), campaign_id, form.version.data, form.content(), as_written=form.keeps_words
        )

    if carried_out(form, act) is None:
        return _form_page(form, campaign), 422
    flash(_("已保存"), "ok")
    return redirect(url_for("campaigns.show", campaign_id=campaign_id), 303)


def _made(form: CampaignForm) -> Campaign:
    return campaign_service.make(current_actor(), form.content(), as_written=form.keeps_words)


def _again(campaign: Campaign) -> dict[str, Any]:
    """The same a year later, and where it names its year, under the new one."""
    days = {"since": a_year_later(campaign.since), "until": a_year_later(campaign.until)}
    before, after = str(campaign.since.year), str(days["since"].year)
    dated = before in campaign.name
    name = campaign.name.replace(before, after) if dated else _("%(name)s（%(year)s）", name=campaign.name, year=after)
    return {"name": name, "text": campaign.text.replace(before, after), **days}


def a_year_later(day: date) -> date:
    """The same day of the next year; the last of February where it has no such day."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def _form_page(form: CampaignForm, campaign: Campaign | None = None) -> str:
    unit = campaign.unit if campaign is not None else campaign_service.calling_unit(current_actor())
    return render_template("pages/campaigns/form.html", form=form, campaign=campaign, unit=unit)
