"""Use cases on projects: make, edit, and every step of the machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from volunteer.happenings.projects import (
    ProjectCancelled,
    ProjectDiscarded,
    ProjectEdited,
    ProjectFinished,
    ProjectHappening,
    ProjectMade,
    ProjectPublished,
    ProjectReturned,
    ProjectSubmitted,
    ProjectUnpublished,
)
from volunteer.kernel.database import db
from volunteer.kernel.errors import Forbidden, Invalid, Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.models import Place, PlaceKind, Unit, UnitStatus
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import get_visible, require
from volunteer.projects import planning, queries
from volunteer.projects.campaign_queries import covers
from volunteer.projects.content import PUBLIC, WORDS, PositionRow, ProjectContent
from volunteer.projects.linking import link_sessions
from volunteer.projects.models import Project, ProjectDemand
from volunteer.projects.publishing import check_complete, check_still_complete
from volunteer.projects.rules import (
    EDITABLE,
    MACHINE,
    SESSION_MACHINE,
    check_all_ended,
    check_nobody_signed_up,
    check_opening,
)
from volunteer.projects.shape import rows_of
from volunteer.projects.sources import content_of, demand_facts, filled_in
from volunteer.projects.states import ProjectStatus, SessionStatus
from volunteer.taxonomy.models import Category, Skill
from volunteer.texts.sensitive import Sensitive
from volunteer.web.public_words import check_words, new_words, tell_kept


@use_case
def make(
    work: Work, actor: Actor, content: ProjectContent, unit_id: int | None = None, demand_ids: Sequence[int] = ()
) -> Project:
    """A draft from nothing, or from accepted demands; what is filled in wins over what the demands say."""
    demands = demand_facts(actor, demand_ids, lock=True)
    check_unanswered([demand.id for demand in demands])
    proposal = content_of(demands, _("志愿者"))
    if unit_id is None and demands:
        unit_id = demands[0].responsible_unit_id
    unit = _organizer(actor, unit_id)
    words = {**proposal.words, **content.words}
    _check_required(words)
    check_opening(words.get("opens_at"), work.now)
    rows, sessions = filled_in(content, proposal)
    _check_references(unit, words, rows or ())
    kept = _check_public(content, proposal.words, proposal.positions or ())
    project = Project(
        unit_id=unit.id,
        created_by=actor.account_id,
        created_at=work.now,
        **{"summary": "", **words},
    )
    db.session.add(project)
    db.session.flush()
    db.session.add_all(ProjectDemand(project_id=project.id, demand_id=demand.id) for demand in demands)
    planning.plan(work, project, rows, sessions)
    link_sessions(project)
    work.record(tell_of(ProjectMade, project))
    tell_kept(work, kept, "project", project.id, project.unit_id)
    return project


@use_case
def edit(work: Work, actor: Actor, project_id: int, version: int, content: ProjectContent) -> Project:
    """Change words, rows or sessions; on a published project nobody who holds a place loses it."""
    project = load(actor, project_id, Permission.PROJECT_EDIT)
    if project.version != version:
        raise Refused("stale")
    if project.status not in EDITABLE:
        raise Refused("not_in_this_state", step="edit", status=project.status)
    words = {name: value for name, value in content.words.items() if name in WORDS and getattr(project, name) != value}
    _check_required({**_words_of(project), **words})
    check_opening(words.get("opens_at"), work.now)
    _check_references(project.unit, words, content.positions or ())
    kept = _check_public(content, _words_of(project), rows_of(project))
    planning.lock_positions(project)
    before = project.site_id
    for name, value in words.items():
        setattr(project, name, value)
    if "site_id" in words:
        _relocate(work, project, before)
    planning.plan(work, project, content.positions, content.sessions)
    link_sessions(project)
    if project.status == ProjectStatus.PUBLISHED:
        check_still_complete(work, project)
    project.version += 1
    parts = [name for name in ("positions", "sessions") if getattr(content, name) is not None]
    work.record(tell_of(ProjectEdited, project, details={"changed": [*words, *parts]}))
    tell_kept(work, kept, "project", project.id, project.unit_id)
    return project


@use_case
def submit(work: Work, actor: Actor, project_id: int) -> Project:
    """Hand a complete draft to whoever approves."""
    project = _take(actor, project_id, "submit")
    check_complete(work, project)
    work.record(tell_of(ProjectSubmitted, project))
    return project


@use_case
def approve(work: Work, actor: Actor, project_id: int) -> Project:
    """Open a reviewed project to claims."""
    return _open(work, _take(actor, project_id, "approve"))


@use_case
def publish(work: Work, actor: Actor, project_id: int) -> Project:
    """Open a draft, or one taken back, to claims without a review by somebody else."""
    return _open(work, _take(actor, project_id, "publish"))


@use_case
def send_back(work: Work, actor: Actor, project_id: int, reason: str) -> Project:
    """Return a project under review to its maker, who reads why."""
    project = _take(actor, project_id, "return")
    project.return_reason = reason
    work.record(tell_of(ProjectReturned, project, reason=reason))
    return project


@use_case
def unpublish(work: Work, actor: Actor, project_id: int) -> Project:
    """Take a project back that nobody has signed up for."""
    project = _take(actor, project_id, "unpublish")
    check_nobody_signed_up(planning.lock_positions(project))
    work.record(tell_of(ProjectUnpublished, project))
    return project


@use_case
def cancel(work: Work, actor: Actor, project_id: int, reason: str | None = None) -> Project:
    """Call a published project off: what lies ahead is cancelled and everybody on it is told."""
    project = _take(actor, project_id, "cancel")
    call_off(work, project, reason)
    return project


@use_case
def discard(work: Work, actor: Actor, project_id: int, reason: str | None = None) -> Project:
    """Give up a project that is not open to claims."""
    project = _take(actor, project_id, "discard")
    work.record(tell_of(ProjectDiscarded, project, reason=reason))
    return project


@use_case
def finish(work: Work, actor: Actor, project_id: int) -> Project:
    """All sessions are over: the demands it answers can be rated."""
    project = _take(actor, project_id, "finish")
    close(work, project)
    return project


def call_off(work: Work, project: Project, reason: str | None) -> None:
    """What cancelling a project does beside its own step."""
    for session in project.sessions:
        ahead = session.status == SessionStatus.POSTPONED or session.starts > work.now
        if session.status != SessionStatus.CANCELLED and ahead:
            SESSION_MACHINE.move(session, "cancel")
            session.sequence += 1
    project.ended_at = work.now
    work.record(tell_of(ProjectCancelled, project, reason=reason))


def close(work: Work, project: Project) -> None:
    """What finishing a project does beside its own step."""
    check_all_ended(project.sessions, work.now)
    project.ended_at = work.now
    work.record(tell_of(ProjectFinished, project))


def tell_of(kind: type[ProjectHappening], project: Project, **fields: Any) -> ProjectHappening:
    """The happening of a kind about a project, with the demands it answers."""
    demands = tuple(db.session.scalars(queries.demand_ids_of(project.id)))
    return kind(
        subject_id=project.id, unit_id=project.unit_id, maker_id=project.created_by, demand_ids=demands, **fields
    )


def _open(work: Work, project: Project) -> Project:
    check_complete(work, project)
    project.published_at = work.now
    project.return_reason = None
    work.record(tell_of(ProjectPublished, project))
    return project


def load(actor: Actor, project_id: int, permission: Permission) -> Project:
    """A project within reach, held until the end of the transaction."""
    project = get_visible(Project, actor, Permission.PROJECT_READ, project_id, lock=True)
    require(actor, permission, project.unit.path, project.site.path)
    return project


def _take(actor: Actor, project_id: int, step: str) -> Project:
    """Load the project, check that the actor may take the step there, take it."""
    project = load(actor, project_id, Permission(MACHINE.steps[step].permission or ""))
    MACHINE.move(project, step)
    project.version += 1
    return project


def _relocate(work: Work, project: Project, before: int) -> None:
    """Sessions ahead that were at the project's site move with it to another one."""
    for session in project.sessions:
        if session.site_id != before or session.status == SessionStatus.CANCELLED or session.starts <= work.now:
            continue
        session.site_id = project.site_id
        if project.published_at is not None:
            planning.announce_move(work, session, (session.starts, session.ends))


def _organizer(actor: Actor, unit_id: int | None) -> Unit:
    """The unit that organizes: the named one, else the lowest one that the actor leads."""
    reach = actor.reach(Permission.PROJECT_EDIT)
    if unit_id is None:
        if not reach.unit_paths:
            raise Forbidden
        unit_id = int(max(reach.unit_paths, key=len).rstrip("/").rsplit("/", 1)[-1])
    unit = db.session.get(Unit, unit_id)
    if unit is None:
        raise Invalid({"unit_id": _("没有这个单位")})
    require(actor, Permission.PROJECT_EDIT, unit.path)
    if unit.status != UnitStatus.ACTIVE:
        raise Refused("unit_closed")
    return unit


def check_unanswered(demand_ids: Sequence[int]) -> None:
    """One demand is answered by one project at a time; which one is said."""
    standing = queries.standing_answers(demand_ids)
    if standing:
        answering = next(iter(standing.values()))
        raise Refused("answered_already", title=answering.title, project_id=answering.id)


def _check_public(content: ProjectContent, stands: Mapping[str, Any], rows: Sequence[PositionRow]) -> list[Sensitive]:
    """What is new of the public words; what stood before, or comes from a demand, has been judged there."""
    known = {row.title for row in rows}
    titles = "\n".join(row.title for row in content.positions or () if row.title not in known)
    return check_words({**new_words(PUBLIC, content.words, stands), "positions": titles}, as_written=content.as_written)


def _words_of(project: Project) -> dict[str, Any]:
    return {name: getattr(project, name) for name in WORDS}


def _check_required(words: Mapping[str, Any]) -> None:
    """A draft has at least a title, a category and a site."""
    absent = [name for name in ("title", "category", "site_id") if not words.get(name)]
    if absent:
        raise Invalid({name: _("请填写") for name in absent})


def _check_references(unit: Unit, words: Mapping[str, Any], rows: Sequence[PositionRow]) -> None:
    """Category, site and skills must exist, a campaign must reach the unit."""
    wrong: dict[str, str] = {}
    if "category" in words and db.session.get(Category, words["category"]) is None:
        wrong["category"] = _("没有这个类别")
    if "site_id" in words:
        site = db.session.get(Place, words["site_id"])
        if site is None or site.kind == PlaceKind.CITY:
            wrong["site_id"] = _("没有这个服务地点")
    skills = {row.skill for row in rows if row.skill}
    if skills - set(db.session.scalars(select(Skill.code).where(Skill.code.in_(skills)))):
        wrong["positions"] = _("没有这项技能")
    if words.get("campaign_id") is not None and not covers(words["campaign_id"], unit):
        wrong["campaign_id"] = _("没有这个活动月，或者不是本单位和上级设立的")
    if wrong:
        raise Invalid(wrong)
