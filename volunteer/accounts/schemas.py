"""Tokens in JSON."""

from __future__ import annotations

import marshmallow as ma

from volunteer.accounts.rules import LONGEST_PASSWORD


class CredentialsIn(ma.Schema):
    """User name and password; `otp` is for accounts with a second factor."""

    class Meta:
        unknown = ma.RAISE

    username = ma.fields.String(
        required=True, validate=[ma.validate.Length(1, 100), ma.validate.ContainsNoneOf("\x00")]
    )
    password = ma.fields.String(required=True, load_only=True, validate=ma.validate.Length(1, LONGEST_PASSWORD))
    otp = ma.fields.String(load_only=True, validate=[ma.validate.Length(1, 20), ma.validate.ContainsNoneOf("\x00")])


class TokenOut(ma.Schema):
    """A bearer token, told once."""

    token = ma.fields.String(required=True)
    expires_at = ma.fields.AwareDateTime(required=True)
