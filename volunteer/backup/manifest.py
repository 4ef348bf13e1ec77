"""What a backup says about itself, first of all that is under its seal."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from volunteer.backup.facts import Facts
from volunteer.backup.problems import BackupError, ProblemKind

FORMAT = 1


@dataclass(frozen=True)
class Manifest:
    """When it was made, of which server version (major), what the database held, and each file's SHA-256."""

    made_at: datetime
    server: int
    facts: Facts
    files: dict[str, str]

    def written(self) -> bytes:
        """As JSON."""
        said: dict[str, Any] = {
            "format": FORMAT,
            "made_at": self.made_at.isoformat(),
            "server": self.server,
            "facts": self.facts.written(),
            "files": self.files,
        }
        return json.dumps(said, sort_keys=True).encode()

    @classmethod
    def read(cls, text: bytes) -> Manifest:
        """Out of JSON; a later format is refused by name."""
        said = json.loads(text)
        if said["format"] != FORMAT:
            raise BackupError(ProblemKind.OTHER, f"the backup has format {said['format']}: update the code first")
        return cls(
            made_at=datetime.fromisoformat(said["made_at"]),
            server=said["server"],
            facts=Facts.read(said["facts"]),
            files=said["files"],
        )
