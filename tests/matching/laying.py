"""A problem laid out for the questions about what stays unfilled."""

from __future__ import annotations

from volunteer.matching import Snapshot

laid = Snapshot.of
