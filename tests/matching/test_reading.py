"""What a problem file may look like, and how each fault in it is named."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.matching.golden_pairs import PLAIN_MEMBER, PLAIN_POSITION
from volunteer.matching import Policy, ProblemError, load_problem, parse_problem


def document(
    member: dict[str, Any] | None = None, position: dict[str, Any] | None = None, **others: Any
) -> dict[str, Any]:
    return {"members": [PLAIN_MEMBER | (member or {})], "positions": [PLAIN_POSITION | (position or {})], **others}


def without(row: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key != name}


def test_a_whole_file_is_read() -> None:
    problem = load_problem(
        document(
            {"busy": [["2026-10-01T08:00:00+08:00", "2026-10-01T09:00:00+08:00"]], "skills": {"driving": 2}},
            {"day_types": {"2026-10-01": 6}, "excluded": [5]},
            policy={"rest_minutes": 15, "weights": {"need": 200}},
        )
    )

    member, position = problem.members[0], problem.positions[0]
    assert member.busy == ((datetime(2026, 10, 1, 0, tzinfo=UTC), datetime(2026, 10, 1, 1, tzinfo=UTC)),)
    assert member.skills == {"driving": 2}
    assert position.day_types == {date(2026, 10, 1): 6}
    assert position.excluded == {5}
    assert (problem.policy.rest_minutes, problem.policy.weights.need) == (15, 200)
    assert (problem.policy.coverage_bonus, problem.policy.weights.load) == (500, 200)


def test_absent_policy_takes_the_defaults() -> None:
    assert load_problem(document()).policy == Policy()


def test_other_spellings_of_places_and_availability() -> None:
    home, office = {"lon": 113.7, "lat": 23.0}, {"lon": 113.8, "lat": 23.1}
    bits = [0] * 21 + [1] + [0] * 6

    member = load_problem(document({"anchors": {"home": home, "office": office}, "availability": bits})).members[0]

    assert member.anchors == ((113.7, 23.0), (113.8, 23.1))
    assert member.availability == 1 << 21


@pytest.mark.parametrize(
    ("faulty", "where"),
    [
        ([], "problem"),
        ({"members": []}, "positions"),
        ({"members": {}, "positions": []}, "members"),
        ({"members": [3], "positions": []}, "members[0]"),
        ({"members": [without(PLAIN_MEMBER, "radius_km")], "positions": []}, "members[0].radius_km"),
        ({"members": [PLAIN_MEMBER, PLAIN_MEMBER], "positions": []}, "members[1].id"),
        ({"members": [], "positions": [PLAIN_POSITION, PLAIN_POSITION]}, "positions[1].id"),
        (document({"id": "1"}), "members[0].id"),
        (document({"id": True}), "members[0].id"),
        (document({"id": 2**63}), "members[0].id"),
        (document({"anchors": []}), "members[0].anchors"),
        (document({"anchors": [[1, 2]] * 3}), "members[0].anchors"),
        (document({"anchors": [[23.0, 113.75]]}), "members[0].anchors[0]"),
        (document({"anchors": [[113.75]]}), "members[0].anchors[0]"),
        (document({"skills": {"driving": 4}}), "members[0].skills['driving']"),
        (document({"availability": 2**28}), "members[0].availability"),
        (document({"availability": [1] * 27}), "members[0].availability"),
        (document({"radius_km": 0}), "members[0].radius_km"),
        (document({"radius_km": -1}), "members[0].radius_km"),
        (document({"radius_km": float("nan")}), "members[0].radius_km"),
        (document({"radius_km": "5\nkm"}), "members[0].radius_km"),
        (document({"load_minutes": -1}), "members[0].load_minutes"),
        (document({"busy": [["2026-10-01T08:00:00", "2026-10-01T09:00:00"]]}), "members[0].busy[0]"),
        (document({"busy": [["2026-10-01T09:00:00Z", "2026-10-01T08:00:00Z"]]}), "members[0].busy[0]"),
        (document({"busy": [["2026-10-01T09:00:00Z"]]}), "members[0].busy[0]"),
        (document(None, {"headcount": 0}), "positions[0].headcount"),
        (document(None, {"headcount": 1.5}), "positions[0].headcount"),
        (document(None, {"ends": "2026-10-10T09:00:00+08:00"}), "positions[0].ends"),
        (document(None, {"starts": "tomorrow"}), "positions[0].starts"),
        (document(None, {"starts": "0001-01-01T00:00:00+08:00"}), "positions[0].starts"),
        (document(None, {"skill": "driving", "level": 0}), "positions[0].level"),
        (document(None, {"day_types": {"2026-10-01": 7}}), "positions[0].day_types['2026-10-01']"),
        (document(None, {"day_types": {"National Day": 6}}), "positions[0].day_types['National Day']"),
        (document(None, {"excluded": ["1"]}), "positions[0].excluded[0]"),
        (document(policy=[]), "policy"),
        (document(policy={"rest_minuts": 30}), "policy.'rest_minuts'"),
        (document(policy={"rest_minutes": -1}), "policy.rest_minutes"),
        (document(policy={"weights": {"need": "much"}}), "policy.weights.need"),
    ],
)
def test_a_fault_is_named_by_row_and_field_in_one_line(faulty: object, where: str) -> None:
    with pytest.raises(ProblemError) as caught:
        load_problem(faulty)

    assert caught.value.where == where
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize("text", [b"", b"{", b"\xff\xfe\xfa", b"[" * 100_000], ids=["empty", "cut", "bytes", "deep"])
def test_text_that_is_not_json(text: bytes) -> None:
    with pytest.raises(ProblemError, match=r"^problem: not valid JSON"):
        parse_problem(text)


def test_a_written_problem_is_read_back() -> None:
    assert parse_problem(json.dumps(document())) == load_problem(document())
