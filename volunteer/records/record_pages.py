"""Pages of service records: one's own, and those of the members one leads, masked; as page, workbook and sheet."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.happenings.records import RecordExported
from volunteer.kernel import clock
from volunteer.kernel.errors import Forbidden
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.organization.actor import Actor
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import get_visible
from volunteer.people import service as people
from volunteer.people.models import Member
from volunteer.people.queries import own
from volunteer.people.shown import ShownMember
from volunteer.records import evaluations, files
from volunteer.records.record import FIRST_YEAR, Record, record_of
from volunteer.records.words import HONOURS, STAR_LEVELS
from volunteer.web.guard import needs, signed_in
from volunteer.web.printing import pdf_answer
from volunteer.web.spreadsheet import answer
from volunteer.web.tables import page_of_list

LONGEST_PURPOSE = 200
SHEET_LOCALE = "zh"  # the printed form is the statutory Chinese one

bp = Blueprint("records", __name__)


@bp.get("/me/record")
@signed_in
def mine() -> str:
    """One's own record."""
    member = own(current_actor())
    return _page(record_of(member, _year()), ShownMember(member, [], unmasked=True), is_own=True)


@bp.get("/me/record/workbook")
@signed_in
def own_workbook() -> BaseResponse:
    """One's own record as a workbook."""
    member = own(current_actor())
    return _file(record_of(member, _year()), ShownMember(member, [], unmasked=True), "xlsx", stars=True)


@bp.get("/me/record/sheet")
@signed_in
def own_sheet() -> BaseResponse:
    """One's own record on paper."""
    member = own(current_actor())
    return _file(record_of(member, _year()), ShownMember(member, [], unmasked=True), "pdf", stars=True)


@bp.get("/members/<int:member_id>/record")
@needs(Permission.MEMBER_READ)
def of_member(member_id: int) -> str:
    """The record of a member one leads or watches over, masked."""
    member = _visible(member_id)
    return _page(record_of(member, _year()), ShownMember(member, [], unmasked=False), is_own=False)


@bp.post("/members/<int:member_id>/record/export")
@needs(Permission.MEMBER_READ)
def export(member_id: int) -> BaseResponse:
    """The same as a file: masked, or with name and phone in clear for a purpose; each time on record."""
    actor, member = current_actor(), _visible(member_id)
    kind = "xlsx" if request.form.get("kind") == "xlsx" else "pdf"
    full = bool(request.form.get("full"))
    purpose = request.form.get("purpose", "").replace("\x00", "").strip()[:LONGEST_PURPOSE]
    if full and not actor.reach(Permission.MEMBER_UNMASK).covers(unit_path=member.unit.path):
        raise Forbidden
    if full and not purpose:
        flash(_("导出完整姓名和电话要写明用途"), "error")
        return redirect(url_for("records.of_member", member_id=member.id, year=_year()), 303)
    if full:
        people.unmask(actor, [member], purpose)
    _put_on_record(actor, member, kind)
    record = record_of(member, _year())
    return _file(record, ShownMember(member, [], unmasked=full), kind, stars=_keeps(actor, member))


@bp.post("/members/<int:member_id>/evaluation")
@needs(Permission.RECORD_KEEP)
def evaluate(member_id: int) -> BaseResponse:
    """Write the words of a year."""
    year = request.form.get("year", 0, type=int)
    text = request.form.get("text", "").replace("\x00", "")
    evaluations.write(current_actor(), member_id, year, text)
    flash(_("已保存评价并通知本人"), "ok")
    return redirect(url_for("records.of_member", member_id=member_id, year=year), 303)


@use_case
def _put_on_record(work: Work, actor: Actor, member: Member, kind: str) -> None:
    work.record(RecordExported(subject_id=member.id, unit_id=member.unit_id, details={"form": kind, "year": _year()}))


def _visible(member_id: int) -> Member:
    return get_visible(Member, current_actor(), Permission.MEMBER_READ, member_id)


def _year() -> int | None:
    """The year asked for; all years without one."""
    year = (request.form if request.method == "POST" else request.args).get("year", type=int)
    return year if year is not None and FIRST_YEAR <= year <= clock.today().year else None


def _keeps(actor: Actor, member: Member) -> bool:
    """Whether the actor keeps this member's record: only they and the member see stars."""
    return actor.reach(Permission.RECORD_KEEP).covers(unit_path=member.unit.path)


def _page(record: Record, shown: ShownMember, *, is_own: bool) -> str:
    actor, member = current_actor(), record.member
    keeps = _keeps(actor, member)
    pairs = files.person(record, shown.name, shown.phone, stars=False)
    return render_template(
        "pages/records/record.html",
        record=record,
        shown=shown,
        pairs=pairs,
        marked=files.marked_letters(record, pairs),
        services=page_of_list(record.services),
        is_own=is_own,
        may_see_stars=is_own or keeps,
        may_write=keeps and member.id != actor.member_id,
        may_unmask=actor.reach(Permission.MEMBER_UNMASK).covers(unit_path=member.unit.path),
        star_levels=STAR_LEVELS,
        honour_kinds=HONOURS,
        this_year=clock.today().year,
    )


def _file(record: Record, shown: ShownMember, kind: str, *, stars: bool) -> BaseResponse:
    name = _("志愿服务记录-%(number)s-%(period)s", number=record.member.number, period=files.period_words(record))
    if kind == "xlsx":
        pairs = files.person(record, shown.name, shown.phone, stars=stars)
        return answer(files.workbook(record, pairs), name)
    with force_locale(SHEET_LOCALE):
        pairs = files.person(record, shown.name, shown.phone, stars=stars)
        return pdf_answer(files.typeset(record, pairs), name)
