"""`flask outbox …`: deliver now what waits, without waiting for the scheduler; hold it back, let it go."""

from __future__ import annotations

from datetime import datetime

import click
from flask.cli import AppGroup

from volunteer.kernel import clock, outbox_release
from volunteer.kernel.errors import Refused
from volunteer.kernel.jobs import Job, perform_whole
from volunteer.kernel.outbox import drain
from volunteer.organization.actor import SYSTEM

DRAIN = Job("outbox", drain, "interval", {"seconds": 5}, in_parts=True)

group = AppGroup("outbox", help="Messages that leave the process.")


@group.command("drain")
def drain_command() -> None:
    """Deliver what is due."""
    if outbox_release.standing() is not None:
        raise click.ClickException("the outbox is held: nothing leaves until `flask outbox release`")
    click.echo(f"delivered: {perform_whole(DRAIN)}")


@group.command("hold")
def hold_command() -> None:
    """Let nothing leave until it is released."""
    outbox_release.hold(SYSTEM)
    _tell()


@group.command("release")
@click.option(
    "--drop-before",
    type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M", "%Y-%m-%d"]),
    help="Give up what was queued at this moment or earlier (Shanghai time unless it carries an offset).",
)
@click.option("--drop-backed-up", is_flag=True, help="Give up what was queued already when the backup was made.")
def release_command(drop_before: datetime | None, drop_backed_up: bool) -> None:
    """Let messages leave again: all that wait, unless an option says less."""
    held = outbox_release.standing()
    if drop_before is not None and drop_before.tzinfo is None:
        drop_before = drop_before.replace(tzinfo=clock.SHANGHAI)
    if drop_backed_up:
        if held is None or held.backup_made_at is None:
            raise click.ClickException("no backup was restored: say --drop-before")
        drop_before = held.backup_made_at
    try:
        dropped = outbox_release.release(SYSTEM, drop_before)
    except Refused as refusal:
        raise click.ClickException("the outbox is not held") from refusal
    click.echo(f"given up: {dropped}")
    _tell()


@group.command("status")
def status_command() -> None:
    """Whether messages leave, and how many wait."""
    _tell()


def _tell() -> None:
    held = outbox_release.standing()
    if held is None:
        click.echo("messages leave")
        return
    since = clock.local(held.since).isoformat(timespec="minutes")
    click.echo(f"held since {since} ({held.reason}); waiting: {held.waiting}, of these in the backup: {held.doubtful}")
