"""Messages of the organization's WeCom application to one person."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from flask import current_app

from volunteer.kernel.outbox import NotSetUp, Undeliverable, Unreachable
from volunteer.notices.channels.composing import compose
from volunteer.notices.channels.receiver import receiver
from volunteer.notices.states import Way

TIMEOUT = 10.0
EARLY = 300.0  # seconds before its end a token is fetched anew
REPEATED_WITHIN = 4 * 3600  # seconds in which WeCom itself drops the same message to the same person
LONGEST = 2000  # bytes of a text message
# https://developer.work.weixin.qq.com/document/path/90313
TOKEN_OVER = frozenset({40014, 41001, 42001})
NO_SUCH_PERSON = frozenset({40003, 60111, 81013, 82001})
NOT_NOW = frozenset({-1, 45009, 45033, 40001, 40013, 40056, 60020, 301002})


@dataclass(frozen=True)
class Token:
    """An access token and when it should be replaced."""

    key: tuple[str, str]
    value: str
    until: float


class WeCom:
    """Speaks to the API over one kept connection, with one kept token."""

    def __init__(self) -> None:
        self._client = httpx.Client(timeout=TIMEOUT)
        self._token: Token | None = None

    def __call__(self, recipient: str, payload: Mapping[str, Any], dedupe_key: str) -> None:
        """Send one message; a token that ended early is replaced once."""
        config = current_app.config
        if not config["WECOM_CORP_ID"]:
            raise NotSetUp("WECOM_CORP_ID")
        person = receiver(recipient, Way.WECOM)
        text = compose(payload, person.locale, person.account_id)
        content = "\n".join(part for part in (text.title if len(text.lines) > 1 else "", text.plain) if part)
        body = {
            "touser": person.address,
            "msgtype": "text",
            "agentid": int(config["WECOM_AGENT_ID"]),
            "text": {"content": content.encode()[:LONGEST].decode(errors="ignore")},
            "enable_duplicate_check": 1,
            "duplicate_check_interval": REPEATED_WITHIN,
        }
        answer = self._post(body, dedupe_key)
        if answer.get("errcode") in TOKEN_OVER:
            self._token = None
            answer = self._post(body, dedupe_key)
        _judge(answer)

    def _post(self, body: dict[str, Any], dedupe_key: str) -> dict[str, Any]:
        return self._ask(
            "POST",
            "/cgi-bin/message/send",
            params={"access_token": self._current_token()},
            json=body,
            headers={"Idempotency-Key": dedupe_key},
        )

    def _current_token(self) -> str:
        key = (current_app.config["WECOM_CORP_ID"], current_app.config["WECOM_SECRET"])
        if self._token is None or self._token.key != key or time.monotonic() >= self._token.until:
            answer = self._ask("GET", "/cgi-bin/gettoken", params={"corpid": key[0], "corpsecret": key[1]})
            if answer.get("errcode"):
                raise Unreachable(f"WeCom {answer['errcode']}: no token")
            lasting = time.monotonic() + float(answer["expires_in"]) - EARLY
            self._token = Token(key, answer["access_token"], lasting)
        return self._token.value

    def _ask(self, method: str, path: str, **request: Any) -> dict[str, Any]:
        url = current_app.config["WECOM_API_URL"].rstrip("/") + path
        try:
            response = self._client.request(method, url, **request)
            response.raise_for_status()
            answer: dict[str, Any] = response.json()
        except (httpx.HTTPError, ValueError) as gone:
            raise Unreachable(type(gone).__name__) from None  # its text holds the token
        return answer


def _judge(answer: Mapping[str, Any]) -> None:
    """What the error number means for the message."""
    code = answer.get("errcode", 0)
    if code in NO_SUCH_PERSON or (code == 0 and answer.get("invaliduser")):
        raise Undeliverable(f"WeCom {code}: no such person")
    if code in NOT_NOW:
        raise Unreachable(f"WeCom {code}")
    if code != 0:
        raise ValueError(f"WeCom {code}")
