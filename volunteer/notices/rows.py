"""The row of one notice, to be written with the audit just before the commit."""

from __future__ import annotations

from typing import Any

from volunteer.kernel.database import table_of
from volunteer.kernel.unit_of_work import Row, Work
from volunteer.notices.models import Notice

TABLE = table_of(Notice)


def tell(work: Work, account_id: int, kind: str, link: str, **parameters: Any) -> Row:
    """Tell one account something; `kind` is worded in notices/wording.py with the parameters."""
    values = {
        "account_id": account_id,
        "kind": kind,
        "parameters": parameters,
        "link": link,
        "created_at": work.now,
    }
    return Row(TABLE, values)
