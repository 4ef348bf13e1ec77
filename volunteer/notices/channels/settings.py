"""What is set of the channels, checked at the start: one line for each fault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from volunteer.notices.states import RobotKind, Way

SMTP_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
SMS_GATEWAYS = ("log", "http")
WECOM_NEEDED = ("WECOM_CORP_ID", "WECOM_AGENT_ID", "WECOM_SECRET")


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed in; `scheme` tells how the line is encrypted."""

    scheme: str
    host: str
    port: int
    user: str | None
    password: str | None
    sender: str


def mail_server(settings: Mapping[str, Any]) -> MailServer | None:
    """The server named in MAIL_URL, if any."""
    if not settings["MAIL_URL"]:
        return None
    url = urlsplit(settings["MAIL_URL"])
    return MailServer(
        scheme=url.scheme,
        host=url.hostname or "",
        port=url.port or SMTP_PORTS[url.scheme],
        user=unquote(url.username) if url.username else None,
        password=unquote(url.password) if url.password else None,
        sender=settings["MAIL_FROM"],
    )


def ways_set_up(settings: Mapping[str, Any]) -> frozenset[Way]:
    """The channels to a person that really leave this installation."""
    found = {
        Way.MAIL: bool(settings["MAIL_URL"]),
        Way.WECOM: bool(settings["WECOM_CORP_ID"]),
        Way.SMS: settings["SMS_GATEWAY"] != "log",
    }
    return frozenset(way for way, there in found.items() if there)


def robot_origins(settings: Mapping[str, Any]) -> dict[RobotKind, str]:
    """Where robots of a privately installed chat live, by kind."""
    pairs = (part.partition("=") for part in settings["ROBOT_ORIGINS"].split(",") if part.strip())
    return {RobotKind(kind.strip()): origin.strip().rstrip("/") for kind, _sign, origin in pairs}


def faults(settings: Mapping[str, Any]) -> list[str]:
    """Everything that is wrong, each in a line that says which setting and what it should be."""
    return [*_mail_faults(settings), *_wecom_faults(settings), *_sms_faults(settings), *_robot_faults(settings)]


def _mail_faults(settings: Mapping[str, Any]) -> list[str]:
    if not settings["MAIL_URL"]:
        return []
    found = []
    try:
        url = urlsplit(settings["MAIL_URL"])
        right = url.scheme in SMTP_PORTS and bool(url.hostname) and url.port != 0
    except ValueError:
        right = False
    if not right:
        schemes = ", ".join(SMTP_PORTS)
        found.append(f"MAIL_URL must be like smtps://user:password@host:465, with one of the schemes {schemes}")
    if "@" not in settings["MAIL_FROM"]:
        found.append("MAIL_URL needs MAIL_FROM: the address that mail comes from")
    return found


def _wecom_faults(settings: Mapping[str, Any]) -> list[str]:
    given = [name for name in WECOM_NEEDED if settings[name]]
    found = []
    if given and len(given) < len(WECOM_NEEDED):
        missing = ", ".join(name for name in WECOM_NEEDED if name not in given)
        found.append(f"{given[0]} needs {missing} as well")
    if settings["WECOM_AGENT_ID"] and not str(settings["WECOM_AGENT_ID"]).isdecimal():
        found.append("WECOM_AGENT_ID must be the number of the application")
    if not _is_web(settings["WECOM_API_URL"]):
        found.append("WECOM_API_URL must be like https://qyapi.weixin.qq.com")
    return found


def _sms_faults(settings: Mapping[str, Any]) -> list[str]:
    if settings["SMS_GATEWAY"] not in SMS_GATEWAYS:
        return [f"SMS_GATEWAY must be one of {', '.join(SMS_GATEWAYS)}"]
    if settings["SMS_GATEWAY"] == "http" and not _is_web(settings["SMS_URL"]):
        return ["SMS_GATEWAY=http needs SMS_URL: the address that messages are posted to"]
    return []


def _robot_faults(settings: Mapping[str, Any]) -> list[str]:
    try:
        right = all(_is_web(origin) for origin in robot_origins(settings).values())
    except ValueError:
        right = False
    return [] if right else ["ROBOT_ORIGINS must be like feishu=https://host,wecom=https://host"]


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
