"""The lines that a test leaves in the log, as JSON."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager

from volunteer.kernel import logs


@contextmanager
def written(level: str = "info") -> Iterator[io.StringIO]:
    """All lines from a level on; afterwards logs are as the application of the tests has them."""
    stream = io.StringIO()
    logs.configure("json", level, stream)
    try:
        yield stream
    finally:
        logs.configure("text", "warning")
