"""Pages of backfilled hours: entering them, and the second person's list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse
from wtforms.fields.choices import SelectChoice

from volunteer.backfills import entering, queries, service
from volunteer.backfills.awaited import of_hours, of_new
from volunteer.backfills.desk_counts import desk_counts
from volunteer.backfills.forms import BackfillForm
from volunteer.backfills.queries import BackedView
from volunteer.backfills.rules import may_enter_at
from volunteer.backfills.words import PROOFS
from volunteer.kernel import clock
from volunteer.ledger.service import BulkAnswer
from volunteer.ledger.telling import say_of_hours, say_of_people
from volunteer.organization.actor import Actor
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.projects.models import ServiceSession
from volunteer.web.form_problems import carried_out
from volunteer.web.guard import needs
from volunteer.web.humanize import masked_name
from volunteer.web.tables import page_of

PAGE_SIZE = 50
MOST_AT_ONCE = 500

bp = Blueprint("backfills", __name__)


@dataclass(frozen=True)
class Batch:
    """What was entered together for one service by one person, on one proof."""

    head: BackedView
    rows: Sequence[BackedView]


@bp.get("/hours/backfills")
@needs(Permission.HOURS_CONFIRM)
def index() -> str:
    """What waits for one's word as a second person, what was objected to, and what one entered oneself."""
    actor = current_actor()
    found = page_of(queries.to_agree(actor), size=PAGE_SIZE)
    mine = queries.first_views(queries.entered_by_me(actor), PAGE_SIZE)
    objected = queries.first_views(queries.objected(actor), PAGE_SIZE)
    return render_template(
        "pages/backfills/index.html",
        found=found,
        batches=_batches(queries.views(found.items)),
        objected=objected,
        mine=mine,
        awaited=of_hours([one.id for one in (*mine, *objected)], clock.now()),
        proofs=PROOFS,
        waiting=desk_counts(actor),
    )


@bp.post("/hours/backfills")
@needs(Permission.HOURS_CONFIRM)
def agree() -> BaseResponse:
    """Agree to the ticked ones: they go on public notice."""
    ids = request.form.getlist("ids", type=int)[:MOST_AT_ONCE]
    answer = service.agree(current_actor(), ids)
    say_of_hours(answer, _("已同意 %(count)s 条，开始公示", count=len(answer.done)))
    return redirect(url_for(".index"), 303)


@bp.get("/hours/backfills/new")
@needs(Permission.HOURS_CONFIRM)
def new() -> str:
    """The form for a session (`?session=`) or for an activity that none stands for."""
    session = _session()
    form = _form(session)
    if session is not None:
        form.minutes.data = int((session.ends - session.starts).total_seconds() // 60)
    return _form_page(form, session)


@bp.post("/hours/backfills/new")
@needs(Permission.HOURS_CONFIRM)
def enter() -> BaseResponse | tuple[str, int]:
    """Enter the hours; who could not be entered is named with the reason."""
    session = _session()
    form, actor = _form(session), current_actor()
    people = form.wanted()
    if form.validate() and not people:
        form.form_errors.append(_("请至少选一位成员"))
        return _form_page(form, session), 422
    answer = carried_out(form, lambda: _entered(actor, form, session, people), refused_at="proof")
    if answer is None:
        return _form_page(form, session), 422
    say_of_people(answer, _("已补录 %(count)s 人，同意后开始公示", count=len(answer.done)))
    return redirect(url_for(".index"), 303)


def _entered(actor: Actor, form: BackfillForm, session: ServiceSession | None, people: Sequence[int]) -> BulkAnswer:
    minutes = dict.fromkeys(people, form.minutes.data or 0)
    return entering.enter(actor, form.service(session.id if session else None), minutes)


def _session() -> ServiceSession | None:
    wanted = request.args.get("session", type=int)
    return entering.session_to_backfill(current_actor(), wanted) if wanted is not None else None


def _form(session: ServiceSession | None) -> BackfillForm:
    form = BackfillForm()
    if session is not None:
        form.for_session()
        form.people.choices = [
            SelectChoice(one.id, f"{masked_name(one.name)} · {one.number}") for one in queries.without_hours(session.id)
        ]
    else:
        form.people.choices = []
    return form


def _form_page(form: BackfillForm, session: ServiceSession | None) -> str:
    return render_template(
        "pages/backfills/form.html",
        form=form,
        session=session,
        awaited=of_new(current_actor(), session.project.unit.path if session else None, clock.now()),
        sessions=queries.sessions_to_backfill(current_actor(), clock.now()) if session is None else [],
        sheet_open=session is not None and not may_enter_at(session.ends, clock.now()),
    )


def _batches(rows: Sequence[BackedView]) -> list[Batch]:
    def together(one: BackedView) -> tuple[object, ...]:
        return one.view.proposal.session_id, one.what, one.backing.entered_at, one.backing.entered_by

    found = [tuple(part) for _key, part in groupby(rows, key=together)]
    return [Batch(part[0], part) for part in found]
