"""What several settings must be together, and what production asks: one line for each fault."""

from __future__ import annotations

from typing import Any

from volunteer.accounts import leaked_passwords
from volunteer.notices.channels import settings as channels
from volunteer.organization.holding_back import networks_of
from volunteer.settings.reading import PASSED, Reading
from volunteer.settings.table import SETTINGS
from volunteer.sign_in import settings as sign_in
from volunteer.web.town_maps import tile_origin

SHORTEST_KEY = 32  # characters
SHORTEST_TOKEN = 20


def faults(reading: Reading) -> list[str]:
    """Everything that is wrong between settings each of which is right by itself."""
    found = [*_map(reading.values), *channels.faults(reading.values), *sign_in.faults(reading.values)]
    try:
        networks_of(reading.values["ADMIN_NETWORKS"])
    except ValueError as error:
        found.append(f"ADMIN_NETWORKS must be like 10.1.0.0/16,192.168.7.0/24: {error}")
    listed = reading.values["LEAKED_PASSWORDS_FILE"]
    if listed and (wrong := leaked_passwords.fault(listed)):
        found.append(f"LEAKED_PASSWORDS_FILE is not a list of leaked passwords: {wrong} ({listed})")
    if 0 < len(reading.values["METRICS_TOKEN"]) < SHORTEST_TOKEN:
        found.append(f"METRICS_TOKEN must have at least {SHORTEST_TOKEN} characters")
    if reading.values["APP_ENV"] == "production":
        found += _production(reading)
    return found


def advice(reading: Reading) -> list[str]:
    """What works, but is probably not meant."""
    if reading.values["APP_ENV"] != "production":
        return ["APP_ENV is not production: demo accounts may exist, and what production needs is not asked for"]
    found = []
    if not reading.values["PUBLIC_BASE_URL"].startswith("https://"):
        found.append("PUBLIC_BASE_URL is not https://…: passwords and cookies travel readable")
    elif reading.values["TRUSTED_PROXIES"] == 0:
        found.append("TRUSTED_PROXIES is 0: behind a reverse proxy set it to 1, or all visitors count as one")
    if not reading.set("DATABASE_URL"):
        found.append("DATABASE_URL is not set: the embedded database is used")
    elif not reading.set("MIGRATION_DATABASE_URL"):
        found.append("MIGRATION_DATABASE_URL is not set: no second role guards the ledger's rows")
    if reading.values["SMS_GATEWAY"] == "log":
        found.append("SMS_GATEWAY is log: no text message leaves")
    return found


def _production(reading: Reading) -> list[str]:
    found = [
        f"{setting.name} is needed where APP_ENV is production: {setting.meaning}"
        for setting in SETTINGS
        if setting.needed and not reading.set(setting.name)
    ]
    key = reading.values["SECRET_KEY"]
    own = reading.set("SECRET_KEY") and reading.origins["SECRET_KEY"] != PASSED
    if own and len(key) < SHORTEST_KEY:
        found.append(f"SECRET_KEY must have at least {SHORTEST_KEY} characters; make one with: openssl rand -base64 48")
    return found


def _map(values: dict[str, Any]) -> list[str]:
    """Tiles come from one host, whose licence is shown."""
    url = values["MAP_TILE_URL"]
    if not url:
        return []
    found = []
    if tile_origin(url) is None or not all(part in url for part in ("{x}", "{y}", "{z}")):
        found.append("MAP_TILE_URL must be like https://one.host/{z}/{x}/{y}.png")
    if not values["MAP_TILE_LICENCE"]:
        found.append("MAP_TILE_URL needs MAP_TILE_LICENCE: the line that the map must show")
    return found
