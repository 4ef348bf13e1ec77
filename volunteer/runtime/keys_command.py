"""`flask --app app keys …`: the keys that personal data are sealed with."""

from __future__ import annotations

from collections import Counter

import click
from flask.cli import AppGroup

from volunteer.kernel import field_keys, resealing

group = AppGroup("keys", help="The keys of sealed personal data (FIELD_KEYS_FILE).")


@group.command("status")
def status() -> None:
    """Which keys there are, and how many values each of them has sealed."""
    keys, sealed = field_keys.ring(), _sealed_by()
    click.echo(f"file: {field_keys.key_file()}")
    for name in sorted(keys.keys.keys() | sealed.keys()):
        said = "seals" if name == keys.newest else "opens" if name in keys.keys else "IS MISSING"
        click.echo(f"{name:<4} {said:<10} {sealed.get(name, 0):,} values")


@group.command("rotate")
@click.option("--resume", is_flag=True, help="Make no new key: go on where an earlier rotation was stopped.")
def rotate(resume: bool) -> None:
    """Make a new key and seal everything anew with it.

    The platform may go on meanwhile. On several hosts: `keys add` on one, copy the file to all, then `rotate --resume`.
    Old keys stay in the file, as a long transaction may have sealed something with one: `keys forget` on the next day.
    """
    if not resume:
        _add()
    newest = field_keys.ring().newest
    for kept in resealing.everything():
        done = resealing.reseal(kept, newest, lambda _part: None)
        if done:
            click.echo(f"{kept.table}.{kept.column}: {done:,}")
    click.echo(f"everything is sealed with {newest}; take older keys out with `keys forget` tomorrow")


@group.command("forget")
def forget() -> None:
    """Take keys out of the file that seal nothing any more. Keep a copy for as long as backups need them."""
    keys = field_keys.ring()
    if left := sorted(set(_sealed_by()) - {keys.newest}):
        raise click.ClickException(f"still needed: {', '.join(left)}. Run: keys rotate --resume")
    field_keys.replace(keys.only_newest())
    click.echo(f"forgotten: {', '.join(sorted(set(keys.keys) - {keys.newest})) or 'none'}")


@group.command("add")
def add() -> None:
    """Make a new key that seals from now on; what older ones sealed stays as it is."""
    _add()


def _add() -> None:
    keys = field_keys.ring().with_another()
    field_keys.replace(keys)
    click.echo(f"new key: {keys.newest}")


def _sealed_by() -> Counter[str]:
    found: Counter[str] = Counter()
    for kept in resealing.everything():
        found.update(resealing.count_by_key(kept))
    return found
