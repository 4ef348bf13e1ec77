"""State machines declared as data: step, sources, target, permission.

A status changes through `Machine.move` only. Buttons, API links and the documentation are drawn from the same table.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy import CheckConstraint

from volunteer.kernel.errors import Refused


class HasStatus(Protocol):
    """Anything with a stored status."""

    status: Any


@dataclass(frozen=True)
class Step:
    """One allowed change: from any of `sources` to `target`, by holders of `permission`.

    `permission` None means that the use case asks the owner itself (a member on the own claim) or that a reaction
    takes the step. `reason` tells whether people must say why.
    """

    name: str
    sources: frozenset[Any]
    target: Any
    permission: str | None = None
    reason: bool = False


class Machine:
    """The steps of one kind of thing."""

    def __init__(self, subject: str, states: type[StrEnum], initial: StrEnum, steps: list[Step]) -> None:
        self.subject = subject
        self.states = states
        self.initial = initial
        self.steps = {step.name: step for step in steps}
        if len(self.steps) != len(steps):
            raise ValueError(f"{subject}: a step is declared twice")

    def target(self, status: str, step_name: str) -> Any:
        """The status after the step; Refused("not_in_this_state") when it cannot be taken from here."""
        step = self.steps[step_name]
        if status not in step.sources:
            raise Refused("not_in_this_state", step=step_name, status=str(status))
        return step.target

    def move(self, thing: HasStatus, step_name: str) -> Step:
        """Take the step on the thing."""
        thing.status = self.target(thing.status, step_name)
        return self.steps[step_name]

    def retrace(self, thing: HasStatus, step_names: Iterable[str]) -> None:
        """Put the thing where these steps lead from the beginning: for a status that is worked out anew each time."""
        status: Any = self.initial
        for step_name in step_names:
            status = self.target(status, step_name)
        thing.status = status

    def open_steps(self, status: str) -> list[Step]:
        """The steps that can be taken from a status, in declared order."""
        return [step for step in self.steps.values() if status in step.sources]

    def unreachable(self) -> set[str]:
        """States that no sequence of steps reaches from the initial one (should be empty)."""
        reached = {str(self.initial)}
        grown = True
        while grown:
            targets = {str(s.target) for s in self.steps.values() if reached & {str(x) for x in s.sources}}
            grown = not targets <= reached
            reached |= targets
        return {str(state) for state in self.states} - reached


def one_of(column: str, states: type[StrEnum], name: str | None = None) -> CheckConstraint:
    """The database's own CHECK that a column holds a declared state."""
    values = ", ".join(f"'{state.value}'" for state in states)
    return CheckConstraint(f"{column} IN ({values})", name=name or column)
