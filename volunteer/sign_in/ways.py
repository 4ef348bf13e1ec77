"""The ways to sign in elsewhere that this installation has, and their words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from volunteer.sign_in.cas import Cas
from volunteer.sign_in.oidc import Oidc
from volunteer.sign_in.provider import Provider
from volunteer.sign_in.settings import named
from volunteer.sign_in.wechat import WeChat
from volunteer.sign_in.wecom import WeCom

KINDS: Mapping[str, Callable[[Mapping[str, Any]], Provider]] = {
    "oidc": Oidc,
    "cas": Cas,
    "wecom": WeCom,
    "wechat": WeChat,
}
WORDS = {
    "password": _l("密码"),
    "code": _l("激活码"),
    "oidc": _l("统一身份认证"),
    "cas": _l("单位统一登录"),
    "wecom": _l("企业微信"),
    "wechat": _l("微信"),
}


@dataclass(frozen=True)
class Way:
    """A button of the sign-in page."""

    name: str
    label: str


def init_app(app: Flask) -> None:
    """Make the providers, and give templates their words."""
    app.extensions["sign_in_providers"] = {kind: KINDS[kind](app.config) for kind in named(app.config)}
    app.jinja_env.globals["other_ways"] = other_ways
    app.jinja_env.globals["way_words"] = way_words


def providers() -> dict[str, Provider]:
    """Those that are set up, by name."""
    found: dict[str, Provider] = current_app.extensions["sign_in_providers"]
    return found


def other_ways() -> list[Way]:
    """What can be offered in this browser beside the password."""
    agent = request.user_agent.string
    return [Way(name, label_of(name)) for name, one in providers().items() if one.offered_to(agent)]


def label_of(name: str) -> str:
    """What people call a provider: its own label, else the kind."""
    provider = providers().get(name)
    return str((provider.label if provider else "") or WORDS.get(name, name))


def way_words(way: str, second_factor: bool) -> str:
    """How somebody signed in."""
    return _("%(way)s和动态码", way=label_of(way)) if second_factor else label_of(way)
