"""A roster's rows on their way into `roster_row`, in batches, while others can see how far it is."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

from psycopg.types.json import Jsonb
from sqlalchemy import delete, update

from volunteer.kernel.database import db
from volunteer.rosters.models import RosterImport, RosterRow
from volunteer.rosters.sealed_cells import kept
from volunteer.rosters.understanding import UnderstoodRow

BATCH = 1000
SECONDS_BETWEEN = 0.5
COLUMNS = "import_id, line, key, cells, fields, problems"

Tell = Callable[[int, int], None]


def stage(import_id: int, rows: Iterable[UnderstoodRow], total: int, tell: Tell) -> int:
    """Copy the rows, those of an earlier attempt forgotten; how many there are."""
    db.session.execute(delete(RosterRow).where(RosterRow.import_id == import_id))
    done = 0
    driver: Any = db.session.connection().connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY roster_row ({COLUMNS}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row((import_id, row.line, row.key, Jsonb(kept(row.cells)), [], Jsonb(row.problems)))
            done += 1
            if done % BATCH == 0:
                tell(done, max(total, done))
    tell(done, done)
    return done


def tell_others(import_id: int) -> Tell:
    """Writes how far an import is past the transaction under way, so that it can be seen before that ends."""
    said = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal said
        if done < total and time.monotonic() - said < SECONDS_BETWEEN:
            return
        said = time.monotonic()
        progress = update(RosterImport).where(RosterImport.id == import_id)
        with db.engine.begin() as aside:
            aside.execute(progress.values(rows_done=done, rows_total=total))

    return tell
