"""Importing: a file chosen, checked while one may leave the page, looked over, decided, let through."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse
from wtforms.fields.choices import SelectChoice

from volunteer.kernel import clock
from volunteer.kernel.errors import NotVisible, Refused
from volunteer.organization.actor import Actor
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.rosters import queries, service
from volunteer.rosters.forms import ApplyForm, UploadForm
from volunteer.rosters.headings import TITLES
from volunteer.rosters.models import RosterImport
from volunteer.rosters.rules import UNDER_WAY, leaving_needs_word
from volunteer.rosters.states import ImportStatus, RosterKind
from volunteer.rosters.summary import leaving
from volunteer.rosters.template import has_file, template, with_problems
from volunteer.rosters.words import ACTIONS, KINDS, failure_words, field_words, place_words, problem_words
from volunteer.web.form_problems import carried_out
from volunteer.web.guard import needs
from volunteer.web.spreadsheet import answer
from volunteer.web.tables import page_of
from volunteer.web.wording import words

ENTRY = (Permission.ROSTER_IMPORT, Permission.SITE_MANAGE, Permission.GRANT_MANAGE)
UPLOADS = frozenset({"rosters.upload", "rosters_api.upload_roster"})
BASE64 = 1.4  # what a file grows to within JSON
MOST_OFFERED = 500  # boxes on one page

bp = Blueprint("rosters", __name__)


def take_large_files(app: Flask) -> None:
    """An uploaded roster may be larger than any other request; told before anything of it is read."""

    @app.before_request
    def _allow() -> None:
        if request.endpoint in UPLOADS:
            request.max_content_length = int(int(current_app.config["ROSTER_MAX_BYTES"]) * BASE64)


@bp.get("/rosters")
@needs(*ENTRY)
def index() -> str:
    """Every import within reach, newest first."""
    return render_template("pages/rosters/index.html", found=page_of(queries.imports(current_actor())), kinds=KINDS)


@bp.get("/rosters/new")
@needs(*ENTRY)
def new() -> str:
    """Which roster, and its template."""
    return _upload_page(current_actor(), UploadForm(kind=request.args.get("kind")))


@bp.post("/rosters/new")
@needs(*ENTRY)
def upload() -> tuple[str, int] | BaseResponse:
    """Take a file in; it is checked in the background."""
    actor, form = current_actor(), UploadForm()
    _offer(actor, form)
    made = carried_out(
        form,
        lambda: service.take_in(
            actor,
            service.Upload(
                kind=form.kind.data,
                file=form.file.data.stream,
                name=form.file.data.filename or "",
                unit_id=form.unit_id.data if form.unit_id else None,
            ),
        ),
        refused_at="file",
    )
    if made is None:
        return _upload_page(actor, form), 422
    return redirect(url_for(".show", import_id=made.id), 303)


@bp.get("/rosters/templates/<roster>")
@needs(*ENTRY)
def empty(roster: str) -> Response:
    """The workbook to fill in."""
    if roster not in queries.kinds_open_to(current_actor()):
        raise NotVisible
    return answer(template(RosterKind(roster)), TITLES[RosterKind(roster)])


@bp.get("/rosters/<int:import_id>")
@needs(*ENTRY)
def show(import_id: int) -> str:
    """How far it is; then what it would do, what is wrong, what is to be decided; then what it did."""
    return _show_page(queries.import_seen(current_actor(), import_id), ApplyForm())


@bp.get("/rosters/<int:import_id>/problems")
@needs(*ENTRY)
def problems(import_id: int) -> Response:
    """The file with its problems beside the rows."""
    made = queries.import_seen(current_actor(), import_id)
    if not has_file(made):
        raise NotVisible
    return answer(with_problems(made), _("%(title)s-问题", title=TITLES[RosterKind(made.kind)]))


@bp.post("/rosters/<int:import_id>/decide")
@needs(*ENTRY)
def decide(import_id: int) -> BaseResponse:
    """Squads to be made, units whose list is complete; then it is compared anew."""
    ticked = {name: request.form.getlist(name, type=int) for name in ("units", "complete")}
    service.decide(current_actor(), import_id, **ticked)
    return redirect(url_for(".show", import_id=import_id), 303)


@bp.post("/rosters/<int:import_id>/apply")
@needs(*ENTRY)
def apply(import_id: int) -> tuple[str, int] | BaseResponse:
    """Let it through."""
    actor, form = current_actor(), ApplyForm()
    made = queries.import_seen(actor, import_id)
    if not _asks_how_many(made):
        del form.leaving
    version = request.form.get("version", 0, type=int)
    told = form.leaving.data if form.leaving else None
    done = carried_out(form, lambda: service.let_through(actor, import_id, version, told), refused_at="leaving")
    if done is None:
        return _show_page(queries.import_seen(actor, import_id), form), 422
    return redirect(url_for(".show", import_id=import_id), 303)


@bp.post("/rosters/<int:import_id>/discard")
@needs(*ENTRY)
def discard(import_id: int) -> BaseResponse:
    """Put it aside."""
    try:
        service.discard(current_actor(), import_id)
    except Refused as refused:
        flash(words(refused), "error")
        return redirect(url_for(".show", import_id=import_id), 303)
    flash(_("已放弃，没有写入任何内容"), "ok")
    return redirect(url_for(".index"), 303)


def _upload_page(actor: Actor, form: UploadForm) -> str:
    _offer(actor, form)
    return render_template("pages/rosters/new.html", form=form, kinds=queries.kinds_open_to(actor), words=KINDS)


def _offer(actor: Actor, form: UploadForm) -> None:
    """The kinds one may import; the unit is asked only where there are several."""
    kinds = queries.kinds_open_to(actor)
    form.kind.choices = [SelectChoice(kind, str(KINDS[kind])) for kind in kinds]
    if form.kind.data not in kinds:
        form.kind.data = kinds[0]
    units = queries.units_to_import_for(actor, RosterKind.MEMBERS) if RosterKind.MEMBERS in kinds else []
    if len(units) < 2:
        del form.unit_id
        return
    form.unit_id.choices = [SelectChoice(unit.id, unit.name) for unit in units]
    form.unit_id.data = form.unit_id.data or units[0].id


def _show_page(made: RosterImport, form: ApplyForm) -> str:
    wrong = page_of(queries.wrong_rows(made), total=made.summary.get("wrong_rows", 0))
    return render_template(
        "pages/rosters/show.html",
        made=made,
        told=made.summary,
        kinds=KINDS,
        actions=ACTIONS,
        under_way=made.status in UNDER_WAY,
        wrong=wrong,
        told_at=_told_at(made),
        why=failure_words(made.failure, made.summary.get("details")) if made.failure else None,
        may_download=made.status == ImportStatus.CHECKED and has_file(made),
        gone=leaving(made),
        asks_how_many=_asks_how_many(made),
        offered=made.summary.get("complete", [])[:MOST_OFFERED],
        form=form,
        now=clock.now(),
    )


def _told_at(made: RosterImport) -> Any:
    """(where, heading, what) of a problem, for the template."""
    letters = made.summary.get("letters", {})

    def told(line: int, problem: dict[str, Any]) -> tuple[str, str, str]:
        column = problem["column"]
        return place_words(letters.get(column, ""), line), field_words(made.kind, column), problem_words(problem)

    return told


def _asks_how_many(made: RosterImport) -> bool:
    return leaving_needs_word(leaving(made), int(made.summary.get("members", 0)))
