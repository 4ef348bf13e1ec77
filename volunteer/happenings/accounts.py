"""What can happen to accounts: sign-in, codes, tokens, grants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from volunteer.happenings.base import Happening


@dataclass(frozen=True, kw_only=True)
class SignedIn(Happening):
    """Somebody signed in. Subject: the account."""

    action: ClassVar[str] = "account.signed_in"


@dataclass(frozen=True, kw_only=True)
class SignInFailed(Happening):
    """A sign-in failed. Subject: the account, 0 when no account has the name that was typed."""

    action: ClassVar[str] = "account.sign_in_failed"


@dataclass(frozen=True, kw_only=True)
class AccountLocked(Happening):
    """Too many failures in a row: the account is locked for a while."""

    action: ClassVar[str] = "account.locked"


@dataclass(frozen=True, kw_only=True)
class AccountActivated(Happening):
    """The owner of a printed code set the first password and consented."""

    action: ClassVar[str] = "account.activated"


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(Happening):
    """The password was changed by its owner, or set anew with a printed code."""

    action: ClassVar[str] = "account.password_changed"


@dataclass(frozen=True, kw_only=True)
class SignedOut(Happening):
    """Somebody signed this browser out. Subject: the account."""

    action: ClassVar[str] = "account.signed_out"


@dataclass(frozen=True, kw_only=True)
class SignedOutEverywhere(Happening):
    """Every browser session and token of the account was ended."""

    action: ClassVar[str] = "account.signed_out_everywhere"


@dataclass(frozen=True, kw_only=True)
class DeviceEnded(Happening):
    """One browser was signed out, by its owner. Subject: the account."""

    action: ClassVar[str] = "account.device_ended"


@dataclass(frozen=True, kw_only=True)
class EndedByProvider(Happening):
    """A provider said that the sign-in is over. Subject: the account."""

    action: ClassVar[str] = "account.ended_by_provider"


@dataclass(frozen=True, kw_only=True)
class OtherDevicesEnded(Happening):
    """Every browser but the one at hand was signed out."""

    action: ClassVar[str] = "account.other_devices_ended"


@dataclass(frozen=True, kw_only=True)
class TwoFactorsOn(Happening):
    """From now on a second factor is asked for at each sign-in."""

    action: ClassVar[str] = "account.two_factors_on"


@dataclass(frozen=True, kw_only=True)
class TwoFactorsOff(Happening):
    """The second factor was given up by its owner, or taken off by two others."""

    action: ClassVar[str] = "account.two_factors_off"


@dataclass(frozen=True, kw_only=True)
class RecoveryCodesMade(Happening):
    """A new sheet of recovery codes; those before are void."""

    action: ClassVar[str] = "account.recovery_codes_made"


@dataclass(frozen=True, kw_only=True)
class RecoveryCodeUsed(Happening):
    """A recovery code was taken instead of a code of the app."""

    action: ClassVar[str] = "account.recovery_code_used"


@dataclass(frozen=True, kw_only=True)
class ResetAsked(Happening):
    """Somebody asked that the second factor of another be taken off."""

    action: ClassVar[str] = "account.reset_asked"


@dataclass(frozen=True, kw_only=True)
class ResetAgreed(Happening):
    """A second person agreed, and it was taken off."""

    action: ClassVar[str] = "account.reset_agreed"


@dataclass(frozen=True, kw_only=True)
class ResetOnHost(Happening):
    """The second factor was taken off by an operator at the host, where no two people could do it."""

    action: ClassVar[str] = "account.reset_on_host"


@dataclass(frozen=True, kw_only=True)
class ResetDropped(Happening):
    """The second factor stays: whoever asked, or somebody else who may, took the request back."""

    action: ClassVar[str] = "account.reset_dropped"


@dataclass(frozen=True, kw_only=True)
class IdentityLinked(Happening):
    """An identity at a provider opens the account from now on. Subject: the account."""

    action: ClassVar[str] = "account.identity_linked"


@dataclass(frozen=True, kw_only=True)
class IdentityUnlinked(Happening):
    """An identity at a provider opens the account no longer."""

    action: ClassVar[str] = "account.identity_unlinked"


@dataclass(frozen=True, kw_only=True)
class CodeIssued(Happening):
    """A one-time code was handed out. Subject: the account it opens."""

    action: ClassVar[str] = "account.code_issued"


@dataclass(frozen=True, kw_only=True)
class TokenIssued(Happening):
    """A bearer token was issued. Subject: the token."""

    action: ClassVar[str] = "token.issued"


@dataclass(frozen=True, kw_only=True)
class TokenRevoked(Happening):
    """A bearer token was given back. Subject: the token."""

    action: ClassVar[str] = "token.revoked"


@dataclass(frozen=True, kw_only=True)
class GrantGiven(Happening):
    """Somebody was given a role at a node. Subject: the grant."""

    action: ClassVar[str] = "grant.given"
    account_id: int
    role: str


@dataclass(frozen=True, kw_only=True)
class GrantEnded(Happening):
    """A role at a node was ended. Subject: the grant."""

    action: ClassVar[str] = "grant.ended"
    account_id: int
    role: str


@dataclass(frozen=True, kw_only=True)
class AccountDisabled(Happening):
    """An account may not be used until it is enabled again."""

    action: ClassVar[str] = "account.disabled"


@dataclass(frozen=True, kw_only=True)
class AccountEnabled(Happening):
    """An account may be activated again, with a new code."""

    action: ClassVar[str] = "account.enabled"


@dataclass(frozen=True, kw_only=True)
class GrantHandedOver(Happening):
    """A role passes from one person to another, now or on a day. Subject: the grant that ends; details name the new."""

    action: ClassVar[str] = "grant.handed_over"
    from_account_id: int
    to_account_id: int
    role: str
    since: datetime


@dataclass(frozen=True)
class Contact:
    """Somebody as contacts are written down; the phone is the person's own, where it is known."""

    account_id: int
    name: str
    phone: str | None


@dataclass(frozen=True, kw_only=True)
class WorkHandedOver(Happening):
    """The day of a handover has come: what hung on the person before follows. Subject: the grant that takes over."""

    action: ClassVar[str] = "grant.work_handed_over"
    before: Contact
    after: Contact
    unit_path: str | None = None
    place_path: str | None = None
