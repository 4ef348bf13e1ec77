"""The table filled: values of their types, every fault at once, in a line that says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from volunteer import config
from volunteer.config import ConfigurationError
from volunteer.runtime.given import Given
from volunteer.settings import together
from volunteer.settings.reading import Reading, read
from volunteer.settings.table import SETTINGS, defaults

KEY = "k" * 48
PRODUCTION = {"APP_ENV": "production", "PUBLIC_BASE_URL": "https://v.example.cn", "SECRET_KEY": KEY}


def reading(**environment: str) -> Reading:
    return read(Given.read(environment), {})


def faults(**environment: str) -> list[str]:
    found = reading(**environment)
    return [*found.faults, *together.faults(found)]


def test_nothing_set_is_nothing_wrong() -> None:
    assert faults() == []
    values = reading().values
    assert {name: values[name] for name in defaults()} == defaults()


def test_defaults_are_of_their_kind() -> None:
    for setting in SETTINGS:
        if setting.default != "" and setting.name != "WEB_WORKERS":  # its default depends on the machine
            assert setting.kind.read(str(setting.default)) == setting.default


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("APP_ENV", "prod"),
        ("PORT", "0"),
        ("PORT", "８０"),
        ("TRUSTED_PROXIES", "nginx"),
        ("PUBLIC_BASE_URL", "v.example.cn"),
        ("DATABASE_URL", "mysql://host/x"),
        ("TOWN_BOUNDARIES", "/nowhere.geojson"),
        ("LEDGER_FULL_PROOF_WEEKDAY", "7"),
    ],
)
def test_a_wrong_value_is_one_line_that_names_setting_and_place(name: str, wrong: str) -> None:
    (fault,) = faults(**{name: wrong})
    assert fault.startswith(f"{name} must be ")
    assert fault.endswith("(from environment)")
    assert "\n" not in fault


def test_secrets_are_never_in_a_fault() -> None:
    (fault,) = faults(DATABASE_URL="mysql://u:plum@host/x")
    assert "plum" not in fault


def test_a_misspelt_name_in_the_file_is_told(tmp_path: Path) -> None:
    file = tmp_path / "s.env"
    file.write_text("PUBLIC_BASE_URI=https://x.cn\nDOCS=1\n")
    first, second = faults(SETTINGS_FILE=str(file))
    assert "did you mean PUBLIC_BASE_URL?" in first
    assert "docs/settings.md" in second


def test_production_asks_for_what_it_needs_all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APP_ENV", "production")
    monkeypatch.setenv("PORT", "many")
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.delenv("PUBLIC_BASE_URL", raising=False)
    with pytest.raises(ConfigurationError) as told:
        config.load(None)
    assert [line.split(" ")[0] for line in str(told.value).splitlines()] == ["PORT", "PUBLIC_BASE_URL", "SECRET_KEY"]


def test_a_short_key_is_refused_in_production() -> None:
    assert faults(**PRODUCTION) == []
    (fault,) = faults(**{**PRODUCTION, "SECRET_KEY": "short"})
    assert "openssl rand" in fault
    assert "'short'" not in fault


def test_cookies_are_secure_where_the_address_is(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in PRODUCTION.items():
        monkeypatch.setenv(name, value)
    assert config.load(None)["SESSION_COOKIE_SECURE"] is True
    assert config.load({"PUBLIC_BASE_URL": "http://v.example.cn"})["SESSION_COOKIE_SECURE"] is False


def test_advice_is_given_for_what_is_probably_not_meant() -> None:
    told = "\n".join(together.advice(reading(**PRODUCTION)))
    for name in ("TRUSTED_PROXIES", "DATABASE_URL", "SMS_GATEWAY"):
        assert name in told
