"""docs/privacy-register.md says what the program does."""

from __future__ import annotations

from flask import Flask

from volunteer.privacy.register import filled
from volunteer.runtime.paths import PROJECT_ROOT

DOCUMENT = PROJECT_ROOT / "docs" / "privacy-register.md"


def test_the_drawn_parts_are_as_the_program_has_them(app: Flask) -> None:
    text = DOCUMENT.read_text("utf-8")
    with app.test_request_context():
        assert filled(text) == text
    assert "服务对象的姓名、电话、住址和上门须知" in text
