"""The page of the ledger's proof: when it was last proved, what was found, what came of it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from volunteer.kernel.database import db
from volunteer.ledger import findings, unusual_words
from volunteer.ledger.proof_models import LedgerFinding
from volunteer.ledger.schemas import LONGEST_REASON
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import visible
from volunteer.people.models import Member
from volunteer.web.guard import needs
from volunteer.web.tables import page_of_list

bp = Blueprint("ledger_proof", __name__)


@bp.get("/reports/ledger")
@needs(Permission.AUDIT_READ)
def show() -> str:
    """Findings, open ones first; names masked."""
    actor = current_actor()
    found = page_of_list(findings.all_findings(actor))
    concerned = {member_id for one in found.items for member_id in members_of(one)}
    seen = visible(Member, actor, Permission.MEMBER_READ).where(Member.id.in_(concerned))
    return render_template(
        "pages/hours/proof.html",
        found=found,
        open_count=findings.open_count(actor),
        settled_here={one.id for one in found.items if findings.may_settle(actor, one)},
        names={member.id: member.name for member in db.session.scalars(seen)} if concerned else {},
        members_of=members_of,
        words=unusual_words.FAULTS,
        proof=findings.last_proof(),
        head=findings.last_head(),
    )


@bp.post("/reports/ledger/findings/<int:finding_id>/settle")
@needs(Permission.AUDIT_HANDLE)
def settle(finding_id: int) -> BaseResponse:
    """Write down what came of a finding."""
    reason = request.form.get("reason", "").replace("\x00", "").strip()
    if not 0 < len(reason) <= LONGEST_REASON:
        flash(_("请写明核查结果，不超过 %(most)s 字", most=LONGEST_REASON), "error")
    else:
        findings.settle(current_actor(), finding_id, reason)
        flash(_("已记录"), "ok")
    return redirect(url_for(".show"), 303)


def members_of(finding: LedgerFinding) -> list[int]:
    """Whose rows a finding is about, as far as that is known."""
    if finding.member_id is not None:
        return [finding.member_id]
    named: list[int] = finding.details.get("members", [])
    return named
