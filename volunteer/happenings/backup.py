"""What can happen to backups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from volunteer.happenings.base import Happening


@dataclass(frozen=True, kw_only=True)
class BackupMade(Happening):
    """The whole state was written down and proved. Subject: the run."""

    action: ClassVar[str] = "backup.made"


@dataclass(frozen=True, kw_only=True)
class BackupFailed(Happening):
    """There is no good backup of this run; `details["problem"]` names why. Subject: the run."""

    action: ClassVar[str] = "backup.failed"
