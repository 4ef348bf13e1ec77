"""Services written as iCalendar (RFC 5545, RFC 7986), the same text for the same facts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from flask_babel import gettext as _
from icalendar import Alarm, Calendar, Event, Timezone, TimezoneStandard

from volunteer.calendars.rules import Entry, Standing, revision, standing
from volunteer.kernel import clock
from volunteer.web.statuses import status_look

MIMETYPE = "text/calendar"
PRODUCT = "-//volunteer-service-platform//calendar//ZH"
WARNS_BEFORE = timedelta(hours=2)
LOOK_IN_EVERY = timedelta(hours=1)
# The zone has had one offset since the end of its last summer time; RFC 5545 wants that moment without a zone.
ONE_OFFSET_SINCE = datetime(1991, 9, 15, 1)  # noqa: DTZ001
OFFSET = timedelta(hours=8)


def calendar_file(entries: Iterable[Entry], base_url: str, now: datetime, *, name: str | None = None) -> bytes:
    """A calendar with an event for each service; with a name it is one to subscribe to."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if name is not None:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
        calendar.add("x-wr-timezone", clock.SHANGHAI.key)
        calendar.add("refresh-interval", LOOK_IN_EVERY, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT1H")
    calendar.add_component(_zone())
    for entry in entries:
        calendar.add_component(_event(entry, base_url, now))
    written: bytes = calendar.to_ical()
    return written


def _event(entry: Entry, base_url: str, now: datetime) -> Event:
    stands = standing(entry, now)
    url = f"{base_url}/positions/{entry.position_id}"
    event = Event()
    event.add("uid", f"claim-{entry.claim_id}@volunteer-service")
    event.add("sequence", revision(entry, now))
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("dtstart", clock.local(entry.starts))
    event.add("dtend", clock.local(entry.ends))
    event.add("summary", entry.title)
    event.add("location", entry.place)
    event.add("geo", (entry.lat, entry.lon))
    event.add("description", _description(entry, url))
    event.add("url", url)
    event.add("status", stands)
    event.add("transp", "OPAQUE" if stands == Standing.CONFIRMED else "TRANSPARENT")
    if stands != Standing.CANCELLED:
        event.add_component(_alarm(entry))
    return event


def _description(entry: Entry, url: str) -> str:
    """What one wants to know on the way there, and where the rest stands. Names and phones are not carried about."""
    lines = [
        _("%(position)s（%(status)s）", position=entry.position, status=status_look("claim", entry.claim_status).word),
        _("带什么：%(things)s", things=entry.bring_note) if entry.bring_note else None,
        _("详情、签到和退出：%(address)s", address=url),
    ]
    return "\n".join(line for line in lines if line)


def _alarm(entry: Entry) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _("两小时后：%(title)s", title=entry.title))
    alarm.add("trigger", -WARNS_BEFORE)
    return alarm


def _zone() -> Timezone:
    standard = TimezoneStandard()
    standard.add("dtstart", ONE_OFFSET_SINCE)
    standard.add("tzoffsetfrom", OFFSET)
    standard.add("tzoffsetto", OFFSET)
    standard.add("tzname", "CST")
    zone = Timezone()
    zone.add("tzid", clock.SHANGHAI.key)
    zone.add_component(standard)
    return zone
