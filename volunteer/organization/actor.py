"""Who is acting, and how far each permission reaches in the two trees."""

from __future__ import annotations

from dataclasses import dataclass

from volunteer.organization.models import Tier
from volunteer.organization.permissions import HOLDS, Permission, Role


@dataclass(frozen=True)
class GrantView:
    """One grant in force: the role at and below one node, given by the node's path in its tree.

    `group_id` names the collaboration group through which the node is reached, where there is one.
    """

    role: Role
    tree: str  # "unit" or "place"
    node_id: int
    path: str
    tier: str  # tier of the unit, kind of the place
    group_id: int | None = None


@dataclass(frozen=True)
class Reach:
    """The path prefixes, in each tree, under which a permission is held."""

    unit_paths: tuple[str, ...] = ()
    place_paths: tuple[str, ...] = ()

    def covers(self, unit_path: str | None = None, place_path: str | None = None) -> bool:
        """Whether a node given by its path in either tree lies within the reach."""
        in_units = unit_path is not None and unit_path.startswith(self.unit_paths)
        in_places = place_path is not None and place_path.startswith(self.place_paths)
        return in_units or in_places

    @property
    def whole_network(self) -> bool:
        """Whether it takes in a top brigade, and with it what belongs to no unit: places, groups of organs."""
        return any(path.count("/") == 1 for path in self.unit_paths)

    def __bool__(self) -> bool:
        return bool(self.unit_paths or self.place_paths)


@dataclass(frozen=True)
class Actor:
    """Whoever makes a request. `member_id`, `unit_id` and `unit_path` are set for members of a squad.

    `device_id` is the browser that was signed in with, `two_factors` whether the account has a second factor,
    `two_factors_required` whether a role needs it, `held_back` why roles are missing here (`holding_back.py`).
    """

    account_id: int | None
    name: str = ""
    member_id: int | None = None
    unit_id: int | None = None
    unit_path: str | None = None
    grants: tuple[GrantView, ...] = ()
    locale: str = "zh"
    address: str | None = None
    device_id: int | None = None
    two_factors: bool = False
    two_factors_required: bool = False
    held_back: str | None = None

    @property
    def signed_in(self) -> bool:
        """Whether an account stands behind the actor."""
        return self.account_id is not None

    @property
    def roles(self) -> frozenset[Role]:
        """The roles held anywhere."""
        return frozenset(grant.role for grant in self.grants)

    def reach(self, permission: Permission) -> Reach:
        """Where the permission is held."""
        held = [grant for grant in self.grants if permission in HOLDS[grant.role]]
        return Reach(
            unit_paths=tuple(g.path for g in held if g.tree == "unit"),
            place_paths=tuple(g.path for g in held if g.tree == "place"),
        )

    def led_unit(self, permission: Permission) -> int | None:
        """The unit that forms propose: where the permission is held, unless that is a brigade or several units."""
        held = [grant for grant in self.grants if grant.tree == "unit" and permission in HOLDS[grant.role]]
        return held[0].node_id if len(held) == 1 and held[0].tier != Tier.BRIGADE else None

    def may(self, permission: Permission) -> bool:
        """Whether the permission is held anywhere at all (what the guard of an endpoint asks)."""
        return any(permission in HOLDS[grant.role] for grant in self.grants)


NOBODY = Actor(account_id=None)
SYSTEM = Actor(account_id=None, name="系统")
