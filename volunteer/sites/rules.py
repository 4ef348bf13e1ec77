"""Who keeps the records of places."""

from __future__ import annotations

from volunteer.organization.actor import Reach


def may_keep(reach: Reach, place_path: str) -> bool:
    """Whether a reach of SITE_MANAGE covers a place.

    Places have no unit of their own; a root brigade answers for all of them (D5), so whoever holds the permission there
    keeps them all.
    """
    return reach.covers(place_path=place_path) or any(path.count("/") == 1 for path in reach.unit_paths)
