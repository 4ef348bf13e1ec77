"""Addresses of group robots, as they are copied out of WeCom, DingTalk and Feishu."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from volunteer.notices.states import RobotKind

ORIGINS: Mapping[RobotKind, str] = {
    RobotKind.WECOM: "https://qyapi.weixin.qq.com",
    RobotKind.DINGTALK: "https://oapi.dingtalk.com",
    RobotKind.FEISHU: "https://open.feishu.cn",
}
PATHS: Mapping[RobotKind, str] = {
    RobotKind.WECOM: "/cgi-bin/webhook/send",
    RobotKind.DINGTALK: "/robot/send",
    RobotKind.FEISHU: "/open-apis/bot/v2/hook/",
}
KEYS: Mapping[RobotKind, str] = {RobotKind.WECOM: "key", RobotKind.DINGTALK: "access_token"}
TOKEN = re.compile(r"[A-Za-z0-9_-]{8,200}")
SHOWN = 4


@dataclass(frozen=True)
class RobotAddress:
    """Whose robot it is, and the secret part of its address."""

    kind: RobotKind
    token: str

    @property
    def tail(self) -> str:
        """What pages show, so that somebody who has the address can tell which it is."""
        return self.token[-SHOWN:]


def read_address(typed: str, origins: Mapping[RobotKind, str]) -> RobotAddress | None:
    """The robot behind an address; None for any other address, so that nothing is ever sent elsewhere.

    `origins` adds privately installed chats to the public ones.
    """
    try:
        url = urlsplit(typed.strip())
        origin = f"{url.scheme}://{url.netloc}".lower()
        query = parse_qs(url.query)
    except ValueError:
        return None
    for kind in RobotKind:
        if origin not in {ORIGINS[kind], origins.get(kind, "").lower()}:
            continue
        token = _token(kind, url.path, query)
        if token is not None and TOKEN.fullmatch(token):
            return RobotAddress(kind, token)
    return None


def _token(kind: RobotKind, path: str, query: Mapping[str, list[str]]) -> str | None:
    if kind in KEYS:
        return query.get(KEYS[kind], [None])[0] if path.rstrip("/") == PATHS[kind] else None
    return path.removeprefix(PATHS[kind]).rstrip("/") if path.startswith(PATHS[kind]) else None
