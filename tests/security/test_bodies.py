"""Bodies that are meant to break what reads them: a plain refusal each, and never a word of what went on inside."""

from __future__ import annotations

import io

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from volunteer.web.downloads import as_download
from volunteer.web.guard import public

INSIDE = ("Traceback", "volunteer/", "site-packages", "psycopg", "sqlalchemy", "RecursionError", 'File "')
BREAKING = {
    "brackets": b"[" * 100_000,
    "objects": b'{"username":' + b'{"a":' * 50_000,
    "half a character": b'{"username":"\\ud800","password":"x"}',
    "half a character as a name": b'{"\\udfff":"a","password":"x"}',
    "digits": b'{"username":' + b"9" * 6000 + b"}",
    "no letters": b'{"username":"\xff\xfe"}',
    "no number": b'{"username":NaN,"password":Infinity}',
    "NUL": b'{"username":"a\\u0000","password":"x"}',
    "many": b'{"username":"' + b"a" * 1_000_000 + b'","password":"x"}',
}


@pytest.mark.parametrize("kind", BREAKING)
def test_a_breaking_body_is_refused(client: FlaskClient, kind: str) -> None:
    answer = client.post("/api/v1/tokens", data=BREAKING[kind], content_type="application/json")
    assert answer.status_code in (400, 422)
    assert not [mark for mark in INSIDE if mark in answer.text]


def test_a_whole_character_of_two_halves_is_taken(client: FlaskClient) -> None:
    answer = client.post(
        "/api/v1/tokens", data=b'{"username":"\\ud83d\\ude00","password":"x"}', content_type="application/json"
    )
    assert answer.status_code == 401


@pytest.mark.parametrize("path", ["/api/v1/tokens", "/sign-in", "/display"])
def test_a_body_beyond_two_megabytes_is_refused(client: FlaskClient, path: str) -> None:
    kind = "application/json" if path.startswith("/api") else "application/x-www-form-urlencoded"
    answer = client.post(path, data=b"a=" + b"a" * (2 * 1024 * 1024), content_type=kind)
    assert answer.status_code == 413


def test_a_form_of_thousands_of_parts_is_refused(client: FlaskClient) -> None:
    parts = {f"part{n}": (io.BytesIO(b"a"), f"{n}.txt") for n in range(1100)}
    assert client.post("/display", data=parts, content_type="multipart/form-data").status_code == 413


def test_an_error_says_nothing_of_what_is_inside(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("the password of the database is swordfish")

    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setitem(app.view_functions, "display.show", public(broken))
    answer = client.get("/display")
    assert answer.status_code == 500
    assert "swordfish" not in answer.text
    assert not [mark for mark in INSIDE if mark in answer.text]


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/static/..%5capp.py",
        "/static/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/static//etc/passwd",
        "/.git/config",
        "/.env",
    ],
)
def test_no_file_outside_is_handed_out(client: FlaskClient, path: str) -> None:
    assert client.get(path, follow_redirects=True).status_code == 404


@pytest.mark.parametrize("name", ["a\r\nSet-Cookie: b=1", 'a"; filename=evil.exe', "../../etc/passwd", "表\u2028;x=1"])
def test_a_name_of_a_download_stays_a_name(app: Flask, name: str) -> None:
    told = as_download(Response(""), name, "xlsx").headers["Content-Disposition"]
    assert told.startswith("attachment; filename*=UTF-8''")
    assert told.endswith(".xlsx")
    assert not set(told.removeprefix("attachment; filename*=UTF-8''")) & set('\r\n";/\\ ')
