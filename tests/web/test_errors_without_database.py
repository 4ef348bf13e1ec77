"""Pages that must be shown when nothing can be asked of the database."""

from __future__ import annotations

import pytest
from flask import Flask

from volunteer.runtime.database_urls import DatabaseUrls
from volunteer.web.guard import public
from volunteer.wiring import create_app


@pytest.fixture
def cut_off(database_urls: DatabaseUrls) -> Flask:
    """The application with an address where no database listens."""
    return create_app(
        {
            "SECRET_KEY": "for tests only",
            "SQLALCHEMY_DATABASE_URI": "postgresql+psycopg://nobody@127.0.0.1:1/nothing",
            "MIGRATION_DATABASE_URL": database_urls.owner,
        }
    )


def test_without_a_database_a_page_says_so_and_asks_nothing_more(cut_off: Flask) -> None:
    answer = cut_off.test_client().get("/")
    assert answer.status_code == 503
    assert "系统暂时不可用" in answer.text
    assert "<nav" not in answer.text


def test_without_a_database_the_api_says_so(cut_off: Flask) -> None:
    answer = cut_off.test_client().get("/api/v1/me/recommendations", headers={"Authorization": "Bearer x"})
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["code"] == 503


def test_an_unexpected_error_shows_the_bare_page(cut_off: Flask) -> None:
    @public
    def broken() -> str:
        raise RuntimeError("for the test")

    cut_off.add_url_rule("/broken", view_func=broken)
    cut_off.config["PROPAGATE_EXCEPTIONS"] = False
    answer = cut_off.test_client().get("/broken")
    assert answer.status_code == 500
    assert "出了点问题" in answer.text
    assert "for the test" not in answer.text
