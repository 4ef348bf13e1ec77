"""Roles that count only under conditions: with a second factor, from certain networks.

What is held back is not there for anything that asks: lists, pages, the API. Only where somebody is turned away does it
matter why.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Any

from flask import Flask, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from volunteer.kernel.errors import Forbidden
from volunteer.organization.actor import Actor
from volunteer.organization.permissions import Role
from volunteer.web.guard import PUBLIC, SIGNED_IN, acting, declared_access, is_api

TWO_FACTORS = "two_factors_needed"
NETWORK = "admin_network"
WITH_TWO_FACTORS = frozenset({Role.ADMIN, Role.COMMITTEE})
WITHIN_NETWORKS = frozenset({Role.ADMIN})
# Where somebody can do something about it, and what belongs to the person rather than to the role.
OPEN_ROOMS = frozenset({"accounts", "accounts_api", "sign_in", "display"})


@dataclass(frozen=True)
class Conditions:
    """What the installation asks of those who hold strong roles."""

    two_factors: bool
    networks: tuple[IPv4Network | IPv6Network, ...]

    def inside(self, address: str | None) -> bool:
        """Whether an address is one of those that administrators work from; all are where none is named."""
        if not self.networks:
            return True
        try:
            here = ip_address(address or "")
        except ValueError:
            return False
        mapped = getattr(here, "ipv4_mapped", None) or here
        return any(mapped in network for network in self.networks)


def networks_of(told: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """The networks in a setting, `10.1.0.0/16, 2001:db8::/32`; ValueError names the first that is none."""
    return tuple(ip_network(part.strip()) for part in told.split(",") if part.strip())


def init_app(app: Flask) -> None:
    """Read the settings; stand before the guard, to say why somebody is turned away."""
    required = app.config["TWO_FACTORS"] == "required"
    app.extensions["role_conditions"] = Conditions(required, networks_of(app.config["ADMIN_NETWORKS"]))
    app.before_request(_say_why)


def held_back(actor: Actor) -> Actor:
    """The actor without the roles whose conditions are not met."""
    conditions: Conditions = current_app.extensions["role_conditions"]
    required = conditions.two_factors and bool(actor.roles & WITH_TWO_FACTORS)
    if required:
        actor = replace(actor, two_factors_required=True)
    if required and not actor.two_factors:
        actor = _without(actor, WITH_TWO_FACTORS, TWO_FACTORS)
    if actor.roles & WITHIN_NETWORKS and not conditions.inside(actor.address):
        actor = _without(actor, WITHIN_NETWORKS, NETWORK)
    return actor


def _without(actor: Actor, roles: frozenset[Role], why: str) -> Actor:
    kept = tuple(grant for grant in actor.grants if grant.role not in roles)
    return replace(actor, grants=kept, held_back=why)


def _say_why() -> BaseResponse | None:
    """Where a second factor is missing, it is set up first; where the network is wrong, that is said."""
    access = declared_access(current_app, request.endpoint) if request.endpoint else None
    if access is None or access == (PUBLIC,) or request.blueprint in OPEN_ROOMS:
        return None
    actor = acting()
    if actor.held_back == TWO_FACTORS:
        if request.method == "GET" and not is_api():
            return redirect(url_for("accounts.two_factors"))
        raise Forbidden(TWO_FACTORS)
    if actor.held_back == NETWORK and (_is_home() or _lacks(actor.may, access)):
        raise Forbidden(NETWORK)
    return None


def _lacks(may: Callable[[Any], bool], access: tuple[str, ...]) -> bool:
    return access != (SIGNED_IN,) and not any(may(permission) for permission in access)


def _is_home() -> bool:
    """The page that a role's own board would be on, for those who have nothing else to see there."""
    actor = acting()
    return request.endpoint == "home.home" and not actor.grants and actor.member_id is None
