"""The network of a browser, pulled and put back, and what has arrived meanwhile."""

from __future__ import annotations

from playwright.sync_api import Page
from sqlalchemy import func, select

from tests.journeys.people import Person
from volunteer.activities.models import Attendance, Punch
from volunteer.kernel.database import db


def ready(person: Person, path: str) -> None:
    """Open a page once its worker keeps what it needs without network."""
    person.open(path)
    person.page.evaluate("""async () => {
        while (navigator.serviceWorker.controller?.state !== 'activated')
            await new Promise((tick) => setTimeout(tick, 50));
    }""")


def packed(person: Person) -> None:
    """Until the list of the day is on the device."""
    person.sees("断网也能打开签到码和名单")


def switch(person: Person, *, network: bool) -> None:
    """Pull the plug, or put it back."""
    person.page.context.set_offline(not network)


def stored() -> tuple[int, int]:
    """How many attendances and punches there are."""
    db.session.rollback()
    return db.session.scalar(select(func.count(Attendance.id))) or 0, db.session.scalar(
        select(func.count(Punch.id))
    ) or 0


def until_stored(page: Page, punches: int) -> None:
    """Wait until so many punches have arrived."""
    for _ in range(100):
        if stored()[1] >= punches:
            break
        page.wait_for_timeout(100)
    assert stored()[1] == punches
