"""Pages of certificates: the member asks and takes the sheet, the unit's leaders issue and revoke."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse
from wtforms.fields.choices import SelectChoice

from volunteer.kernel import clock
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.people.queries import own
from volunteer.records import certificate_queries as queries
from volunteer.records import certificates as service
from volunteer.records.forms import CertificateForm
from volunteer.records.issuers import answering, issuers_for
from volunteer.records.models import Certificate
from volunteer.records.rare_letters import LONGEST, Printing, fields_of, in_words, rare_in
from volunteer.records.rules import CERTIFICATE, WAITING
from volunteer.records.snapshots import facts, readable
from volunteer.records.states import CertificateStatus
from volunteer.web.form_problems import carried_out
from volunteer.web.guard import needs, signed_in
from volunteer.web.printing import pdf_answer
from volunteer.web.tables import page_of

SHOWN = ("waiting", "issued", "revoked", "refused")

bp = Blueprint("certificates", __name__)


@bp.get("/certificates")
@needs(Permission.CERTIFICATE_ISSUE)
def index() -> str:
    """What waits for the unit's word, or what was issued, revoked, refused."""
    show = request.args.get("show", "")
    show = show if show in SHOWN else "waiting"
    status = None if show == "waiting" else show
    unit_id = request.args.get("unit", type=int)
    rows = queries.certificates(current_actor(), status=status, waiting=status is None, unit_id=unit_id)
    return render_template("pages/records/certificates.html", found=page_of(rows), show=show)


@bp.get("/me/certificates")
@signed_in
def mine() -> str:
    """One's own certificates."""
    member = own(current_actor())
    return render_template("pages/records/own_certificates.html", found=page_of(queries.own_certificates(member.id)))


@bp.get("/me/certificates/new")
@signed_in
def new() -> str:
    """The form that asks for one."""
    return _form_page(_form())


@bp.post("/me/certificates/new")
@signed_in
def ask() -> BaseResponse | tuple[str, int]:
    """Ask for one."""
    form = _form()
    asked = carried_out(
        form,
        lambda: service.request(
            current_actor(),
            service.NewCertificate(
                purpose=form.purpose.data, unit_id=form.unit_id.data, since=form.since.data, until=form.until.data
            ),
        ),
        refused_at="purpose",
    )
    if asked is None:
        return _form_page(form), 422
    flash(_("已提交，开具后会通知你"), "ok")
    return redirect(url_for("certificates.show", certificate_id=asked.id), 303)


@bp.get("/certificates/<int:certificate_id>")
@signed_in
def show(certificate_id: int) -> str:
    """One certificate: what it says or would say, and what can be done about it."""
    actor = current_actor()
    certificate = queries.certificate(actor, certificate_id)
    is_own = certificate.member_id == actor.member_id
    issuer = answering(certificate.issuer or certificate.unit)
    may_decide = not is_own and actor.reach(Permission.CERTIFICATE_ISSUE).covers(unit_path=issuer.path)
    said = certificate.snapshot or (
        facts(certificate, issuer, clock.today()) if certificate.status in WAITING else None
    )
    rare = rare_in(said, issuer.short_name) if said and certificate.status in WAITING else []
    return render_template(
        "pages/records/certificate.html",
        certificate=certificate,
        rare=[(one, fields_of(one)) for one in rare] if may_decide else [],
        rare_words=in_words(rare) if rare and (is_own or may_decide) else "",
        longest_instead=LONGEST,
        facts=readable(said) if said else None,
        issuer=issuer,
        is_own=is_own,
        steps={step.name for step in CERTIFICATE.open_steps(certificate.status)} if may_decide else set(),
        may_withdraw=is_own and certificate.status in WAITING,
        may_see_member=actor.reach(Permission.MEMBER_READ).covers(unit_path=certificate.member.unit.path),
        has_sheet=certificate.status in (CertificateStatus.ISSUED, CertificateStatus.REVOKED),
    )


@bp.get("/certificates/<int:certificate_id>/sheet")
@signed_in
def sheet(certificate_id: int) -> Response:
    """The sheet exactly as it was issued."""
    certificate = service.open_sheet(current_actor(), certificate_id)
    return pdf_answer(certificate.pdf or b"", _("志愿服务证明-%(number)s", number=_file_number(certificate)))


@bp.post("/certificates/<int:certificate_id>/accept")
@needs(Permission.CERTIFICATE_ISSUE)
def accept(certificate_id: int) -> BaseResponse:
    """Take a request on."""
    service.accept(current_actor(), certificate_id)
    flash(_("已受理，核对后即可开具"), "ok")
    return _back(certificate_id)


@bp.post("/certificates/<int:certificate_id>/issue")
@needs(Permission.CERTIFICATE_ISSUE)
def issue(certificate_id: int) -> BaseResponse:
    """Issue it; with what to print for letters that no font has."""
    service.issue(current_actor(), certificate_id, _printing())
    flash(_("已开具并通知本人"), "ok")
    return _back(certificate_id)


@bp.post("/certificates/<int:certificate_id>/refuse")
@needs(Permission.CERTIFICATE_ISSUE)
def refuse(certificate_id: int) -> BaseResponse:
    """Do not certify, and say why."""
    service.refuse(current_actor(), certificate_id, _reason())
    flash(_("已退回并告知原因"), "ok")
    return _back(certificate_id)


@bp.post("/certificates/<int:certificate_id>/withdraw")
@signed_in
def withdraw(certificate_id: int) -> BaseResponse:
    """Take one's request back."""
    service.withdraw(current_actor(), certificate_id)
    flash(_("已撤回申请"), "ok")
    return _back(certificate_id)


@bp.post("/certificates/<int:certificate_id>/revoke")
@needs(Permission.CERTIFICATE_ISSUE)
def revoke(certificate_id: int) -> BaseResponse:
    """Let it hold no longer."""
    service.revoke(current_actor(), certificate_id, _reason())
    flash(_("已作废，扫码核验时会显示作废"), "ok")
    return _back(certificate_id)


def _file_number(certificate: Certificate) -> str:
    return f"{certificate.year}-{certificate.number}"


def _printing() -> Printing:
    """What the form says of each letter that no font has: a field with words for every one of them, in order."""
    words = (text.replace("\x00", "") for text in request.form.getlist("instead"))
    said = dict(zip(request.form.getlist("letter"), words, strict=False))
    return Printing(instead=said, marked=bool(request.form.get("marked")))


def _reason() -> str:
    return request.form.get("reason", "").replace("\x00", "").strip()[:200]


def _back(certificate_id: int) -> BaseResponse:
    return redirect(url_for("certificates.show", certificate_id=certificate_id), 303)


def _form() -> CertificateForm:
    form = CertificateForm()
    first, *others = issuers_for(own(current_actor()))
    form.unit_id.choices = [
        SelectChoice(first.unit.id, _("%(unit)s（全部服务）", unit=first.unit.name)),
        *(SelectChoice(one.unit.id, _("%(unit)s（只含由其主办的服务）", unit=one.unit.name)) for one in others),
    ]
    return form


def _form_page(form: CertificateForm) -> str:
    return render_template("pages/records/certificate_form.html", form=form)
