"""Pages of collaboration groups: their organs side by side. They stand in this room because they count members."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse
from wtforms.fields.choices import SelectChoice

from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.kernel.pinyin import pinyin_of
from volunteer.organization import groups
from volunteer.organization.current import current_actor
from volunteer.organization.forms import GroupForm, OrganForm
from volunteer.organization.models import CollaborationGroup, Organ, UnitStatus
from volunteer.organization.permissions import Permission
from volunteer.people.unit_tree import Branch, branches
from volunteer.web.form_problems import carried_out
from volunteer.web.guard import needs

bp = Blueprint("groups", __name__, url_prefix="/groups")


@dataclass(frozen=True)
class OrganRow:
    """An organ with its teams and what they add up to."""

    organ: Organ | None  # None: the whole group
    teams: Sequence[Branch]
    members: int
    figures: Mapping[str, int]


@bp.get("")
@needs(Permission.UNIT_READ)
def index() -> str:
    """The groups within sight."""
    return _index_page(GroupForm(formdata=None))


@bp.post("")
@needs(Permission.UNIT_MANAGE)
def make() -> BaseResponse | tuple[str, int]:
    """Set up a group."""
    form = GroupForm()
    made = carried_out(form, lambda: groups.make_group(current_actor(), form.name.data))
    if made is None:
        return _index_page(form), 422
    flash(_("已新设%(name)s", name=made.name), "ok")
    return redirect(url_for("groups.show", group_id=made.id), 303)


@bp.get("/<int:group_id>")
@needs(Permission.UNIT_READ)
def show(group_id: int) -> str:
    """One group: its organs in the order of the alphabet, with what each adds up to."""
    return _show_page(groups.group(current_actor(), group_id))


@bp.post("/<int:group_id>/name")
@needs(Permission.UNIT_MANAGE)
def rename(group_id: int) -> BaseResponse | tuple[str, int]:
    """Another name."""
    form = GroupForm()
    if carried_out(form, lambda: groups.rename_group(current_actor(), group_id, form.name.data)) is None:
        return _show_page(groups.group(current_actor(), group_id), name_form=form), 422
    flash(_("已保存"), "ok")
    return redirect(url_for("groups.show", group_id=group_id), 303)


@bp.post("/<int:group_id>/organs")
@needs(Permission.UNIT_MANAGE)
def put_in(group_id: int) -> BaseResponse:
    """Put an organ into the group."""
    organ = groups.put_into_group(current_actor(), group_id, request.form.get("organ_id", 0, type=int))
    flash(_("%(name)s已加入协作组", name=organ.name), "ok")
    return redirect(url_for("groups.show", group_id=group_id), 303)


@bp.post("/<int:group_id>/organs/<int:organ_id>/out")
@needs(Permission.UNIT_MANAGE)
def take_out(group_id: int, organ_id: int) -> BaseResponse:
    """Take an organ out of the group."""
    organ = groups.take_out_of_group(current_actor(), group_id, organ_id)
    flash(_("%(name)s已移出协作组", name=organ.name), "ok")
    return redirect(url_for("groups.show", group_id=group_id), 303)


def _index_page(form: GroupForm) -> str:
    actor = current_actor()
    found = db.session.scalars(groups.groups(actor)).all()
    return render_template(
        "pages/groups/index.html",
        groups=found,
        organs=groups.organ_numbers(),
        supervisors=groups.supervisors([group.id for group in found], clock.now()),
        ungrouped=len(groups.organs_of_none()),
        may_shape=groups.may_shape(actor),
        form=form,
    )


def _show_page(group: CollaborationGroup, name_form: GroupForm | None = None) -> str:
    actor = current_actor()
    rows = _rows(group)
    may_shape = groups.may_shape(actor)
    organ_form = OrganForm(formdata=None)
    if may_shape:
        free = sorted(groups.organs_of_none(), key=_spelling)
        organ_form.organ_id.choices = [SelectChoice(organ.id, organ.name) for organ in free]
    return render_template(
        "pages/groups/show.html",
        group=group,
        rows=rows,
        total=_added_up(None, [team for row in rows for team in row.teams]),
        supervisors=groups.supervisors([group.id], clock.now()).get(group.id, []),
        may_shape=may_shape,
        name_form=name_form or GroupForm(formdata=None, obj=group),
        organ_form=organ_form,
    )


def _rows(group: CollaborationGroup) -> list[OrganRow]:
    organs = sorted(groups.organs_of(group.id), key=_spelling)
    active = [team for team in groups.teams_of(group.id) if team.status == UnitStatus.ACTIVE]
    counted = sorted(branches(current_actor(), active), key=lambda branch: branch.unit.organ_id or 0)
    by_organ = {organ_id: list(teams) for organ_id, teams in groupby(counted, lambda branch: branch.unit.organ_id)}
    return [_added_up(organ, by_organ.get(organ.id, [])) for organ in organs]


def _added_up(organ: Organ | None, teams: Sequence[Branch]) -> OrganRow:
    """Teams never stand below each other, so that their numbers may be added."""
    names = {name for team in teams for name in team.figures}
    figures: dict[str, Any] = {name: sum(team.figures[name] for team in teams) for name in names}
    return OrganRow(organ, teams, sum(team.members for team in teams), figures)


def _spelling(organ: Organ) -> tuple[str, str]:
    return pinyin_of(organ.name)[0], organ.name
