"""What a person chose: over which ways about what, when to be left alone, at once or in the evening."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from flask import current_app

from volunteer.happenings.notices import NoticeWaysChosen
from volunteer.kernel.database import db
from volunteer.kernel.unit_of_work import Work, use_case
from volunteer.notices.channels.settings import ways_set_up
from volunteer.notices.models import NoticePreference
from volunteer.notices.persons import person_of
from volunteer.notices.reached import ways_to
from volunteer.notices.rules import ways_for
from volunteer.notices.states import Group, Way
from volunteer.organization.actor import Actor

Choices = Mapping[str, Mapping[str, bool]]


@dataclass(frozen=True)
class Preferences:
    """What holds for a person now: `ways` reach them, `offered` are set up here, `choices` is whole."""

    ways: frozenset[Way]
    offered: tuple[Way, ...]
    choices: Choices
    quiet_from: time
    quiet_until: time
    digest: bool


@dataclass(frozen=True)
class Wanted:
    """What a person asks for."""

    choices: Choices
    quiet_from: time
    quiet_until: time
    digest: bool


def preferences(actor: Actor) -> Preferences:
    """One's own, the defaults filled in."""
    account_id = actor.account_id or 0
    ways = ways_to([account_id])[account_id]
    kept = db.session.get(NoticePreference, account_id)
    person = person_of(ways, kept)
    open_ways = ways_set_up(current_app.config)
    return Preferences(
        ways=ways,
        offered=tuple(way for way in Way if way in open_ways),
        choices={group: {way: way in ways_for(person, group) for way in Way if way in ways} for group in Group},
        quiet_from=as_time(person.quiet_from),
        quiet_until=as_time(person.quiet_until),
        digest=person.digest,
    )


@use_case
def choose(work: Work, actor: Actor, wanted: Wanted) -> None:
    """Keep the choices; about ways that are not named nothing is said, so that their default stays."""
    kept = db.session.get(NoticePreference, actor.account_id, with_for_update=True)
    if kept is None:
        kept = NoticePreference(account_id=actor.account_id, choices={})
    before = _as_kept(kept)
    merged = {group: {**kept.choices.get(group, {}), **wanted.choices.get(group, {})} for group in Group}
    kept.choices = {group: said for group, said in merged.items() if said}
    kept.quiet_from, kept.quiet_until = as_minutes(wanted.quiet_from), as_minutes(wanted.quiet_until)
    kept.digest = wanted.digest
    db.session.add(kept)
    if _as_kept(kept) != before:
        details = {"before": before, "after": _as_kept(kept)}
        work.record(NoticeWaysChosen(subject_id=kept.account_id, details=details))


def _as_kept(kept: NoticePreference) -> dict[str, Any]:
    """What was chosen, as the audit trail holds it: for each group the ways, with a minus where they are not wanted."""
    ways = {
        str(group): [str(way) if wanted else f"-{way}" for way, wanted in sorted(said.items())]
        for group, said in kept.choices.items()
    }
    return {**ways, "quiet_from": kept.quiet_from, "quiet_until": kept.quiet_until, "digest": kept.digest}


def as_time(minutes: int) -> time:
    """A time of day out of minutes since midnight."""
    return time(minutes // 60, minutes % 60)


def as_minutes(moment: time) -> int:
    """Minutes since midnight."""
    return moment.hour * 60 + moment.minute
