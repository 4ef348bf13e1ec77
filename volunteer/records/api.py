"""JSON API of certificates and of one's own record."""

from __future__ import annotations

from typing import Any

from flask import Response

from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.people.queries import own
from volunteer.records import certificate_queries as queries
from volunteer.records import certificates as service
from volunteer.records.models import Certificate
from volunteer.records.rare_letters import Printing
from volunteer.records.record import Record, record_of
from volunteer.records.schemas import (
    CertificateFilters,
    CertificateIn,
    CertificateOut,
    OwnRecordOut,
    PrintingIn,
    Reason,
    RecordFilters,
)
from volunteer.web.api import Listing, ListingPage, blueprint, documented
from volunteer.web.guard import needs, signed_in
from volunteer.web.idempotency import idempotent
from volunteer.web.printing import PDF, pdf_answer

blp = blueprint("records", __name__, "Service records and certificates of service")


@blp.route("/me/record", methods=["GET"])
@signed_in
@blp.arguments(RecordFilters, location="query")
@blp.response(200, OwnRecordOut)
@documented(blp, 401, 404)
def get_own_record(filters: dict[str, int]) -> Record:
    """One's own service record: five parts, of a year or of all."""
    return record_of(own(current_actor()), filters.get("year"))


@blp.route("/certificates", methods=["GET"])
@signed_in
@blp.arguments(CertificateFilters, location="query")
@blp.response(200, CertificateOut(many=True))
@documented(blp, 401)
@blp.paginate(ListingPage, max_page_size=100)
def list_certificates(filters: dict[str, str]) -> Listing:
    """One's own, and those of the units that one certifies for, the latest first."""
    return Listing(queries.certificates(current_actor(), **filters))


@blp.route("/certificates", methods=["POST"])
@signed_in
@idempotent
@blp.arguments(CertificateIn)
@blp.response(201, CertificateOut)
@documented(blp, 401, 404, 409)
def request_certificate(new: service.NewCertificate) -> Certificate:
    """Ask a unit to certify one's own service."""
    return service.request(current_actor(), new)


@blp.route("/certificates/<int:certificate_id>", methods=["GET"])
@signed_in
@blp.response(200, CertificateOut)
@documented(blp, 401, 404)
def get_certificate(certificate_id: int) -> Certificate:
    """One certificate."""
    return queries.certificate(current_actor(), certificate_id)


@blp.route("/certificates/<int:certificate_id>/sheet", methods=["GET"])
@signed_in
@blp.response(200, content_type=PDF, schema={"type": "string", "format": "binary"})
@documented(blp, 401, 404, 409)
def get_sheet(certificate_id: int) -> Response:
    """The PDF as it was handed out."""
    certificate = service.open_sheet(current_actor(), certificate_id)
    return pdf_answer(certificate.pdf or b"", f"certificate-{certificate.year}-{certificate.number}")


@blp.route("/certificates/<int:certificate_id>/accept", methods=["POST"])
@needs(Permission.CERTIFICATE_ISSUE)
@idempotent
@blp.response(200, CertificateOut)
@documented(blp, 401, 403, 404, 409)
def accept_certificate(certificate_id: int) -> Certificate:
    """Take a request on."""
    return service.accept(current_actor(), certificate_id)


@blp.route("/certificates/<int:certificate_id>/issue", methods=["POST"])
@needs(Permission.CERTIFICATE_ISSUE)
@idempotent
@blp.arguments(PrintingIn)
@blp.response(200, CertificateOut)
@documented(blp, 401, 403, 404, 409)
def issue_certificate(printing: Printing, certificate_id: int) -> Certificate:
    """Write it down for good, number it, typeset it.

    Letters that no font of the sheet has are refused (422) until it is said what is printed for them.
    """
    return service.issue(current_actor(), certificate_id, printing)


@blp.route("/certificates/<int:certificate_id>/refuse", methods=["POST"])
@needs(Permission.CERTIFICATE_ISSUE)
@idempotent
@blp.arguments(Reason)
@blp.response(200, CertificateOut)
@documented(blp, 401, 403, 404, 409)
def refuse_certificate(data: dict[str, Any], certificate_id: int) -> Certificate:
    """Do not certify, and say why."""
    return service.refuse(current_actor(), certificate_id, data["reason"])


@blp.route("/certificates/<int:certificate_id>/withdraw", methods=["POST"])
@signed_in
@idempotent
@blp.response(200, CertificateOut)
@documented(blp, 401, 403, 404, 409)
def withdraw_certificate(certificate_id: int) -> Certificate:
    """Take one's request back."""
    return service.withdraw(current_actor(), certificate_id)


@blp.route("/certificates/<int:certificate_id>/revoke", methods=["POST"])
@needs(Permission.CERTIFICATE_ISSUE)
@idempotent
@blp.arguments(Reason)
@blp.response(200, CertificateOut)
@documented(blp, 401, 403, 404, 409)
def revoke_certificate(data: dict[str, Any], certificate_id: int) -> Certificate:
    """Let it hold no longer."""
    return service.revoke(current_actor(), certificate_id, data["reason"])
