"""The page of a gate: the code for the wall, who is here, who is missing, and who comes along."""

from __future__ import annotations

from flask import render_template, request

from volunteer.activities import queries, rules, service
from volunteer.activities.forms import WalkUpForm
from volunteer.activities.misses import of_session
from volunteer.activities.offline_remarks import remarks
from volunteer.activities.offline_walk_ups import not_added
from volunteer.activities.opening import opens_at
from volunteer.activities.showing import shown
from volunteer.activities.walk_ups import positions_with_room
from volunteer.activities.words_given import words_given
from volunteer.kernel import clock
from volunteer.organization.current import current_actor
from volunteer.projects.models import ServiceSession


def gate_page(session: ServiceSession, walk_up: WalkUpForm | None = None) -> str:
    """The whole page; `q` in the address narrows the list of people, the counts stay whole."""
    # A use case ends in a commit, after which every row would be read again: the code before the people.
    code = None if session.own_word else shown(service.show_code(current_actor(), session.id), session.id)
    now, people, q = clock.now(), queries.expected(session.id), request.args.get("q", "").strip()
    opens = opens_at(session)
    rooms = positions_with_room(session)
    if walk_up is None:
        walk_up = WalkUpForm(formdata=None)
        walk_up.offer(rooms)
    return render_template(
        "pages/activities/gate.html",
        session=session,
        shown=code,
        people=people,
        listed=[person for person in people if person.is_called(q)],
        q=q,
        now=now,
        over=now > session.ends,
        begun=now >= session.starts,
        opens=opens,
        period=rules.CODE_SECONDS,
        walk_up=walk_up if opens <= now < session.ends else None,
        has_room=bool(rooms),
        remarks=remarks(session.id),
        not_added=not_added(session.id),
        misses=of_session(current_actor(), session, now),
        words=words_given(people),
    )
