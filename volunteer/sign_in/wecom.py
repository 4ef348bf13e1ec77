"""WeCom (企业微信): inside its app at once, elsewhere by scanning a code."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from volunteer.sign_in.provider import Attempt, Identity, Line, ProviderAway, ProviderRefused

EARLY = 300.0  # seconds before its end a token is fetched anew
# https://developer.work.weixin.qq.com/document/path/90313
TOKEN_OVER = frozenset({40014, 41001, 42001})


class WeCom:
    """The organization's own application, the same that sends messages."""

    name = "wecom"
    label = ""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self._corp = str(settings["WECOM_CORP_ID"])
        self._agent = str(settings["WECOM_AGENT_ID"])
        self._secret = str(settings["WECOM_SECRET"])
        self._api = str(settings["WECOM_API_URL"]).rstrip("/")
        self._login = str(settings["WECOM_LOGIN_URL"]).rstrip("/")
        self._open = str(settings["WECHAT_OPEN_URL"]).rstrip("/")
        self._is_number = settings["WECOM_USERID_IS_NUMBER"] == "on"
        self._line = Line()
        self._token: tuple[float, str] | None = None

    def offered_to(self, agent: str) -> bool:
        """In every browser: where the app is not, its code is scanned."""
        return True

    def address(self, attempt: Attempt, agent: str) -> str:
        """Consent without a question inside the app, a page with a code elsewhere."""
        if "wxwork" in agent:
            query = {
                "appid": self._corp,
                "redirect_uri": attempt.callback,
                "response_type": "code",
                "scope": "snsapi_base",
                "state": attempt.state,
                "agentid": self._agent,
            }
            return f"{self._open}/connect/oauth2/authorize?{urlencode(query)}#wechat_redirect"
        query = {
            "login_type": "CorpApp",
            "appid": self._corp,
            "agentid": self._agent,
            "redirect_uri": attempt.callback,
            "state": attempt.state,
        }
        return f"{self._login}/wwlogin/sso/login?{urlencode(query)}"

    def identity(self, attempt: Attempt, answer: Mapping[str, str]) -> Identity:
        """Exchange the code; somebody who is not of the organization has no user id."""
        if not answer.get("code"):
            raise ProviderRefused("WeCom gave no code")
        told = self._user(answer["code"])
        if told.get("errcode") in TOKEN_OVER:
            self._token = None
            told = self._user(answer["code"])
        user = told.get("userid")
        if told.get("errcode") != 0 or not isinstance(user, str) or not user:
            raise ProviderRefused(f"WeCom {told.get('errcode')}")
        return Identity(self.name, user, number=user if self._is_number else None)

    def _user(self, code: str) -> dict[str, Any]:
        query = {"access_token": self._current_token(), "code": code}
        return self._line.json("GET", f"{self._api}/cgi-bin/auth/getuserinfo", params=query)

    def _current_token(self) -> str:
        if self._token is None or time.monotonic() >= self._token[0]:
            query = {"corpid": self._corp, "corpsecret": self._secret}
            told = self._line.json("GET", f"{self._api}/cgi-bin/gettoken", params=query)
            if told.get("errcode") != 0 or not told.get("access_token"):
                raise ProviderAway(f"WeCom {told.get('errcode')}: no token")
            lasting = time.monotonic() + float(told.get("expires_in") or 0) - EARLY
            self._token = (lasting, str(told["access_token"]))
        return self._token[1]
