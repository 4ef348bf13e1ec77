"""Certificates, records and honours in JSON."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import validate

from volunteer.organization.current import current_actor
from volunteer.records.certificates import NewCertificate
from volunteer.records.evaluation_schemas import WordsOut
from volunteer.records.honour_schemas import HonourOut
from volunteer.records.models import Certificate
from volunteer.records.rare_letters import LONGEST, Printing
from volunteer.records.states import CertificateStatus
from volunteer.records.training_schemas import TrainingOut
from volunteer.web.fields import Id, Input, StrictBoolean, Text
from volunteer.web.humanize import masked_name

STATUSES = [status.value for status in CertificateStatus]


def _name(certificate: Certificate) -> str:
    name = certificate.member.name
    return name if certificate.member_id == current_actor().member_id else masked_name(name)


def _fact(name: str) -> ma.fields.Function:
    """What an issued certificate says; null before."""
    return ma.fields.Function(
        lambda certificate: (certificate.snapshot or {}).get(name),
        metadata={
            "type": ["integer", "null"] if name in ("services", "verified", "backfilled") else ["string", "null"]
        },
    )


class CertificateOut(ma.Schema):
    """A certificate; the name is masked unless it is one's own. Minutes are those written down when it was issued."""

    id = ma.fields.Integer()
    status = ma.fields.String(validate=validate.OneOf(STATUSES))
    member_id = ma.fields.Integer()
    name = ma.fields.Function(_name, metadata={"type": "string"})
    unit_id = ma.fields.Integer()
    organized_only = ma.fields.Boolean()
    since = ma.fields.Date(allow_none=True)
    until = ma.fields.Date()
    purpose = ma.fields.String()
    requested_at = ma.fields.AwareDateTime()
    answer = ma.fields.String(allow_none=True)
    issuer_id = ma.fields.Integer(allow_none=True)
    issued_at = ma.fields.AwareDateTime(allow_none=True)
    serial = _fact("serial")
    services = _fact("services")
    verified = _fact("verified")
    backfilled = _fact("backfilled")
    revoked_at = ma.fields.AwareDateTime(allow_none=True)
    revoked_reason = ma.fields.String(allow_none=True)
    version = ma.fields.Integer()


class CertificateFilters(Input):
    """Those of one status."""

    status = ma.fields.String(validate=validate.OneOf(STATUSES))


class CertificateIn(Input):
    """What it is for; without a unit one's own team certifies, without days everything up to today."""

    purpose = Text(60, required=True)
    unit_id = Id()
    since = ma.fields.Date()
    until = ma.fields.Date()

    @ma.post_load
    def make(self, data: dict[str, Any], **kwargs: object) -> NewCertificate:
        """The use case's own input."""
        return NewCertificate(**data)


class PrintingIn(Input):
    """What is printed for letters that no font has: words for each, or a mark knowingly for those without words."""

    instead = ma.fields.Dict(keys=Text(1), values=Text(LONGEST))
    marked = StrictBoolean()

    @ma.post_load
    def make(self, data: dict[str, Any], **kwargs: object) -> Printing:
        """The use case's own input."""
        return Printing(**data)


class Reason(Input):
    """Why."""

    reason = Text(200, required=True)


class SumOut(ma.Schema):
    """Services and minutes, verified and backfilled apart."""

    year = ma.fields.Integer(allow_none=True)
    services = ma.fields.Integer()
    verified = ma.fields.Integer()
    backfilled = ma.fields.Integer()


class ServedOut(ma.Schema):
    """One service that counts; the id is that of the hours."""

    id = ma.fields.Integer()
    on = ma.fields.Date()
    title = ma.fields.String(allow_none=True)
    place = ma.fields.String(allow_none=True)
    organizer = ma.fields.String(allow_none=True)
    minutes = ma.fields.Integer()
    backfilled = ma.fields.Boolean()


class StarsOut(ma.Schema):
    """The star level, and the minutes missing to the next one."""

    level = ma.fields.Integer()
    missing = ma.fields.Integer(allow_none=True)


class RatingsOut(ma.Schema):
    """How the projects served in were rated."""

    count = ma.fields.Integer()
    average = ma.fields.Float(allow_none=True)


class OwnRecordOut(ma.Schema):
    """One's own service record."""

    total = ma.fields.Nested(SumOut)
    by_year = ma.fields.Nested(SumOut, many=True)
    stars = ma.fields.Nested(StarsOut)
    services = ma.fields.Nested(ServedOut, many=True)
    trainings = ma.fields.Nested(TrainingOut, many=True)
    honours = ma.fields.Nested(HonourOut, many=True)
    ratings = ma.fields.Nested(RatingsOut)
    words = ma.fields.Nested(WordsOut, many=True)


class RecordFilters(Input):
    """One year; all of them without."""

    year = ma.fields.Integer(validate=validate.Range(2000, 2100))
