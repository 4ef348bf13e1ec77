"""Many at once on a real PostgreSQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests.support.world import World
from volunteer.kernel.database import db
from volunteer.kernel.errors import Refused

Attempt = Callable[[], str]


def all_at_once(world: World, attempts: list[Attempt]) -> Counter[str]:
    """Run the attempts in threads that start together; what each said, refusals by their reason."""
    db.session.rollback()
    barrier = Barrier(len(attempts))

    def run(attempt: Attempt) -> str:
        with world.app.app_context():
            barrier.wait()
            try:
                return attempt()
            except Refused as refused:
                return refused.reason
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(attempts)) as pool:
        return Counter(pool.map(run, attempts))
