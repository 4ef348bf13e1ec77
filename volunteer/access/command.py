"""`flask --app app accounts …`: what only whoever runs the host can put right."""

from __future__ import annotations

import click
from flask.cli import AppGroup
from sqlalchemy import select

from volunteer.access.second_factors import reset_on_host
from volunteer.accounts.queries import account_named
from volunteer.kernel.database import db
from volunteer.kernel.errors import Refused
from volunteer.organization.actor import SYSTEM
from volunteer.people.models import Member

SHORTEST_REASON, LONGEST_REASON = 4, 200

group = AppGroup("accounts", help="Accounts, from the host.")


@group.command("reset-second-factor")
@click.argument("number")
@click.option("--reason", required=True, help="Who asked and how you know them; it stands on record.")
def reset_second_factor(number: str, reason: str) -> None:
    """Take off the lost second factor of NUMBER, a member number or user name, where no two people can do it."""
    said = reason.replace("\x00", "").strip()
    if not SHORTEST_REASON <= len(said) <= LONGEST_REASON:
        raise click.BadParameter(f"{SHORTEST_REASON} to {LONGEST_REASON} characters", param_hint="--reason")
    found = _accounts(number)
    if len(found) != 1:
        told = "nobody has this number or user name" if not found else "two accounts: a number and a user name"
        raise click.ClickException(told)
    try:
        reset_on_host(SYSTEM, found.pop(), said)
    except Refused as error:
        raise click.ClickException("this account has no second factor") from error
    click.echo(
        "两步验证已解除，登录全部退出 · taken off, every sign-in has ended; it is on record and the owner is told"
    )


def _accounts(number: str) -> set[int]:
    """Whom the number and the user name mean: rather nobody than somebody else."""
    found = {account_id for account_id in db.session.scalars(select(Member.account_id).where(Member.number == number))}
    named = account_named(number)
    return found | ({named.id} if named is not None else set())
