"""Settings at the edge: read from the environment once, passed down from there."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask

from volunteer.notices.channels import settings as channels
from volunteer.runtime.database_urls import resolve_urls
from volunteer.runtime.paths import field_keys_file, instance_directory
from volunteer.web.datum import Datum
from volunteer.web.town_maps import tile_origin

DEFAULTS: dict[str, Any] = {
    **channels.DEFAULTS,
    "APP_ENV": "development",
    "BABEL_DEFAULT_LOCALE": "zh",
    "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
    "BABEL_TRANSLATION_DIRECTORIES": "translations",
    "BRAND_NAME": "东莞机关党员志愿服务",
    "FIELD_KEYS_FILE": "",
    "LEDGER_FULL_PROOF_WEEKDAY": 6,  # Monday is 0
    "LEDGER_HEADS_FILE": "",
    "LEDGER_SIGNING_KEY_FILE": "",
    "MAP_ROUTE_URL": "https://uri.amap.com/marker?position={lon},{lat}&name={name}&coordinate=wgs84&callnative=1",
    "MAP_TILE_DATUM": "wgs84",
    "MAP_TILE_LICENCE": "",
    "MAP_TILE_URL": "",
    "MAX_CONTENT_LENGTH": 2 * 1024 * 1024,
    "PERMANENT_SESSION_LIFETIME": timedelta(days=30),
    "PUBLIC_BASE_URL": "http://127.0.0.1:5000",
    "REMEMBER_COOKIE_DURATION": timedelta(days=30),
    "ROSTER_MAX_BYTES": 32 * 1024 * 1024,
    "ROSTER_MAX_ROWS": 200_000,
    "ROSTER_MAX_UNPACKED_BYTES": 256 * 1024 * 1024,
    "SERVICE_WORKER": "on",
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_REFRESH_EACH_REQUEST": False,  # signed again only when it changes; the resolver notes when it was seen
    "SESSION_COOKIE_SAMESITE": "Lax",
    "SQLALCHEMY_ENGINE_OPTIONS": {"pool_size": 5, "connect_args": {"prepare_threshold": 3}},
    "TOWN_BOUNDARIES": "",
    "TRUSTED_PROXIES": 0,
    "WTF_CSRF_CHECK_DEFAULT": False,
    "WTF_CSRF_TIME_LIMIT": None,
    "API_TITLE": "机关党员志愿服务平台",
    "API_VERSION": "v1",
    "OPENAPI_VERSION": "3.1.0",
    "OPENAPI_URL_PREFIX": "/api/v1",
    "OPENAPI_JSON_PATH": "openapi.json",
}
FROM_ENVIRONMENT = (
    *channels.DEFAULTS,
    "APP_ENV",
    "BRAND_NAME",
    "DEMO_PASSWORD",
    "FIELD_KEYS_FILE",
    "LEDGER_FULL_PROOF_WEEKDAY",
    "LEDGER_HEADS_FILE",
    "LEDGER_SIGNING_KEY_FILE",
    "MAP_ROUTE_URL",
    "MAP_TILE_DATUM",
    "MAP_TILE_LICENCE",
    "MAP_TILE_URL",
    "PUBLIC_BASE_URL",
    "ROSTER_MAX_BYTES",
    "ROSTER_MAX_ROWS",
    "ROSTER_MAX_UNPACKED_BYTES",
    "SECRET_KEY",
    "SERVICE_WORKER",
    "TOWN_BOUNDARIES",
    "TRUSTED_PROXIES",
)


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
    _check_map(settings)
    settings["TRUSTED_PROXIES"] = _proxies(str(settings["TRUSTED_PROXIES"]))
    if faults := channels.faults(settings):
        raise ConfigurationError("\n".join(faults))
    settings["FIELD_KEYS_FILE"] = str(field_keys_file(settings["FIELD_KEYS_FILE"]))
    _place_ledger_files(settings)
    return settings


def _place_ledger_files(settings: dict[str, Any]) -> None:
    """What proves the ledger is kept with the rest of the state unless told otherwise."""
    for name, file in (("LEDGER_HEADS_FILE", "ledger-heads.jsonl"), ("LEDGER_SIGNING_KEY_FILE", "ledger-signing.key")):
        settings[name] = settings[name] or str(instance_directory() / file)
    if str(settings["LEDGER_FULL_PROOF_WEEKDAY"]) not in set("0123456"):
        raise ConfigurationError("LEDGER_FULL_PROOF_WEEKDAY must be a day of the week from 0 (Monday) to 6")
    settings["LEDGER_FULL_PROOF_WEEKDAY"] = int(settings["LEDGER_FULL_PROOF_WEEKDAY"])


def _proxies(told: str) -> int:
    """How many proxies of one's own stand in front."""
    if not told.isdigit():
        raise ConfigurationError("TRUSTED_PROXIES must be the number of proxies in front, 0 where there is none")
    return int(told)


def _check_map(settings: dict[str, Any]) -> None:
    """Tiles come from one host, whose licence is shown; town outlines are a file that is there."""
    url, outlines = settings["MAP_TILE_URL"], settings["TOWN_BOUNDARIES"]
    if url and (tile_origin(url) is None or not all(part in url for part in ("{x}", "{y}", "{z}"))):
        raise ConfigurationError("MAP_TILE_URL must be like https://one.host/{z}/{x}/{y}.png")
    if url and not settings["MAP_TILE_LICENCE"]:
        raise ConfigurationError("MAP_TILE_URL needs MAP_TILE_LICENCE: the line that the map must show")
    if settings["MAP_TILE_DATUM"] not in set(Datum):
        raise ConfigurationError(f"MAP_TILE_DATUM must be one of {', '.join(Datum)}")
    if outlines and not Path(outlines).is_file():
        raise ConfigurationError(f"TOWN_BOUNDARIES names no file: {outlines}")


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
