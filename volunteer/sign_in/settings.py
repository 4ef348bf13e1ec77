"""What the environment says of other ways to sign in, checked at the start: one line for each fault."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

KINDS = ("oidc", "cas", "wecom", "wechat")
NEEDED: Mapping[str, tuple[str, ...]] = {
    "oidc": ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"),
    "cas": ("CAS_URL",),
    "wecom": ("WECOM_CORP_ID", "WECOM_AGENT_ID", "WECOM_SECRET"),
    "wechat": ("WECHAT_APP_ID", "WECHAT_SECRET"),
}
ADDRESSES = ("OIDC_ISSUER", "CAS_URL", "WECOM_LOGIN_URL", "WECHAT_API_URL", "WECHAT_OPEN_URL")


def named(settings: Mapping[str, Any]) -> list[str]:
    """The providers that are set up, in the order in which they are offered."""
    return [part.strip() for part in str(settings["SIGN_IN_PROVIDERS"]).split(",") if part.strip()]


def faults(settings: Mapping[str, Any]) -> list[str]:
    """Everything that is wrong, each in a line that says which setting and what it should be."""
    found = []
    for kind in named(settings):
        if kind not in KINDS:
            found.append(f"SIGN_IN_PROVIDERS may name {', '.join(KINDS)}, not {kind}")
        elif missing := [name for name in NEEDED[kind] if not settings[name]]:
            found.append(f"SIGN_IN_PROVIDERS={kind} needs {', '.join(missing)}")
    found += [f"{name} must be {_wanted(settings)}" for name in ADDRESSES if not _fits(settings, settings[name])]
    return found


def _fits(settings: Mapping[str, Any], url: str) -> bool:
    """Whoever can read what goes to a provider can sign in as anybody: in production it is encrypted."""
    if not url:
        return True
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    schemes = ("https",) if settings["APP_ENV"] == "production" else ("http", "https")
    return parts.scheme in schemes and bool(parts.hostname) and not parts.query and not parts.fragment


def _wanted(settings: Mapping[str, Any]) -> str:
    return "like https://host/path" if settings["APP_ENV"] == "production" else "like https://host or http://host"
