"""A plain copy of the database beside an upgrade: ``python -m volunteer.runtime.dump save FILE`` and ``… load FILE``.

`flask backup` is for safe-keeping: sealed, verified, with keys and files. This one only has to outlive an upgrade on
the same machine. Both work as the owner, with the programs of the embedded server's wheel or newer ones on the PATH.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from volunteer.runtime.database_urls import resolve_urls
from volunteer.runtime.postgres_home import program

# What a later migration added must be gone as well. Extensions stay: what belongs to them is not ours to drop. Rights
# that new tables get by themselves go, too: a copy tells rights as they differ from none, and brings those back last.
EMPTY = """
    DO $$ DECLARE statements text; BEGIN
        SELECT string_agg(format('DROP %s IF EXISTS public.%I CASCADE', kind, relname), '; ') INTO statements
            FROM pg_class JOIN (VALUES ('r', 'TABLE'), ('p', 'TABLE'), ('v', 'VIEW'), ('m', 'MATERIALIZED VIEW'))
                AS kinds (sign, kind) ON sign = relkind::text
            WHERE relnamespace = 'public'::regnamespace
            AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e');
        EXECUTE coalesce(statements, '');
        SELECT string_agg(format('DROP SEQUENCE IF EXISTS public.%I CASCADE', relname), '; ') INTO statements
            FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S';
        EXECUTE coalesce(statements, '');
        SELECT string_agg(format('DROP ROUTINE IF EXISTS %s CASCADE', oid::regprocedure), '; ') INTO statements
            FROM pg_proc WHERE pronamespace = 'public'::regnamespace
            AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e');
        EXECUTE coalesce(statements, '');
        SELECT string_agg(format('DROP TYPE IF EXISTS public.%I CASCADE', typname), '; ') INTO statements
            FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd')
            AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_type.oid AND deptype = 'e');
        EXECUTE coalesce(statements, '');
        SELECT string_agg(DISTINCT format('ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON %s FROM %I',
                kind, rolname), '; ') INTO statements
            FROM pg_default_acl CROSS JOIN aclexplode(defaclacl) AS given JOIN pg_roles ON pg_roles.oid = given.grantee
            JOIN (VALUES ('r', 'TABLES'), ('S', 'SEQUENCES'), ('f', 'ROUTINES'), ('T', 'TYPES'))
                AS kinds (sign, kind) ON sign = defaclobjtype::text
            WHERE defaclnamespace = 'public'::regnamespace AND defaclrole = current_user::regrole;
        EXECUTE coalesce(statements, '');
    END $$
"""
USAGE = "usage: python -m volunteer.runtime.dump save|load FILE"


class DumpError(RuntimeError):
    """The copy could not be made or read; the message is one line for the person at the terminal."""


def save(owner_url: str, file: Path) -> None:
    """Copy the whole database into a file that appears only when it is whole, readable by its owner alone."""
    unfinished = file.with_name(f"{file.name}.unfinished")
    os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    _run("pg_dump", "--format=custom", "--compress=gzip:1", f"--file={unfinished}", f"--dbname={owner_url}")
    unfinished.rename(file)


def load(owner_url: str, file: Path) -> None:
    """Put the database back to what the file holds; either all of it or nothing."""
    script = file.with_name(f"{file.name}.sql")
    os.close(os.open(script, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    try:
        _run("pg_restore", f"--file={script}", str(file))  # reads all of it, before anything is emptied
        _run(
            "psql",
            "--no-psqlrc",
            "--quiet",
            "--single-transaction",
            "--set=ON_ERROR_STOP=1",
            f"--command={EMPTY}",
            f"--file={script}",
            f"--dbname={owner_url}",
        )
    finally:
        script.unlink()


def _run(name: str, *arguments: str) -> None:
    command = [_find(name), *arguments]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        lines = [line for line in done.stderr.splitlines() if "error" in line.lower()] or ["no message"]
        raise DumpError(f"{name}: {lines[0].strip()}")


def _find(name: str) -> str:
    own = program(name)
    return str(own) if own.exists() else shutil.which(name) or name


def main(arguments: list[str]) -> int:
    """Save or load; one line and status 1 when that is not possible."""
    if len(arguments) != 2 or arguments[0] not in ("save", "load"):
        print(USAGE, file=sys.stderr)
        return 2
    step = save if arguments[0] == "save" else load
    try:
        step(resolve_urls().owner, Path(arguments[1]))
    except (DumpError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
