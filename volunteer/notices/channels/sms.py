"""Text messages through whatever gateway an installation has: an adapter each, the log by default."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import httpx
import structlog
from flask import current_app

from volunteer.kernel.outbox import Undeliverable, Unreachable
from volunteer.notices.channels.composing import compose
from volunteer.notices.channels.receiver import receiver
from volunteer.notices.states import Way
from volunteer.web.humanize import masked_phone

TIMEOUT = 10.0
REFUSED = frozenset({400, 404, 422})  # this number, not this moment

log = structlog.get_logger()


class Gateway(Protocol):
    """Hands a text to a phone; `key` is the same whenever the same message is handed over again."""

    def __call__(self, phone: str, text: str, key: str) -> None: ...


def to_log(phone: str, text: str, key: str) -> None:
    """No gateway: that there was a message, neither its words nor the number."""
    log.info("text message not sent: no gateway", phone=masked_phone(phone), length=len(text))


class ToHttp:
    """Posts `{phone, text, key}` as JSON to SMS_URL, with SMS_TOKEN as bearer token, over one kept connection."""

    def __init__(self) -> None:
        self._client = httpx.Client(timeout=TIMEOUT)

    def __call__(self, phone: str, text: str, key: str) -> None:
        """Hand one message over."""
        headers = {"Idempotency-Key": key}
        if current_app.config["SMS_TOKEN"]:
            headers["Authorization"] = f"Bearer {current_app.config['SMS_TOKEN']}"
        body = {"phone": phone, "text": text, "key": key}
        try:
            response = self._client.post(current_app.config["SMS_URL"], json=body, headers=headers)
        except httpx.HTTPError as gone:
            raise Unreachable(type(gone).__name__) from None
        if response.status_code in REFUSED:
            raise Undeliverable(f"gateway {response.status_code}")
        if not response.is_success:
            raise Unreachable(f"gateway {response.status_code}")


GATEWAYS: Mapping[str, Gateway] = {"log": to_log, "http": ToHttp()}


def sms(recipient: str, payload: Mapping[str, Any], dedupe_key: str) -> None:
    """Send one message through the gateway that is set up."""
    gateway = GATEWAYS[current_app.config["SMS_GATEWAY"]]
    person = receiver(recipient, Way.SMS)
    gateway(person.address, compose(payload, person.locale, person.account_id).plain, dedupe_key)
