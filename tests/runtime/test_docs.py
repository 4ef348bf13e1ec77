"""The documents drawn from the code are those in the repository."""

from __future__ import annotations

from flask import Flask

from volunteer.access.permission_table import render
from volunteer.runtime import docs_command


def test_the_permission_table_is_current(app: Flask) -> None:
    assert docs_command.PERMISSIONS.read_text(encoding="utf-8") == render(app), "run: flask --app app docs permissions"


def test_the_api_document_is_current(app: Flask) -> None:
    assert docs_command.OPENAPI.read_text(encoding="utf-8") == docs_command.openapi(app), (
        "run: flask --app app docs openapi"
    )


def test_every_address_and_permission_is_in_the_table(app: Flask) -> None:
    table = render(app)
    assert "| `/sign-in` | GET | public |" in table
    assert "| `/account` | GET | whoever is signed in |" in table
    assert "| `/audit` | GET | audit.read |" in table
    assert "nobody" not in table
