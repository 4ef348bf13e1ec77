"""Names pasted from a group chat: read, looked over row by row, and asked in one step (D27)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from volunteer.kernel.errors import NotVisible
from volunteer.organization.current import current_actor
from volunteer.organization.permissions import Permission
from volunteer.organization.scope import get_visible
from volunteer.projects.models import Position, Project
from volunteer.suggestions.asking import Asked, ask_several, tell
from volunteer.suggestions.name_matching import How, Match, Person
from volunteer.suggestions.named_members import ReadList, read_list
from volunteer.suggestions.pasted_names import MOST_NAMES, Named, put_right
from volunteer.suggestions.short_positions import is_of, short_positions
from volunteer.web.guard import needs
from volunteer.web.wording import words_of_another

MOST_CHARACTERS = 10_000  # of a list that are read; a longer one stays on the page as it is
MOST_ALIKE = 6
FIX = "fix-"  # how the field begins that puts a name right

bp = Blueprint("names", __name__)


@dataclass(frozen=True)
class Choice:
    """One person who may be meant. `against` bars the box, `warning` only advises."""

    person: Person
    ticked: bool
    against: str | None
    warning: str | None


@dataclass(frozen=True)
class Row:
    """One name of the list; `picked` is the member chosen out of several, `more` how many are not shown."""

    named: Named
    how: How
    choices: tuple[Choice, ...]
    picked: str
    more: int

    @property
    def settled(self) -> bool:
        """Whether nothing is left to do once the ticked were asked: one was picked, or cannot be asked (again)."""
        return bool(self.picked) or (len(self.choices) == 1 and self.choices[0].against is not None)


@bp.get("/projects/<int:project_id>/names")
@needs(Permission.CLAIM_MANAGE)
def paste(project_id: int) -> str:
    """Where the list is pasted."""
    project, gaps = _project(project_id)
    return _page(project, gaps, _chosen(project, gaps, request.args.get("position", type=int)))


@bp.post("/projects/<int:project_id>/names")
@needs(Permission.CLAIM_MANAGE)
def handle(project_id: int) -> str | Response:
    """Read the list again, or ask those who are ticked; whatever was typed and ticked stays."""
    project, gaps = _project(project_id)
    position = _chosen(project, gaps, request.form.get("position", type=int))
    if position is None:
        flash(_("这个岗位已不缺人，或已经开始"), "warn")
        return _page(project, gaps, None)
    if "look" in request.form:
        return _page(project, gaps, position)
    asked = ask_several(current_actor(), position, _wanted(), consented=request.form.get("consented") == "y")
    tell(asked)
    read = _read(position)
    if asked.done and _nothing_left(read, asked):
        return redirect(url_for("suggestions.candidates", project_id=project_id, position=position.id), 303)
    return _page(project, short_positions(project), position, read)


def _project(project_id: int) -> tuple[Project, list[Position]]:
    project = get_visible(Project, current_actor(), Permission.PROJECT_READ, project_id)
    return project, short_positions(project)


def _chosen(project: Project, gaps: list[Position], wanted: int | None) -> Position | None:
    chosen = next((gap for gap in gaps if gap.id == wanted), None)
    if wanted is not None and chosen is None and not is_of(project, wanted):
        raise NotVisible
    return gaps[0] if wanted is None and gaps else chosen


def _page(project: Project, gaps: list[Position], position: Position | None, read: ReadList | None = None) -> str:
    text = _text()
    if read is None and text and position is not None:
        read = _read(position)
    rows = list(_rows(read)) if read else []
    return render_template(
        "pages/suggestions/names.html",
        project=project,
        gaps=gaps,
        position=position,
        text=text,
        rows=rows,
        counts={how: sum(row.how == how for row in rows) for how in How},
        names=read.names if read else None,
        most=MOST_NAMES,
        too_long=len(text) > MOST_CHARACTERS or len(rows) >= MOST_NAMES,
    )


def _rows(read: ReadList) -> Iterator[Row]:
    """The rows as they were left, where somebody has looked at them before."""
    ticked, shown = _ids("members"), _ids("shown")
    for one in read.matches:
        people = one.people[:MOST_ALIKE]
        picked = request.form.get(f"pick-{one.named.key}", "") if len(people) > 1 else ""
        choices = [_choice(one, person, read.against.get(person.id), ticked, shown) for person in people]
        yield Row(one.named, one.how, tuple(choices), picked, len(one.people) - len(people))


def _choice(one: Match, person: Person, reason: str | None, ticked: set[int], shown: set[int]) -> Choice:
    """Whoever was found for certain is ticked, unless something speaks against it or somebody took the tick away."""
    warning = words_of_another(reason) if reason == "too_many_offers" else None
    against = words_of_another(reason) if reason and warning is None else None
    usual = one.how == How.FOUND and reason is None and not one.named.stays_away
    wanted = person.id in ticked if person.id in shown else usual
    return Choice(person, wanted and against is None, against, warning)


def _nothing_left(read: ReadList, asked: Asked) -> bool:
    return not asked.refused and all(row.settled for row in _rows(read))


def _wanted() -> list[int]:
    """The members ticked and picked, in the order of the page."""
    fields = ((name, value) for name, value in request.form.items(multi=True) if value.isdecimal())
    found = [int(value) for name, value in fields if name == "members" or name.startswith("pick-")]
    return list(dict.fromkeys(found))[:MOST_NAMES]


def _ids(field: str) -> set[int]:
    return set(request.form.getlist(field, type=int))


def _read(position: Position) -> ReadList:
    return read_list(current_actor(), position.id, _text()[:MOST_CHARACTERS])


def _text() -> str:
    """What was pasted, with the names that were put right in their rows."""
    text = request.form.get("text", "").replace("\x00", "")
    for field, right in request.form.items():
        if field.startswith(FIX) and right.strip():
            text = put_right(text, field.removeprefix(FIX), right.replace("\x00", "").strip()[:40])
    return text
