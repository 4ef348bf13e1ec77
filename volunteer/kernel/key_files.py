"""Files of keys: made once, whole or not at all, for the eyes of the platform's own account."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def make_once(file: Path, content: bytes) -> None:
    """Whoever comes second finds the first one's key; nobody ever sees half of one."""
    draft = _draft(file, content)
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def replace(file: Path, content: bytes) -> None:
    """Put other content in its place, in one step."""
    _draft(file, content).replace(file)


def _draft(file: Path, content: bytes) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f"{file.name}.", dir=file.parent)  # readable by the owner only
    with os.fdopen(descriptor, "wb") as written:
        written.write(content)
        written.flush()
        os.fsync(written.fileno())
    return Path(name)
