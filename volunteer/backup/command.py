"""`flask --app app backup DIR` and `restore DIR|FILE`."""

from __future__ import annotations

import time
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from volunteer.backup import restoring, swapping
from volunteer.backup.passphrase import passphrase
from volunteer.backup.place import Place, place_of
from volunteer.backup.problems import BackupError
from volunteer.backup.proving import drop
from volunteer.backup.service import back_up
from volunteer.kernel import clock
from volunteer.organization.actor import SYSTEM


@click.command("backup")
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@click.option("--keep", type=click.IntRange(min=1), help="Remove older backups than so many, once this one is proved.")
@with_appcontext
def backup_command(directory: Path, keep: int | None) -> None:
    """Write database, files and keys into DIRECTORY, sealed under a passphrase, and prove that they can be restored."""
    began = time.monotonic()
    try:
        made = back_up(_app(), SYSTEM, directory, passphrase(_app().config, new=True), keep, click.echo)
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"备份完成并已核验 · backed up and proved in {time.monotonic() - began:.1f} s: {made.file}")


@click.command("restore")
@click.argument("path", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--yes", is_flag=True, help="Replace a database that is in use; needed in production.")
@click.option("--check", is_flag=True, help="Only prove that the backup can be restored; nothing in use is touched.")
@click.option("--accept-broken-ledger", is_flag=True, help="Restore although the ledger in the backup does not hold.")
@click.option("--drop-old", is_flag=True, help="Remove the databases that earlier restores put aside.")
@click.option("--reopen", is_flag=True, help="Open the database again that a restore which was killed left closed.")
@with_appcontext
def restore_command(
    path: Path | None, yes: bool, check: bool, accept_broken_ledger: bool, drop_old: bool, reopen: bool
) -> None:
    """Restore the backup PATH, or the newest of the directory PATH."""
    place = place_of(_app())
    try:
        if drop_old or reopen:
            _put_in_order(place, drop_old, reopen)
        elif path is None:
            raise click.UsageError("PATH is missing: a backup, or a directory of backups")
        elif check:
            began = time.monotonic()
            restoring.check(place, restoring.choose(path), passphrase(_app().config, new=False), click.echo)
            click.echo(f"可以恢复 · can be restored; tried in {time.monotonic() - began:.1f} s")
        else:
            _restore(place, restoring.choose(path), yes, accept_broken_ledger)
    except BackupError as error:
        raise click.ClickException(str(error)) from error


def _restore(place: Place, file: Path, yes: bool, accept_broken: bool) -> None:
    began = time.monotonic()
    app = _app()
    if app.config["APP_ENV"] == "production" and not yes and restoring.is_in_use(place):
        raise click.ClickException("this replaces what is in use: say --yes if that is meant (production)")
    given = passphrase(app.config, new=False)
    restored = restoring.restore(place, app.config, file, given, clock.now(), click.echo, accept_broken=accept_broken)
    click.echo(f"恢复完成并已核验 · restored and proved in {time.monotonic() - began:.1f} s")
    if restored.old is not None:
        click.echo(f"原来的库保留为 · the former database is kept as {restored.old} (restore --drop-old removes it)")
    for kept in restored.aside:
        click.echo(f"原来的文件保留为 · a former file is kept as {kept}")
    if restored.other_key:
        click.echo("SECRET_KEY 与备份中的不同 · differs from the backup's, which is in instance/secret_key.restored_…")
    click.echo(
        "发件箱已暂停 · the outbox is held: look at /outbox and release it there, or with `flask outbox release`"
    )


def _put_in_order(place: Place, drop_old: bool, reopen: bool) -> None:
    if reopen:
        swapping.reopen(place)
        click.echo(f"opened: {place.name}")
    for name in swapping.kept_before(place) if drop_old else []:
        drop(place.named(name))
        click.echo(f"removed: {name}")


def _app() -> Flask:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # the object behind the proxy
    return app
