"""`flask init`: the first administrator and the reference data of an empty installation (D28)."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select, text

from volunteer.access.service import first_administrator
from volunteer.accounts.codes import PrintedCode
from volunteer.accounts.models import Account
from volunteer.accounts.rules import grouped
from volunteer.audit.jobs import ensure_coming_months
from volunteer.kernel import clock, field_keys
from volunteer.kernel.database import db
from volunteer.kernel.errors import Refused
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.ledger.keeping import keeping
from volunteer.organization.actor import SYSTEM, Actor
from volunteer.organization.models import Tier, Unit
from volunteer.reference.loader import load_reference


@use_case
def install(work: Work, actor: Actor, username: str, name: str, brigade: str) -> PrintedCode:
    """Make the root brigade, its administrator and the reference data; the administrator's code is told once."""
    db.session.execute(text("LOCK TABLE account IN SHARE ROW EXCLUSIVE MODE"))  # two at once would make two roots
    if db.session.scalar(select(Account.id).limit(1)) is not None:
        raise Refused("already_installed")
    load_reference(work)
    _, printed = first_administrator(work, username, name, _root(brigade))
    return printed


@click.command("init")
@click.option("--username", prompt="管理员用户名 · administrator's user name")
@click.option("--name", prompt="管理员姓名 · administrator's name")
@click.option("--brigade", prompt="总队名称 · name of the top brigade")
@with_appcontext
def command(username: str, name: str, brigade: str) -> None:
    """Set up an empty, migrated database."""
    values = {option: given.strip() for option, given in (("username", username), ("name", name), ("brigade", brigade))}
    if empty := [option for option, value in values.items() if not value]:
        raise click.ClickException(f"--{empty[0]} is empty")
    try:
        printed = install(SYSTEM, **values)
    except Refused as refusal:
        raise click.ClickException("there are accounts already: init is for an empty database") from refusal
    ensure_coming_months(clock.now())
    keeping()
    field_keys.ensure()
    address = current_app.config["PUBLIC_BASE_URL"].rstrip("/")
    click.echo(f"激活码 · one-time code: {grouped(printed.code)}")
    click.echo(f"打开 · open: {address}/activate?code={printed.code}")
    click.echo("7 天内有效，只显示这一次 · valid for 7 days, shown only now")


def _root(name: str) -> Unit:
    unit = Unit(tier=Tier.BRIGADE, name=name, short_name=name, path="new/", settings={})
    db.session.add(unit)
    db.session.flush()
    unit.path = f"{unit.id}/"
    return unit
