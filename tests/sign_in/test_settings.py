"""What the environment says of signing in is checked at the start, in words that say what to do."""

from __future__ import annotations

from typing import Any

import pytest

from volunteer import config
from volunteer.settings.table import defaults
from volunteer.sign_in import settings

BASE: dict[str, Any] = {
    **defaults(),
    "APP_ENV": "development",
    "WECOM_CORP_ID": "",
    "WECOM_AGENT_ID": "",
    "WECOM_SECRET": "",
}
OIDC = {
    "SIGN_IN_PROVIDERS": "oidc",
    "OIDC_ISSUER": "http://sso.example",
    "OIDC_CLIENT_ID": "a",
    "OIDC_CLIENT_SECRET": "b",
}


def test_nothing_said_is_nothing_wrong() -> None:
    assert settings.faults(BASE) == []
    assert settings.faults({**BASE, **OIDC}) == []


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ({"SIGN_IN_PROVIDERS": "saml"}, "saml"),
        ({"SIGN_IN_PROVIDERS": "oidc"}, "OIDC_ISSUER"),
        ({"SIGN_IN_PROVIDERS": "cas"}, "CAS_URL"),
        ({"SIGN_IN_PROVIDERS": "wecom"}, "WECOM_CORP_ID"),
        ({"SIGN_IN_PROVIDERS": "oidc, wechat", **{k: v for k, v in OIDC.items() if k[0] == "O"}}, "WECHAT_APP_ID"),
        ({"CAS_URL": "sso.example"}, "CAS_URL"),
        ({"CAS_URL": "https://sso.example/cas?x=1"}, "CAS_URL"),
        ({**OIDC, "APP_ENV": "production"}, "OIDC_ISSUER"),
    ],
)
def test_a_fault_names_its_setting(told: dict[str, Any], named: str) -> None:
    [fault] = settings.faults({**BASE, **told})
    assert named in fault


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ({"TWO_FACTORS": "yes"}, "TWO_FACTORS"),
        ({"ADMIN_NETWORKS": "10.1.0.0/33"}, "ADMIN_NETWORKS"),
        ({"WECOM_USERID_IS_NUMBER": "yes"}, "WECOM_USERID_IS_NUMBER"),
    ],
)
def test_conditions_of_roles_are_checked(told: dict[str, Any], named: str) -> None:
    with pytest.raises(config.ConfigurationError, match=named):
        config.load(told)


def test_a_second_factor_is_required_in_production_and_offered_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "x" * 40)
    monkeypatch.setenv("PUBLIC_BASE_URL", "https://a.example")
    assert config.load({"APP_ENV": "production"})["TWO_FACTORS"] == "required"
    assert config.load({})["TWO_FACTORS"] == "offered"
    assert config.load({"APP_ENV": "production", "TWO_FACTORS": "offered"})["TWO_FACTORS"] == "offered"
