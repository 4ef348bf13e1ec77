"""OpenID Connect: authorization code with PKCE, state and nonce; the identity token is checked in full."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from authlib.common.errors import AuthlibBaseError
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from volunteer.kernel import clock
from volunteer.sign_in.provider import Attempt, Identity, Line, LoggedOut, ProviderAway, ProviderRefused

# Signatures only the provider can make: with a shared secret, or none, anybody's word would do.
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
LEEWAY = 60  # seconds between two clocks
LOGOUT_WITHIN = 600  # seconds in which a logout token arrives; those that came are remembered for longer
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
LONGEST_LOGOUT = 8192
KEPT = 3600.0  # seconds until addresses and keys are asked for again
KEYS_AGAIN = 10.0  # seconds between two looks for a key that is not known


class Oidc:
    """One issuer. Addresses and keys are read when first needed and kept for an hour."""

    name = "oidc"

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.label = settings["OIDC_LABEL"]
        self._issuer = str(settings["OIDC_ISSUER"])
        self._client_id = str(settings["OIDC_CLIENT_ID"])
        self._secret = str(settings["OIDC_CLIENT_SECRET"])
        self._scopes = str(settings["OIDC_SCOPES"])
        self._number_claim = str(settings["OIDC_NUMBER_CLAIM"])
        self._line = Line()
        self._known: tuple[float, dict[str, Any]] | None = None
        self._keys: tuple[float, KeySet] | None = None

    def offered_to(self, agent: str) -> bool:
        """In every browser."""
        return True

    def address(self, attempt: Attempt, agent: str) -> str:
        """The authorization endpoint with all that must come back."""
        address: str = prepare_grant_uri(
            self._endpoint("authorization_endpoint"),
            self._client_id,
            "code",
            attempt.callback,
            self._scopes,
            attempt.state,
            nonce=attempt.nonce,
            code_challenge=create_s256_code_challenge(attempt.verifier),
            code_challenge_method="S256",
        )
        return address

    def identity(self, attempt: Attempt, answer: Mapping[str, str]) -> Identity:
        """Exchange the code, check the token, read what the issuer says of its subject."""
        self._check_issuer(answer)
        if "error" in answer or not answer.get("code"):
            raise ProviderRefused("the provider gave no code")
        tokens = self._line.json(
            "POST",
            self._endpoint("token_endpoint"),
            data={
                "grant_type": "authorization_code",
                "code": answer["code"],
                "redirect_uri": attempt.callback,
                "code_verifier": attempt.verifier,
            },
            auth=(quote(self._client_id, safe=""), quote(self._secret, safe="")),
        )
        access = str(tokens.get("access_token") or "")
        claims = self._checked(str(tokens.get("id_token") or ""), attempt.nonce, access)
        told = {**claims, **self._user_info(access, claims["sub"])}
        return self._identity({**told, "sid": claims.get("sid")})

    def logged_out(self, token: str) -> LoggedOut:
        """Who left, by a logout token of this issuer (OpenID Connect Back-Channel Logout); ProviderRefused else."""
        if not 0 < len(token) <= LONGEST_LOGOUT:
            raise ProviderRefused("logout token: length")
        now = int(clock.now().timestamp())
        wanted = jwt.JWTClaimsRegistry(
            now=now,
            leeway=LEEWAY,
            iss={"essential": True, "value": self._issuer},
            aud={"essential": True, "value": self._client_id},
            **{name: {"essential": True} for name in ("iat", "exp", "jti", "events")},
        )
        try:
            decoded = jwt.decode(token, self._keys_for(token), algorithms=ALGORITHMS)
            wanted.validate(decoded.claims)
        except (JoseError, ValueError, TypeError) as wrong:
            raise ProviderRefused(f"logout token: {type(wrong).__name__}") from None
        claims, kind = decoded.claims, decoded.header.get("typ", "JWT")
        if str(kind).lower() not in ("logout+jwt", "jwt") or "nonce" in claims or not _is_logout(claims["events"]):
            raise ProviderRefused("logout token: it is a token for something else")
        if claims["iat"] < now - LOGOUT_WITHIN - LEEWAY:
            raise ProviderRefused("logout token: too old")
        said = LoggedOut(_text(claims["jti"]) or "", _text(claims.get("sub")), _text(claims.get("sid")))
        if not said.token or not (said.subject or said.session):
            raise ProviderRefused("logout token: it names nobody")
        return said

    def _identity(self, claims: Mapping[str, Any]) -> Identity:
        number = claims.get(self._number_claim) if self._number_claim else None
        phone = claims.get("phone_number") if claims.get("phone_number_verified") is True else None
        return Identity(
            self.name, str(claims["sub"]), number=_text(number), phone=_text(phone), session=_text(claims.get("sid"))
        )

    def _check_issuer(self, answer: Mapping[str, str]) -> None:
        """An answer of another issuer is not taken for one of ours (RFC 9207)."""
        told = answer.get("iss")
        promised = self._metadata().get("authorization_response_iss_parameter_supported") is True
        if (told is None and promised) or (told is not None and told != self._issuer):
            raise ProviderRefused("the answer is not of this issuer")

    def _user_info(self, access: str, subject: str) -> dict[str, Any]:
        """What the issuer says beside the token; only of the same subject."""
        endpoint = self._metadata().get("userinfo_endpoint")
        if not endpoint or not access:
            return {}
        told = self._line.json("GET", str(endpoint), headers={"Authorization": f"Bearer {access}"})
        if told.get("sub") != subject:
            raise ProviderRefused("told of somebody else")
        return told

    def _checked(self, token: str, nonce: str, access: str) -> dict[str, Any]:
        """The claims of a token that this issuer signed for this client and this attempt, just now."""
        try:
            decoded = jwt.decode(token, self._keys_for(token), algorithms=ALGORITHMS)
            claims = CodeIDToken(
                decoded.claims,
                decoded.header,
                options={
                    "iss": {"essential": True, "value": self._issuer},
                    "aud": {"essential": True, "value": self._client_id},
                },
                params={"nonce": nonce, "client_id": self._client_id, "access_token": access},
            )
            claims.validate(now=int(clock.now().timestamp()), leeway=LEEWAY)
        except (JoseError, AuthlibBaseError, ValueError) as wrong:
            raise ProviderRefused(f"identity token: {type(wrong).__name__}") from None
        return dict(decoded.claims)

    def _keys_for(self, token: str) -> KeySet:
        """The issuer's keys; read again when the token names one that is not among them."""
        kid = jws.extract_compact(token.encode()).headers().get("kid")
        now = time.monotonic()
        known = {key.kid for key in self._keys[1].keys} if self._keys else set()
        age = now - self._keys[0] if self._keys else KEPT
        if self._keys is None or age >= KEPT or (kid not in known and age >= KEYS_AGAIN):
            told = self._line.json("GET", self._endpoint("jwks_uri"))
            self._keys = (now, KeySet.import_key_set({"keys": told.get("keys", [])}))
        return self._keys[1]

    def _endpoint(self, name: str) -> str:
        address = self._metadata().get(name)
        if not address:
            raise ProviderAway(f"no {name}")
        return str(address)

    def _metadata(self) -> dict[str, Any]:
        now = time.monotonic()
        if self._known is None or now - self._known[0] >= KEPT:
            told = self._line.json("GET", self._issuer.rstrip("/") + "/.well-known/openid-configuration")
            if told.get("issuer") != self._issuer:
                raise ProviderRefused("another issuer answers at OIDC_ISSUER")
            self._known = (now, told)
        return self._known[1]


def _is_logout(events: object) -> bool:
    return isinstance(events, dict) and isinstance(events.get(LOGOUT_EVENT), dict)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
