"""The demo city shows complaints as the use cases would have left them."""

from __future__ import annotations

from tests.demo.test_load import NOW, TINY
from volunteer.complaints.models import Complaint, ComplaintContent, ComplaintStep
from volunteer.complaints.states import ComplaintStatus, ComplaintStepKind
from volunteer.demo.load import make_city
from volunteer.organization.models import Unit


def test_complaints_stand_above_whom_they_name_with_the_steps_of_their_state() -> None:
    rows = make_city(TINY, 7, NOW, "hash")
    path = {unit["id"]: unit["path"] for unit in rows.of(Unit)}
    contents = {content["complaint_id"]: content for content in rows.of(ComplaintContent)}
    steps: dict[int, list[str]] = {}
    for step in rows.of(ComplaintStep):
        steps.setdefault(step["complaint_id"], []).append(step["kind"])
        assert (step.get("text") is not None) == (step["kind"] in ("answered", "passed_on"))
    assert {one["status"] for one in rows.of(Complaint)} == set(ComplaintStatus) - {ComplaintStatus.HANDLING}
    for one in rows.of(Complaint):
        named, handler = path[one["named_unit_id"]], path[one["handler_unit_id"]]
        assert named.startswith(handler)
        assert named != handler or handler.count("/") == 1
        assert (ComplaintStepKind.ANSWERED in steps[one["id"]]) == (one.get("answered_at") is not None)
        assert (one.get("reopened_at") is not None) == bool(contents[one["id"]].get("contested"))
    assert any(ComplaintStepKind.PASSED_ON in kinds for kinds in steps.values())
