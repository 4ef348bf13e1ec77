"""What an account, a way to sign in and a printed code can be."""

from __future__ import annotations

from enum import StrEnum


class AccountStatus(StrEnum):
    """Whether the account may be used."""

    PENDING = "pending"  # made, not yet activated
    ACTIVE = "active"
    DISABLED = "disabled"


class IdentityKind(StrEnum):
    """The ways to sign in."""

    PASSWORD = "password"  # a kind, not a secret
    PHONE = "phone"
    OIDC = "oidc"
    WECOM = "wecom"
    WECHAT = "wechat"


class CodePurpose(StrEnum):
    """What a printed one-time code opens."""

    ACTIVATION = "activation"
    RESET = "reset"
