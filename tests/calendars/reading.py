"""Calendars read by the library of a widely used calendar program, a stranger to the one that wrote them."""

from __future__ import annotations

import json
import subprocess
from typing import Any

from volunteer.runtime.paths import PROJECT_ROOT
from volunteer.runtime.prepare import environment_with_node

READER = """
import ICAL from "ical.js";
import { readFileSync } from "node:fs";
const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(new ICAL.Timezone(zone));
const plain = (part) => Object.fromEntries(part.getAllProperties().map((p) => [p.name, p.getFirstValue().toString()]));
const events = calendar.getAllSubcomponents("vevent").map((part) => {
  const event = new ICAL.Event(part);
  return {
    ...plain(part),
    zone: event.startDate.zone.tzid,
    starts: event.startDate.toJSDate().toISOString(),
    ends: event.endDate.toJSDate().toISOString(),
    geo: part.getFirstPropertyValue("geo"),
    alarms: part.getAllSubcomponents("valarm").map(plain),
  };
});
console.log(JSON.stringify({ ...plain(calendar), events }));
"""


def read(calendar: bytes) -> dict[str, Any]:
    """Properties by their names in small letters; events with their times in UTC."""
    done = subprocess.run(
        ["node", "--input-type=module", "--eval", READER],
        input=calendar,
        capture_output=True,
        cwd=PROJECT_ROOT,
        env=environment_with_node(),
    )
    assert done.returncode == 0, done.stderr.decode()
    found: dict[str, Any] = json.loads(done.stdout)
    return found
