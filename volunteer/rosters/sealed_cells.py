"""Phones in rows that wait for somebody's word: sealed as members keep them, so that rows become members so."""

from __future__ import annotations

from typing import Any

from volunteer.kernel.sealed import is_sealed, seal, unseal
from volunteer.people.models import PHONE

CELL = "phone"


def kept(cells: dict[str, Any]) -> dict[str, Any]:
    """Understood cells as the table keeps them."""
    phone = cells.get(CELL)
    return {**cells, CELL: seal(phone, PHONE, marked=True)} if phone else cells


def plain(cell: Any) -> Any:
    """A cell as it was read."""
    return unseal(cell, PHONE) if isinstance(cell, str) and is_sealed(cell) else cell
