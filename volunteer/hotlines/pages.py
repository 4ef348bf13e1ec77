"""Lists of the hotline: brought, looked over, let through; the results taken back."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.hotlines import queries, service
from volunteer.hotlines.forms import UploadForm
from volunteer.hotlines.headings import FIELDS
from volunteer.hotlines.models import HotlineList
from volunteer.hotlines.reading import LIMITS
from volunteer.hotlines.results import results
from volunteer.hotlines.states import RowAction
from volunteer.hotlines.words import ACTIONS, FIELD_WORDS, problems_words
from volunteer.kernel.errors import Invalid, Refused
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.texts.sensitive import masked
from volunteer.web.form_problems import carried_out
from volunteer.web.guard import needs
from volunteer.web.spreadsheet import answer
from volunteer.web.tables import page_of
from volunteer.web.wording import words

LARGE = ("hotlines.upload", "hotlines_api.send_hotline")
NONE = -1

bp = Blueprint("hotlines", __name__)


def take_large_files(app: Flask) -> None:
    """A list may be larger than other requests; told before anything of it is read."""

    @app.before_request
    def _allow() -> None:
        if request.endpoint in LARGE:
            request.max_content_length = LIMITS.packed * 2


@bp.get("/hotlines")
@needs(Permission.HOTLINE_IMPORT)
def index() -> str:
    """Every list within reach, newest first."""
    return render_template("pages/hotlines/index.html", found=page_of(queries.lists(current_actor())), actions=ACTIONS)


@bp.get("/hotlines/new")
@needs(Permission.HOTLINE_IMPORT)
def new() -> str:
    """From whom, and the file."""
    return _upload_page(UploadForm())


@bp.post("/hotlines/new")
@needs(Permission.HOTLINE_IMPORT)
def upload() -> tuple[str, int] | BaseResponse:
    """Check a file; nothing is made of it yet."""
    actor, form = current_actor(), UploadForm()
    made = carried_out(
        form,
        lambda: service.take_in(actor, form.sender.data, form.file.data.stream, form.file.data.filename or ""),
        refused_at="file",
    )
    if made is None:
        return _upload_page(form), 422
    return redirect(url_for(".show", hotline_id=made.id), 303)


@bp.get("/hotlines/<int:hotline_id>")
@needs(Permission.HOTLINE_IMPORT)
def show(hotline_id: int) -> str:
    """What it would do, or did; `?only=` narrows it to the rows that come to one thing."""
    return _show_page(queries.one_list(current_actor(), hotline_id))


@bp.post("/hotlines/<int:hotline_id>/columns")
@needs(Permission.HOTLINE_IMPORT)
def explain(hotline_id: int) -> tuple[str, int] | BaseResponse:
    """Which column holds what."""
    actor = current_actor()
    chosen = {field.name: request.form.get(field.name, NONE, type=int) for field in FIELDS}
    try:
        service.explain(actor, hotline_id, chosen)
    except Invalid as invalid:
        return _show_page(queries.one_list(actor, hotline_id), chosen, invalid.fields), 422
    except Refused as refused:
        flash(words(refused), "error")
    return redirect(url_for(".show", hotline_id=hotline_id), 303)


@bp.post("/hotlines/<int:hotline_id>/apply")
@needs(Permission.HOTLINE_IMPORT)
def apply(hotline_id: int) -> BaseResponse:
    """Let it through."""
    try:
        service.let_through(current_actor(), hotline_id, request.form.get("version", 0, type=int))
    except Refused as refused:
        flash(words(refused), "error")
    return redirect(url_for(".show", hotline_id=hotline_id), 303)


@bp.post("/hotlines/<int:hotline_id>/discard")
@needs(Permission.HOTLINE_IMPORT)
def discard(hotline_id: int) -> BaseResponse:
    """Put it aside."""
    try:
        service.discard(current_actor(), hotline_id)
    except Refused as refused:
        flash(words(refused), "error")
        return redirect(url_for(".show", hotline_id=hotline_id), 303)
    flash(_("已放弃，没有收进任何工单"), "ok")
    return redirect(url_for(".index"), 303)


@bp.post("/hotlines/<int:hotline_id>/results")
@needs(Permission.HOTLINE_IMPORT)
def back(hotline_id: int) -> Response:
    """The file with what became of each row, for the sender."""
    actor = current_actor()
    made = queries.one_list(actor, hotline_id)
    return answer([results(actor, made)], _("%(sender)s-办理结果", sender=made.sender.name))


@bp.get("/hotlines/<int:hotline_id>/results")
@needs(Permission.HOTLINE_IMPORT)
def not_by_link(hotline_id: int) -> BaseResponse:
    """The file is made by its button only, as each time is put on record."""
    queries.one_list(current_actor(), hotline_id)
    return redirect(url_for(".show", hotline_id=hotline_id), 303)


def _upload_page(form: UploadForm) -> str:
    return render_template("pages/hotlines/new.html", form=form, senders=queries.senders(), fields=FIELDS)


def _show_page(made: HotlineList, chosen: dict[str, int] | None = None, wrong: dict[str, str] | None = None) -> str:
    asked = request.args.get("only")
    only = RowAction(asked) if asked in set(RowAction) else None
    found = page_of(queries.rows_of(made, only))
    return render_template(
        "pages/hotlines/show.html",
        made=made,
        found=found,
        became=queries.became(made, found.items),
        only=only,
        actions=ACTIONS,
        fields=FIELDS,
        field_words=FIELD_WORDS,
        chosen=chosen or made.columns,
        wrong=wrong or {},
        told=problems_words,
        public=masked,
    )
