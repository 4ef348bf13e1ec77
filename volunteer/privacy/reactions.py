"""What the privacy room does when something happens elsewhere."""

from __future__ import annotations

from collections.abc import Iterable

from volunteer.happenings.base import Happening
from volunteer.kernel.database import table_of
from volunteer.kernel.unit_of_work import Row, Work
from volunteer.privacy.models import Consent

TABLE = table_of(Consent)


def consented(happening: Happening, work: Work) -> Iterable[Row]:
    """Keep which version somebody agreed to, whatever comes after it."""
    version = happening.details.get("consent")
    if version:
        yield Row(TABLE, {"account_id": happening.subject_id, "version": version, "given_at": work.now})
