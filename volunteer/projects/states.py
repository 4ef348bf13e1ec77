"""States of projects and sessions. `recruiting`, `full`, `running`, `awaiting_hours` are computed, never stored."""

from __future__ import annotations

from enum import StrEnum


class ProjectStatus(StrEnum):
    """Stored states of a project."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    UNPUBLISHED = "unpublished"  # taken back before anybody signed up
    FINISHED = "finished"
    CANCELLED = "cancelled"


class SessionStatus(StrEnum):
    """Stored states of a session."""

    PLANNED = "planned"
    POSTPONED = "postponed"  # no new time yet
    CANCELLED = "cancelled"
