"""A picture of somebody's paper as an answer: nobody keeps a copy on the way."""

from __future__ import annotations

from flask import Response

from volunteer.people.models import SkillEvidence


def picture_answer(paper: SkillEvidence) -> Response:
    """The picture, neither stored by browsers and proxies nor run as anything but a picture."""
    answer = Response(paper.content, mimetype=paper.media_type)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Disposition"] = "inline"
    return answer
