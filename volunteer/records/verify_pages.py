"""Checking a certificate: open to everybody who holds one."""

from __future__ import annotations

import hashlib

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response as BaseResponse

from volunteer.organization.current import current_actor
from volunteer.records.models import Certificate
from volunteer.records.rules import grouped, veiled
from volunteer.records.snapshots import readable
from volunteer.records.verifying import WAIT, TooManyMisses, checked
from volunteer.web.guard import public

LONGEST = 60
NOT_KEPT = {"X-Robots-Tag": "noindex", "Cache-Control": "no-store"}

bp = Blueprint("verify", __name__)


@bp.get("/verify")
@public
def ask() -> str | BaseResponse:
    """The form for the code on the paper."""
    code = request.args.get("code", "").replace("\x00", "").strip()[:LONGEST]
    typed = "".join(character for character in code if character.isalnum())
    if typed:
        return redirect(url_for("verify.show", verify_code=typed), 303)
    return render_template("pages/records/verify.html", code="", missing=False)


@bp.get("/verify/<verify_code>")
@public
def show(verify_code: str) -> tuple[str, int, dict[str, str]]:
    """What is printed on the certificate, whether it is valid, the name with its middle hidden."""
    certificate = _checked(verify_code)
    if certificate is None:
        return _missing(verify_code)
    return _page(verify_code, certificate)


@bp.post("/verify/<verify_code>")
@public
def compare(verify_code: str) -> tuple[str, int, dict[str, str]]:
    """The same, and whether a file is the one that was handed out."""
    certificate = _checked(verify_code)
    if certificate is None:
        return _missing(verify_code)
    file = request.files.get("file")
    offered = file.read() if file is not None else b""
    same = hashlib.sha256(offered).digest() == certificate.pdf_hash if offered else None
    return _page(verify_code, certificate, same)


def _checked(verify_code: str) -> Certificate | None:
    try:
        return checked(current_actor(), verify_code[:LONGEST])
    except TooManyMisses:
        raise TooManyRequests(retry_after=int(WAIT.total_seconds())) from None


def _missing(code: str) -> tuple[str, int, dict[str, str]]:
    page = render_template("pages/records/verify.html", code=code[:LONGEST], missing=True)
    return page, 404, NOT_KEPT


def _page(code: str, certificate: Certificate, same: bool | None = None) -> tuple[str, int, dict[str, str]]:
    facts = readable(certificate.snapshot or {})
    page = render_template(
        "pages/records/verified.html",
        code=grouped(code.upper()),
        certificate=certificate,
        facts=facts,
        name=veiled(facts["name"]),
        same=same,
    )
    return page, 200, NOT_KEPT
