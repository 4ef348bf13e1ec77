"""`flask notices …`: WeCom user ids out of a list, as the WeCom directory exports it."""

from __future__ import annotations

import csv
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import select

from volunteer.accounts.models import SignInIdentity
from volunteer.accounts.states import IdentityKind
from volunteer.kernel.database import db
from volunteer.kernel.errors import Invalid, Refused
from volunteer.kernel.unit_of_work import transaction
from volunteer.notices.contacts import keep_wecom
from volunteer.organization.actor import SYSTEM
from volunteer.people.models import Member

group = AppGroup("notices", help="How people are told.")


@group.command("wecom")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def wecom_command(file: Path) -> None:
    """Read a CSV FILE without heading: member number or user name, WeCom user id. Reading it again changes nothing."""
    kept, problems = 0, 0
    with file.open(encoding="utf-8-sig", newline="") as lines:
        for number, line in enumerate(csv.reader(lines), 1):
            problem = _keep(line)
            kept += problem is None
            problems += problem is not None
            if problem is not None:
                click.echo(f"line {number}: {problem}")
    click.echo(f"kept: {kept}, not kept: {problems}")


def _keep(line: list[str]) -> str | None:
    """Why a line cannot be kept, or None. Each is a transaction of its own."""
    if len(line) < 2:
        return "two columns are needed"
    account_id = _account(line[0].strip())
    if account_id is None:
        return "nobody has this number or user name"
    try:
        with transaction(SYSTEM) as work:
            keep_wecom(work, account_id, line[1])
    except Invalid:
        return "not a WeCom user id"
    except Refused:
        return "this WeCom user id belongs to somebody else"
    return None


def _account(name: str) -> int | None:
    by_number = select(Member.account_id).where(Member.number == name)
    by_name = select(SignInIdentity.account_id).where(
        SignInIdentity.kind == IdentityKind.PASSWORD, SignInIdentity.subject == name.casefold()
    )
    return db.session.scalar(by_number) or db.session.scalar(by_name)
