"""Sheets typeset as PDF: a template of templates/print, what it says handed over as data, never put into its text.

One compiler lives in each process: fonts are read once, and what was typeset before is quick to typeset again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst
from flask import Response, current_app

from volunteer.web.downloads import as_download
from volunteer.web.lettering import fonts_folder, noted_at_foot, printable

PDF = "application/pdf"

_turn = Lock()


def sheet(template: str, data: Mapping[str, Any], instead: Mapping[str, str] | None = None) -> bytes:
    """The PDF of a template. `data` is plain JSON; the template finds it as `data`.

    Letters that no font has are printed as `instead` says, else as a mark; the sheet notes at its foot which they are.
    """
    folder = Path(str(current_app.template_folder)) / "print"
    said, shown = printable(data, instead or {})
    noted = {**said, "lacking": noted_at_foot(shown)}
    with _turn:
        pdf = _compiler(folder, fonts_folder()).compile(
            input=folder / f"{template}.typ", format="pdf", sys_inputs={"data": json.dumps(noted, ensure_ascii=False)}
        )
    if not isinstance(pdf, bytes):
        raise TypeError(f"{template} is not one document")
    return pdf


def pdf_answer(pdf: bytes, name: str) -> Response:
    """The sheet as a download called `name` (without ending); nobody else may keep it."""
    answer = Response(pdf, mimetype=PDF)
    as_download(answer, name, "pdf")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@lru_cache(maxsize=2)
def _compiler(folder: Path, fonts: Path) -> typst.Compiler:
    if not any(fonts.glob("*.ttf")):
        raise FileNotFoundError(f"no fonts to print with in {fonts}: the front end has not been built")
    known = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts)])
    return typst.Compiler(root=folder, font_paths=known)
