"""WeChat service account: inside WeChat only. It names an open id and vouches for nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from volunteer.sign_in.provider import Attempt, Identity, Line, ProviderRefused


class WeChat:
    """The service account that members follow."""

    name = "wechat"
    label = ""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self._app = str(settings["WECHAT_APP_ID"])
        self._secret = str(settings["WECHAT_SECRET"])
        self._api = str(settings["WECHAT_API_URL"]).rstrip("/")
        self._open = str(settings["WECHAT_OPEN_URL"]).rstrip("/")
        self._line = Line()

    def offered_to(self, agent: str) -> bool:
        """In WeChat; WeCom's browser calls itself MicroMessenger as well."""
        return "MicroMessenger" in agent and "wxwork" not in agent

    def address(self, attempt: Attempt, agent: str) -> str:
        """Consent without a question; the order of the parameters is WeChat's."""
        query = {
            "appid": self._app,
            "redirect_uri": attempt.callback,
            "response_type": "code",
            "scope": "snsapi_base",
            "state": attempt.state,
        }
        return f"{self._open}/connect/oauth2/authorize?{urlencode(query)}#wechat_redirect"

    def identity(self, attempt: Attempt, answer: Mapping[str, str]) -> Identity:
        """Exchange the code for the open id."""
        if not answer.get("code"):
            raise ProviderRefused("WeChat gave no code")
        query = {
            "appid": self._app,
            "secret": self._secret,
            "code": answer["code"],
            "grant_type": "authorization_code",
        }
        told = self._line.json("GET", f"{self._api}/sns/oauth2/access_token", params=query)
        subject = told.get("openid")
        if told.get("errcode") or not isinstance(subject, str) or not subject:
            raise ProviderRefused(f"WeChat {told.get('errcode')}")
        return Identity(self.name, subject)
