"""What a certificate says, as facts: written into it when it is issued, and never changed again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import current_app

from volunteer.organization.models import Unit
from volunteer.records.models import Certificate
from volunteer.records.rules import grouped, serial
from volunteer.records.served import by_year, served, sum_of
from volunteer.web.printing import sheet
from volunteer.web.qr import qr_plain

MOST_ROWS = 10  # that fit the sheet; more are summed up by year


def facts(certificate: Certificate, issuer: Unit, day: date) -> dict[str, Any]:
    """The facts as they stand today; without a number while it is not issued."""
    organizer = issuer.id if certificate.organized_only else None
    services = served(certificate.member_id, certificate.since, certificate.until, organizer)
    total = sum_of(services)
    rows = [
        {
            "on": row.on.isoformat(),
            "title": row.title or "",
            "place": row.place or "",
            "minutes": row.minutes,
            "backfilled": row.backfilled,
        }
        for row in services
    ]
    years = [
        {"year": one.year, "services": one.services, "verified": one.verified, "backfilled": one.backfilled}
        for one in by_year(services)
    ]
    first = services[0].on if services else certificate.until
    return {
        "name": certificate.member.name,
        "number": certificate.member.number,
        "member_unit": certificate.member.unit.name,
        "since": (certificate.since or first).isoformat(),
        "until": certificate.until.isoformat(),
        "services": total.services,
        "verified": total.verified,
        "backfilled": total.backfilled,
        "organized_only": certificate.organized_only,
        "rows": rows if len(rows) <= MOST_ROWS else [],
        "years": years,
        "issuer": issuer.name,
        "former": certificate.unit.name if certificate.unit_id != issuer.id else None,
        "issued_on": day.isoformat(),
        "purpose": certificate.purpose,
    }


def numbered(snapshot: dict[str, Any], issuer: Unit, year: int, number: int) -> dict[str, Any]:
    """The facts with the number they are filed under."""
    return {**snapshot, "serial": serial(issuer.short_name, year, number)}


def readable(snapshot: Mapping[str, Any]) -> dict[str, Any]:
    """The facts for a page: days as days."""
    days = {name: date.fromisoformat(snapshot[name]) for name in ("since", "until", "issued_on")}
    rows = [{**row, "on": date.fromisoformat(row["on"])} for row in snapshot["rows"]]
    return {**snapshot, **days, "rows": rows}


def typeset(snapshot: dict[str, Any], code: str) -> bytes:
    """The sheet, with the code in its QR; letters that no font has as the snapshot says."""
    address = f"{current_app.config['PUBLIC_BASE_URL'].rstrip('/')}/verify"  # printed, so it is for good
    qr = qr_plain(f"{address}/{code}")
    printed = {"snapshot": snapshot, "code": grouped(code), "address": address, "qr": qr}
    return sheet("certificate", printed, snapshot.get("instead"))
