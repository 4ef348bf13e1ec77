"""Typeset sheets: every letter of a name is in an embedded font, and what somebody typed is never markup."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader

from tests.records.sheets import fonts_of, glyphs_of, words_of_pdf
from volunteer.records.snapshots import MOST_ROWS, typeset
from volunteer.web import printing

RARE = "滘埗𠮷𪩘䶮喆"
FACTS: dict[str, Any] = {
    "serial": "志证〔2026〕1号",
    "name": RARE,
    "number": "M000001",
    "member_unit": "第一分队",
    "since": "2026-01-01",
    "until": "2026-11-22",
    "services": 1,
    "verified": 150,
    "backfilled": 30,
    "organized_only": False,
    "rows": [{"on": "2026-05-04", "title": "道滘镇义诊", "place": "埗头社区", "minutes": 180, "backfilled": False}],
    "years": [],
    "issuer": "先锋队",
    "former": None,
    "issued_on": "2026-11-22",
    "purpose": "年度考核",
}


def certificate(app: Flask, **changes: object) -> bytes:
    """A sheet with these facts."""
    with app.app_context():
        return typeset({**FACTS, **changes}, "A" * 26)


def test_rare_letters_are_printed(app: Flask) -> None:
    pdf = certificate(app)
    assert RARE in words_of_pdf(pdf)
    assert {"NotoSansSC-Regular", "NotoSansJP-Regular"} <= fonts_of(pdf)


def test_no_letter_is_an_empty_box(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Glyph 0 of every font is its empty box: it would stand where no font has the letter."""
    assert 0 not in glyphs_of(certificate(app))
    assert 0 not in glyphs_of(certificate(app, name="\U0010fffd"))  # no font has this one
    monkeypatch.setattr(printing, "printable", lambda data, _instead: (data, {}))
    assert 0 in glyphs_of(certificate(app, name="\U0010fffd"))


def test_what_was_typed_is_text_and_never_markup(app: Flask) -> None:
    typed = '#let x = [*1*] "\\" $a$ <b> =标题'
    assert "".join(typed.split()) in words_of_pdf(certificate(app, purpose=typed))


def test_many_services_are_summed_up_by_year(app: Flask) -> None:
    years = [{"year": 2025, "services": 40, "verified": 600, "backfilled": 0}]
    pdf = certificate(app, rows=[], years=years)
    assert "2025年4010小时" in words_of_pdf(pdf)
    assert len(PdfReader(BytesIO(pdf)).pages) == 1


def test_the_fullest_list_fits_one_sheet(app: Flask) -> None:
    row = {**FACTS["rows"][0], "title": "暑期青少年安全教育和课后辅导活动", "place": "道滘镇埗头社区党群服务中心"}
    pdf = certificate(app, rows=[row] * MOST_ROWS, former="原先锋队😀", purpose="证" * 60, organized_only=True)
    assert len(PdfReader(BytesIO(pdf)).pages) == 1
