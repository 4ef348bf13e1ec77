"""How a transfer stands."""

from __future__ import annotations

from enum import StrEnum


class TransferStatus(StrEnum):
    """Asked for, then carried out or not."""

    ASKED = "asked"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
