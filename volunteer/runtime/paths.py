"""Where the project and its run-time state live on this machine."""

from __future__ import annotations

from pathlib import Path

from volunteer.runtime.given import given

PROJECT_ROOT = Path(__file__).resolve().parents[2]


def field_keys_file(configured: str | None) -> Path:
    """The file of the keys that personal data are sealed with; with the rest of the state unless told otherwise."""
    return Path(configured) if configured else instance_directory() / "field.keys"


def instance_directory() -> Path:
    """Directory of the state that belongs to this checkout: database, process records, set-up stamps."""
    configured = given("VOLUNTEER_INSTANCE")
    return Path(configured).resolve() if configured else PROJECT_ROOT / "instance"
