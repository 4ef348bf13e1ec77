"""Settings at the edge: read from the environment once, passed down from there."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Flask

from volunteer.runtime.database_urls import resolve_urls

DEFAULTS: dict[str, Any] = {
    "APP_ENV": "development",
    "BABEL_DEFAULT_LOCALE": "zh",
    "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
    "BABEL_TRANSLATION_DIRECTORIES": "translations",
    "BRAND_NAME": "东莞机关党员志愿服务",
    "MAX_CONTENT_LENGTH": 2 * 1024 * 1024,
    "PERMANENT_SESSION_LIFETIME": timedelta(days=30),
    "PUBLIC_BASE_URL": "http://127.0.0.1:5000",
    "REMEMBER_COOKIE_DURATION": timedelta(days=30),
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "SQLALCHEMY_ENGINE_OPTIONS": {"pool_pre_ping": True, "pool_size": 5, "connect_args": {"prepare_threshold": 3}},
    "WTF_CSRF_CHECK_DEFAULT": False,
    "WTF_CSRF_TIME_LIMIT": None,
    "API_TITLE": "机关党员志愿服务平台",
    "API_VERSION": "v1",
    "OPENAPI_VERSION": "3.1.0",
    "OPENAPI_URL_PREFIX": "/api/v1",
    "OPENAPI_JSON_PATH": "openapi.json",
}
FROM_ENVIRONMENT = ("APP_ENV", "BRAND_NAME", "PUBLIC_BASE_URL", "SECRET_KEY", "DEMO_PASSWORD")


class ConfigurationError(Exception):
    """A setting is missing or wrong; the message says which and what to do."""


def load(overrides: Mapping[str, Any] | None) -> dict[str, Any]:
    """Defaults, then the environment, then what the caller passes."""
    settings = dict(DEFAULTS)
    settings.update({name: os.environ[name] for name in FROM_ENVIRONMENT if os.environ.get(name)})
    settings.update(overrides or {})
    if settings["APP_ENV"] == "production":
        _check_production(settings)
    else:
        settings.setdefault("SECRET_KEY", "development only")
    return settings


def _check_production(settings: dict[str, Any]) -> None:
    missing = [name for name in ("SECRET_KEY", "PUBLIC_BASE_URL") if not os.environ.get(name)]
    if missing:
        raise ConfigurationError(f"APP_ENV=production needs {', '.join(missing)}")
    secure = str(settings["PUBLIC_BASE_URL"]).startswith("https://")
    settings.update(SESSION_COOKIE_SECURE=secure, REMEMBER_COOKIE_SECURE=secure)


def connect(app: Flask) -> None:
    """Settle which database is used: the one passed or named in the environment, else the embedded server's."""
    if app.config.get("SQLALCHEMY_DATABASE_URI"):
        return
    urls = resolve_urls()
    app.config["SQLALCHEMY_DATABASE_URI"] = urls.app
    app.config["MIGRATION_DATABASE_URL"] = urls.owner
