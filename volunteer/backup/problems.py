"""What can go wrong with a backup or a restore: a name for pages, one line for the person at the terminal."""

from __future__ import annotations

from enum import StrEnum


class ProblemKind(StrEnum):
    """Where to look first."""

    PASSPHRASE = "passphrase"
    DAMAGED = "damaged"  # the file is cut off or changed
    SPACE = "space"  # the disk took no more
    TOOLS = "tools"  # PostgreSQL's programs are missing or of another version
    RIGHTS = "rights"  # the role may not do it
    PROOF = "proof"  # what was written is not what the database holds
    LEDGER = "ledger"  # the copy is true, but the ledger in it does not hold
    DATABASE = "database"
    OTHER = "other"


class BackupError(Exception):
    """The message is one line for the person at the terminal."""

    def __init__(self, kind: ProblemKind, message: str) -> None:
        super().__init__(message)
        self.kind = kind
