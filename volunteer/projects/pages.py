"""Pages of projects: the leaders' list, the form, the page of one project."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Select
from werkzeug.wrappers import Response

from volunteer.kernel import clock
from volunteer.kernel.errors import Invalid, Refused
from volunteer.organization.actor import Actor
from volunteer.organization.asked import unit_asked_for
from volunteer.organization.calendar import day_types
from volunteer.organization.current import current_actor
from volunteer.organization.models import Unit
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import require, visible
from volunteer.projects import desk_queries, form_filling, publishing, queries, rules, service
from volunteer.projects.campaign_queries import an_id, campaign_choices, campaign_of
from volunteer.projects.checklist import OPEN, lines_for, wanting
from volunteer.projects.forms import ProjectForm
from volunteer.projects.models import Project
from volunteer.projects.schemas import fill_counts
from volunteer.projects.shown import contact_of, lines_of, summary
from volunteer.projects.sources import DemandFacts, content_of, demand_names, demands_waiting
from volunteer.projects.states import ProjectStatus
from volunteer.projects.wording import DONE, FILLED_IN_AT, STATUSES
from volunteer.taxonomy.naming import category_name, names
from volunteer.web.fields import tidy
from volunteer.web.form_problems import show_problems
from volunteer.web.guard import needs, signed_in
from volunteer.web.humanize import short_date
from volunteer.web.tables import Sorting, page_of, sorting
from volunteer.web.wording import MISSING, words

bp = Blueprint("projects", __name__)


@bp.get("/projects")
@needs(Permission.PROJECT_READ)
def index() -> str:
    """The projects within reach, latest first; the filters stay in the address."""
    actor = current_actor()
    wanted, unit = _wanted(actor)
    statement, order = listed(actor)
    found = page_of(statement)
    return render_template(
        "pages/projects/index.html",
        found=found,
        sorting=order,
        projects=[summary(project) for project in found.items],
        wanted=wanted,
        statuses=[(status.value, text) for status, text in STATUSES.items()],
        categories=names().categories.items(),
        towns=desk_queries.towns(),
        campaigns=campaign_choices(actor.reach(Permission.PROJECT_READ).unit_paths),
        unit=unit,
        may_edit=actor.may(Permission.PROJECT_EDIT),
    )


def listed(actor: Actor) -> tuple[Select[Project], Sorting]:
    """The projects the address asks for, in its order."""
    columns = {
        "made": Project.id,
        "title": Project.title,
        "status": Project.status,
        "next": desk_queries.next_start(clock.now()),
    }
    order = sorting(columns, Project.id, "-made")
    chosen = queries.project_list(visible(Project, actor, Permission.PROJECT_READ), actor, _wanted(actor)[0])
    return order.apply(queries.with_parts(chosen)), order


def _wanted(actor: Actor) -> tuple[queries.ProjectFilters, Unit | None]:
    unit = unit_asked_for(actor, Permission.PROJECT_READ)
    wanted = queries.ProjectFilters(
        status=_one_of(request.args.get("status"), STATUSES),
        category=request.args.get("category") or None,
        town=request.args.get("town") or None,
        q=tidy(request.args.get("q")),
        mine=True,
        below_unit=unit.id if unit else None,
        campaign=request.args.get("campaign", type=an_id),
        made_by=actor.account_id if request.args.get("own") else None,
    )
    return wanted, unit


@bp.get("/projects/new")
@needs(Permission.PROJECT_EDIT)
def new() -> str | Response:
    """An empty form, or one filled with what demands say (`?demand=ID&demand=ID`), or like another (`?like=ID`).

    A demand that has a project already leads to that.
    """
    actor = current_actor()
    like = request.args.get("like", type=int)
    if like is not None:
        return _form_page(ProjectForm(data=form_filling.copied(_to_edit(like), clock.now())))
    demands = _demands_left(actor, _demand_ids())
    try:
        service.check_unanswered([demand.id for demand in demands])
    except Refused as refused:
        flash(words(refused), "warn")
        return redirect(url_for("projects.detail", project_id=refused.details["project_id"]), 303)
    unit_id = demands[0].responsible_unit_id if demands else actor.led_unit(Permission.PROJECT_EDIT)
    known = form_filling.proposed(content_of(demands, _("志愿者")), unit_id)
    form = ProjectForm(data={**known, "campaign_id": request.args.get("campaign", type=an_id)})
    return _form_page(form, demands=demands)


@bp.post("/projects/new")
@needs(Permission.PROJECT_EDIT)
def make() -> tuple[str, int] | Response | str:
    """Keep the draft."""
    actor, form = current_actor(), ProjectForm()
    demand_ids = _demand_ids()
    saved = _save(form, actor, lambda: service.make(actor, form.content(), form.unit_id.data, demand_ids))
    if saved is None:
        status = 200 if "add" in request.form else 422
        return _form_page(form, demands=_demands_left(actor, demand_ids)), status
    flash(_("草稿已保存，核对后就可以发布"), "ok")
    return redirect(url_for("projects.detail", project_id=saved.id), 303)


@bp.get("/projects/<int:project_id>")
@signed_in
def detail(project_id: int) -> str:
    """One project: for its organizers with everything to be done, for others what is public."""
    actor, now = current_actor(), clock.now()
    project = queries.one_project(actor, project_id)
    own = _reaches(actor, Permission.PROJECT_READ, project)
    may_edit = _reaches(actor, Permission.PROJECT_EDIT, project)
    return render_template(
        "pages/projects/detail.html",
        project=project,
        state=rules.fill_state(project, now),
        fill=fill_counts(project.sessions),
        own=own,
        may_edit=may_edit,
        steps=_steps(actor, project),
        **(_readiness(project, now) if own else {}),
        campaign=campaign_of(project),
        session_states={session.id: rules.session_state(session, now) for session in project.sessions},
        may_change={s.id: may_edit and _may_change(project, s, now) for s in project.sessions},
        lines=lines_of(project),
        editable=may_edit and project.status in rules.EDITABLE,
        contact=contact_of(project, own),
        hosts=queries.host_names(project.sessions) if own else {},
        demands=demand_names(queries.demand_ids_by_project([project.id]).get(project.id, [])) if own else {},
        signed_up=sum(p.taken for s in project.sessions if s.ends > now for p in s.positions),
    )


@bp.get("/projects/<int:project_id>/edit")
@needs(Permission.PROJECT_EDIT)
def edit_form(project_id: int) -> str:
    """The form with what is known."""
    project = _to_edit(project_id)
    return _form_page(ProjectForm(data=form_filling.values_of(project)), project)


@bp.post("/projects/<int:project_id>/edit")
@needs(Permission.PROJECT_EDIT)
def edit(project_id: int) -> tuple[str, int] | Response | str:
    """Save the changes."""
    project = _to_edit(project_id)
    actor, form = current_actor(), ProjectForm()
    del form.unit_id  # a project keeps its unit
    saved = _save(form, actor, lambda: service.edit(actor, project_id, form.version.data or 0, form.content()))
    if saved is None:
        return _form_page(form, project), 200 if "add" in request.form else 422
    flash(_("已保存"), "ok")
    return redirect(url_for("projects.detail", project_id=project_id), 303)


@bp.post("/projects/<int:project_id>/<any(submit,approve,publish,unpublish,finish):step>")
@needs(Permission.PROJECT_EDIT, Permission.PROJECT_APPROVE)
def take_step(project_id: int, step: str) -> Response:
    """A step that needs no words."""
    use_case: Callable[[Actor, int], Project] = getattr(service, step)
    use_case(current_actor(), project_id)
    return _done(project_id, step)


@bp.post("/projects/<int:project_id>/<any(return,cancel,discard):step>")
@needs(Permission.PROJECT_EDIT, Permission.PROJECT_APPROVE)
def take_step_with_reason(project_id: int, step: str) -> Response:
    """A step whose reason others read."""
    reason = tidy(request.form.get("reason"))
    if reason is None:
        raise Invalid({"reason": _("请写明原因，会告知相关的人")})
    use_case = {"return": service.send_back, "cancel": service.cancel, "discard": service.discard}[step]
    use_case(current_actor(), project_id, reason[:500])
    return _done(project_id, step)


def _readiness(project: Project, now: datetime) -> dict[str, Any]:
    """What publishing still needs; once published, what was made sure of."""
    facts = publishing.needed(now, project)
    lines = lines_for(project, facts)
    if project.status not in OPEN:
        return {"checklist": [line for line in lines if line.done]}
    return {
        "unready": True,
        "missing": [(MISSING[code], FILLED_IN_AT[code]) for code, met in facts.items() if not met],
        "met": [MISSING[code] for code, met in facts.items() if met],
        "checklist": lines,
        "complete": all(facts.values()) and not wanting(lines),
    }


def _save(form: ProjectForm, actor: Actor, use_case: Callable[[], Project]) -> Project | None:
    """Run the use case on a valid form; None with the problems shown in the form, or with a row added to it."""
    form_filling.offer_choices(form, current_actor())
    if "add" in request.form:
        _add_to(form, request.form["add"])
        return None
    if not form.validate():
        return None
    try:
        return use_case()
    except Invalid as invalid:
        show_problems(form, invalid.fields)
    except Refused as refusal:
        flash(words(refusal), "error")
    return None


def _demands_left(actor: Actor, ids: Sequence[int]) -> Sequence[DemandFacts]:
    """Those of the demands that still wait for a project; that others fell out meanwhile is said."""
    demands = demands_waiting(actor, ids)
    fallen = len(set(ids)) - len(demands)
    if fallen:
        flash(_("%(num)s 条需求已撤回、变动或不在本单位，没有放进来；请核对场次和人数", num=fallen), "warn")
    return demands


def _add_to(form: ProjectForm, what: str) -> None:
    """One more row, or the first session week by week."""
    if what != "weeks":
        form.add_row(what)
        return
    skipped = form.repeat(day_types(clock.today()))
    if skipped:
        days = _("、").join(short_date(day) for day in skipped)
        flash(_("已避开节假日和调休：%(days)s", days=days), "info")


def _form_page(form: ProjectForm, project: Project | None = None, demands: Sequence[DemandFacts] = ()) -> str:
    form_filling.offer_choices(form, current_actor())
    form.name_heads()
    return render_template(
        "pages/projects/form.html",
        form=form,
        project=project,
        demands=demands,
        kinds=[category_name(code) for code in dict.fromkeys(demand.category for demand in demands)],
        action="" if project else url_for("projects.new", demand=[demand.id for demand in demands]),
        elsewhere=form_filling.sites_of(form, project, demands),
    )


def _to_edit(project_id: int) -> Project:
    project = queries.one_project(current_actor(), project_id)
    require(current_actor(), Permission.PROJECT_EDIT, project.unit.path, project.site.path)
    return project


def _demand_ids() -> list[int]:
    return [int(text) for text in request.args.getlist("demand") if text.isdecimal() and len(text) < 19]


def _done(project_id: int, step: str) -> Response:
    flash(str(DONE[step]), "ok")
    return redirect(url_for("projects.detail", project_id=project_id), 303)


def _steps(actor: Actor, project: Project) -> list[str]:
    """The steps that can be taken now by this actor: the buttons of the page."""
    return [
        step.name
        for step in rules.MACHINE.open_steps(project.status)
        if _reaches(actor, Permission(step.permission or ""), project)
    ]


def _reaches(actor: Actor, permission: Permission, project: Project) -> bool:
    return actor.reach(permission).covers(project.unit.path, project.site.path)


def _may_change(project: Project, session: Any, now: Any) -> bool:
    """Whether a session can still be moved or called off."""
    over = project.status in (ProjectStatus.CANCELLED, ProjectStatus.FINISHED)
    return not over and session.status != "cancelled" and (session.status == "postponed" or session.starts > now)


def _one_of(value: str | None, known: Any) -> str | None:
    return value if value in known else None
