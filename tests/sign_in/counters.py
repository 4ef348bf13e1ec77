"""Servers that stand in for CAS, WeCom and WeChat: each checks every parameter the real one asks for.

They follow the published protocols: a ticket or code is given for one address or application and taken once; whoever
asks wrongly gets the error of the real server.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from xml.sax.saxutils import escape

from flask import Flask, Response, redirect, request

CORP, AGENT, CORP_SECRET = "ww0123456789abcdef", "1000002", "corp secret"
APP, APP_SECRET = "wx0123456789abcdef", "app secret"
CAS_XMLNS = 'xmlns:cas="http://www.yale.edu/tp/cas"'


class Counters:
    """One server for the three, and what it has given out. `person` is whoever stands before it."""

    def __init__(self, callback_root: str) -> None:
        self.callback_root = callback_root
        self.person: dict[str, Any] = {"user": "zhang", "attributes": {}}
        self.given: dict[str, tuple[str, str]] = {}  # what was given → (to which counter, for which address)
        self.token: str | None = None
        self.tokens_given = 0
        self.app = Flask("counters")
        for path, view in (
            ("/cas/login", self.cas_login),
            ("/cas/serviceValidate", self.cas_validate),
            ("/cas/p3/serviceValidate", self.cas_validate),
            ("/wwlogin/sso/login", self.wecom_scan),
            ("/connect/oauth2/authorize", self.authorize),
            ("/cgi-bin/gettoken", self.wecom_token),
            ("/cgi-bin/auth/getuserinfo", self.wecom_user),
            ("/sns/oauth2/access_token", self.wechat_token),
        ):
            self.app.add_url_rule(path, view.__name__ + path, view)

    # CAS 2.0 and 3.0: https://apereo.github.io/cas/7.3.x/protocol/CAS-Protocol-Specification.html
    def cas_login(self) -> Any:
        """Section 2.1: back to the service with a ticket."""
        if set(request.args) != {"service"} or not self._ours(request.args["service"]):
            return Response("not a registered service", 403)
        ticket = self._give("cas", request.args["service"], "ST-")
        joint = "&" if "?" in request.args["service"] else "?"
        return redirect(f"{request.args['service']}{joint}{urlencode({'ticket': ticket})}")

    def cas_validate(self) -> Response:
        """Sections 2.5 and 2.8: exactly the service the ticket was given for, once."""
        if set(request.args) != {"service", "ticket"}:
            return self._cas_failure("INVALID_REQUEST")
        counter, service = self.given.pop(request.args["ticket"], ("", ""))
        if counter != "cas":
            return self._cas_failure("INVALID_TICKET")
        if service != request.args["service"]:
            return self._cas_failure("INVALID_SERVICE")
        told = ""
        if request.path.startswith("/cas/p3/"):
            values = [(n, v) for n, many in self.person["attributes"].items() for v in many]
            inner = "".join(f"<cas:{n}>{escape(v)}</cas:{n}>" for n, v in values)
            told = f"<cas:attributes>{inner}</cas:attributes>"
        body = f"<cas:user>{escape(self.person['user'])}</cas:user>{told}"
        return self._cas(f"<cas:authenticationSuccess>{body}</cas:authenticationSuccess>")

    # https://developer.work.weixin.qq.com/document/path/98152 and 91022
    def wecom_scan(self) -> Any:
        """The page with a code to scan, scanned at once."""
        wanted = {"login_type": "CorpApp", "appid": CORP, "agentid": AGENT}
        return self._sent_back("wecom", wanted)

    def authorize(self) -> Any:
        """The consent page inside WeCom (with the agent) and inside WeChat."""
        wanted = {"response_type": "code", "scope": "snsapi_base"}
        if request.args.get("appid") == CORP:
            return self._sent_back("wecom", wanted | {"appid": CORP, "agentid": AGENT})
        return self._sent_back("wechat", wanted | {"appid": APP})

    def wecom_token(self) -> dict[str, Any]:
        """https://developer.work.weixin.qq.com/document/path/91039"""
        if request.args.get("corpid") != CORP or set(request.args) != {"corpid", "corpsecret"}:
            return {"errcode": 40013, "errmsg": "invalid corpid"}
        if request.args["corpsecret"] != CORP_SECRET:
            return {"errcode": 40001, "errmsg": "invalid credential"}
        self.token, self.tokens_given = secrets.token_urlsafe(16), self.tokens_given + 1
        return {"errcode": 0, "errmsg": "ok", "access_token": self.token, "expires_in": 7200}

    def wecom_user(self) -> dict[str, Any]:
        """https://developer.work.weixin.qq.com/document/path/91023"""
        if set(request.args) != {"access_token", "code"}:
            return {"errcode": 40035, "errmsg": "invalid parameter"}
        if self.token is None or request.args["access_token"] != self.token:
            return {"errcode": 40014, "errmsg": "invalid access_token"}
        if self.given.pop(request.args["code"], ("", ""))[0] != "wecom":
            return {"errcode": 40029, "errmsg": "invalid code"}
        if self.person.get("outsider"):
            return {"errcode": 0, "errmsg": "ok", "openid": "outside"}
        return {"errcode": 0, "errmsg": "ok", "userid": self.person["user"]}

    def wechat_token(self) -> dict[str, Any]:
        """https://developers.weixin.qq.com/doc/service/guide/h5/auth.html"""
        wanted = {"appid": APP, "secret": APP_SECRET, "grant_type": "authorization_code"}
        if {**request.args.to_dict(), "code": ""} != {**wanted, "code": ""}:
            return {"errcode": 40013, "errmsg": "invalid appid"}
        if self.given.pop(request.args["code"], ("", ""))[0] != "wechat":
            return {"errcode": 40029, "errmsg": "invalid code"}
        return {"access_token": "a", "expires_in": 7200, "openid": self.person["user"], "scope": "snsapi_base"}

    def _sent_back(self, counter: str, wanted: dict[str, str]) -> Any:
        told = request.args.to_dict()
        address, state = told.pop("redirect_uri", ""), told.pop("state", "")
        if told != wanted or not self._ours(address) or not state or len(state) > 128:
            return Response("parameters", 400)
        code = self._give(counter, address, "")
        return redirect(f"{address}?{urlencode({'code': code, 'state': state})}")

    def _ours(self, address: str) -> bool:
        return address.startswith(self.callback_root)

    def _give(self, counter: str, address: str, prefix: str) -> str:
        made = prefix + secrets.token_urlsafe(16)
        self.given[made] = (counter, address)
        return made

    def _cas(self, body: str) -> Response:
        return Response(f"<cas:serviceResponse {CAS_XMLNS}>{body}</cas:serviceResponse>", mimetype="application/xml")

    def _cas_failure(self, code: str) -> Response:
        return self._cas(f'<cas:authenticationFailure code="{code}">no</cas:authenticationFailure>')


def sent_back(get: Callable[[str], Any], address: str) -> str:
    """Let a browser follow one address of the counters: the path and query it comes back with."""
    parts = urlsplit(address)
    back = urlsplit(get(f"{parts.path}?{parts.query}").location)
    assert parse_qs(back.query).get("state"), address
    return f"{back.path}?{back.query}"
