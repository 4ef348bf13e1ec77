"""Settings at the edge: read once from what is set, passed down from there as the configuration of the application.

What can be set stands in `volunteer/settings/table.py`, a line for each; here is what the libraries are told besides.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Flask

from volunteer.kernel import lines
from volunteer.runtime.database_urls import resolve_urls
from volunteer.runtime.given import Given
from volunteer.runtime.paths import field_keys_file, instance_directory
from volunteer.settings import together
from volunteer.settings.reading import read
from volunteer.settings.table import BY_NAME

# Nobody sets these.
FIXED: dict[str, Any] = {
    "BABEL_DEFAULT_LOCALE": "zh",
    "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
    "BABEL_TRANSLATION_DIRECTORIES": "translations",
    "MAX_CONTENT_LENGTH": 2 * 1024 * 1024,
    "PERMANENT_SESSION_LIFETIME": timedelta(days=30),
    "REMEMBER_COOKIE_DURATION": timedelta(days=30),
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_REFRESH_EACH_REQUEST": False,  # signed again only when it changes; the resolver notes when it was seen
    "SESSION_COOKIE_SAMESITE": "Lax",
    "WTF_CSRF_CHECK_DEFAULT": False,
    "WTF_CSRF_TIME_LIMIT": None,
    "API_TITLE": "机关党员志愿服务平台",
    "API_VERSION": "v1",
    "OPENAPI_VERSION": "3.1.0",
    "OPENAPI_URL_PREFIX": "/api/v1",
    "OPENAPI_JSON_PATH": "openapi.json",
}
# Kept with the rest of the state unless told otherwise: what proves the ledger.
IN_INSTANCE = {
    "LEDGER_HEADS_FILE": "ledger-heads.jsonl",
    "LEDGER_SIGNING_KEY_FILE": "ledger-signing.key",
}


class ConfigurationError(Exception):
    """Settings are missing or wrong; the message has a line for each, which says what to do."""


def load(overrides: Mapping[str, Any] | None) -> dict[str, Any]:
    """Defaults, then the settings file, then the environment, then what the caller passes."""
    overrides = overrides or {}
    reading = read(Given.read(), overrides)
    if faults := [*reading.faults, *together.faults(reading)]:
        raise ConfigurationError("\n".join(faults))
    values = {name: value for name, value in reading.values.items() if not BY_NAME[name].early}
    for name, file in IN_INSTANCE.items():
        values[name] = values[name] or str(instance_directory() / file)
    values["STATE_DIRECTORY"] = str(instance_directory())
    values["FIELD_KEYS_FILE"] = str(field_keys_file(values["FIELD_KEYS_FILE"]))
    if values["APP_ENV"] == "production":
        secure = values["PUBLIC_BASE_URL"].startswith("https://")
        values.update(SESSION_COOKIE_SECURE=secure, REMEMBER_COOKIE_SECURE=secure)
        values.update({"SESSION_COOKIE_NAME": "__Host-session"} if secure else {})  # of this host alone
    values["TWO_FACTORS"] = values["TWO_FACTORS"] or ("required" if values["APP_ENV"] == "production" else "offered")
    others = {name: value for name, value in overrides.items() if name not in values}
    engine = lines.engine_options(pooled=values["DATABASE_POOLER"] == "transaction")
    return {**FIXED, "SQLALCHEMY_ENGINE_OPTIONS": engine, **values, **others}


def connect(app: Flask) -> None:
    """Settle which database is used: the one passed or set, else the embedded server's."""
    if app.config.get("SQLALCHEMY_DATABASE_URI"):
        return
    urls = resolve_urls()
    app.config["SQLALCHEMY_DATABASE_URI"] = urls.app
    app.config["MIGRATION_DATABASE_URL"] = urls.owner
