"""What belongs to the state and is not in the database: the ledger's heads, keys. One list, for backup and restore."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from volunteer.runtime.given import given
from volunteer.runtime.paths import instance_directory

SECRET_KEY = "SECRET_KEY"
HEADS, SIGNING_KEY, FIELD_KEYS = "LEDGER_HEADS_FILE", "LEDGER_SIGNING_KEY_FILE", "FIELD_KEYS_FILE"
KEY_FILES = ("_KEY_FILE", "_KEYS_FILE")
PRIVATE = 0o600


@dataclass(frozen=True)
class KeptFile:
    """A file under the name of the setting that says where it is."""

    name: str
    path: Path
    content: bytes

    @property
    def digest(self) -> str:
        """SHA-256 of what is in it."""
        return hashlib.sha256(self.content).hexdigest()


def places(settings: Mapping[str, Any]) -> dict[str, Path]:
    """Where each file is, or would be: the heads, every setting that names a file of keys, the key of sessions."""
    named = {name: Path(str(path)) for name, path in settings.items() if name.endswith(KEY_FILES) and path}
    return {HEADS: Path(str(settings[HEADS])), **dict(sorted(named.items())), SECRET_KEY: secret_key_file()}


def kept_files(settings: Mapping[str, Any]) -> Iterator[KeptFile]:
    """The files that are there; the key of sessions also where it is set."""
    for name, path in places(settings).items():
        if name == SECRET_KEY and (key := given(SECRET_KEY)):
            yield KeptFile(name, path, key.encode())
        elif path.is_file():
            yield KeptFile(name, path, path.read_bytes())


def secret_key_file() -> Path:
    """Where the key that signs sessions is kept unless it is set."""
    return instance_directory() / "secret_key"


def stage(path: Path, content: bytes) -> Path:
    """Write beside its place what will be put there; on disk before this returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    staged = path.with_name(f"{path.name}.restoring")
    descriptor = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return staged


def put(staged: Path, path: Path, stamp: str) -> Path | None:
    """Put a staged file in its place; where the one that was there is kept, if it was another."""
    aside = None
    if path.exists() and path.read_bytes() != staged.read_bytes():
        aside = path.with_name(f"{path.name}.before_restore_{stamp}")
        os.link(path, aside)
    staged.replace(path)
    return aside
