"""`flask docs …`: documents that are drawn from the code."""

from __future__ import annotations

import json
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from volunteer.access.permission_table import render
from volunteer.runtime.paths import PROJECT_ROOT
from volunteer.settings import document

PERMISSIONS = PROJECT_ROOT / "docs" / "permissions.md"
OPENAPI = PROJECT_ROOT / "docs" / "openapi.json"
SETTINGS = PROJECT_ROOT / "docs" / "settings.md"

group = AppGroup("docs", help="Documents drawn from the code.")


def openapi(app: Flask) -> str:
    """The API's own description."""
    document = app.test_client().get("/api/v1/openapi.json").get_json()
    return json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


@group.command("permissions")
def permissions_command() -> None:
    """Write docs/permissions.md."""
    _write(PERMISSIONS, render(current_app._get_current_object()))  # type: ignore[attr-defined]  # behind the proxy


@group.command("openapi")
def openapi_command() -> None:
    """Write docs/openapi.json."""
    _write(OPENAPI, openapi(current_app._get_current_object()))  # type: ignore[attr-defined]  # behind the proxy


@group.command("settings")
def settings_command() -> None:
    """Write docs/settings.md."""
    _write(SETTINGS, document.render())


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    click.echo(path.relative_to(PROJECT_ROOT))
