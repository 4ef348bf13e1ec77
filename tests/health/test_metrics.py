"""/metrics: closed without its token; what workers counted, what the database knows; alerts name what is there."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import yaml  # type: ignore[import-untyped]
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families

from tests.support.statements import counted_statements
from tests.support.world import World
from volunteer.health import gauges
from volunteer.kernel import job_runs
from volunteer.kernel.job_runs import Outcome, beat, note
from volunteer.runtime.paths import PROJECT_ROOT
from volunteer.wiring.health import FIGURES

TOKEN = "for-tests-of-the-figures-only"
ALERTS = PROJECT_ROOT / "deploy" / "prometheus" / "alerts.yml"
NAMES = re.compile(r"\bvolunteer_\w+")


@pytest.fixture
def opened(app: Flask) -> Iterator[None]:
    """The address exists."""
    app.config["METRICS_TOKEN"] = TOKEN
    yield
    app.config["METRICS_TOKEN"] = ""


def _figures(world: World) -> dict[str, list[tuple[dict[str, str], float]]]:
    answer = world.app.test_client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    found: dict[str, list[tuple[dict[str, str], float]]] = {}
    for family in text_string_to_metric_families(answer.text):
        for sample in family.samples:
            found.setdefault(sample.name, []).append((sample.labels, sample.value))
    return found


def _value(world: World, name: str, **labels: str) -> float:
    found = _figures(world).get(name, [])
    return sum(value for given, value in found if labels.items() <= given.items())


def test_without_a_token_set_there_is_no_such_address(world: World) -> None:
    assert world.app.test_client().get("/metrics").status_code == 404


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("given", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {TOKEN}"}])
def test_a_wrong_token_is_refused(world: World, given: dict[str, str]) -> None:
    assert world.app.test_client().get("/metrics", headers=given).status_code == 401


@pytest.mark.usefixtures("opened")
def test_requests_and_refusals_are_counted(world: World) -> None:
    labels = {"method": "GET", "route": "/members/<int:member_id>", "status": "2xx"}
    before = _value(world, "volunteer_requests_total", **labels)
    world.browser("squad").get(f"/members/{world.members['member'].id}")
    assert _value(world, "volunteer_requests_total", **labels) == before + 1
    refused = _value(world, "volunteer_refusals_total", reason="not_in_this_state")
    demand = world.demand()
    assert world.api("team").post(f"/demands/{demand.id}/accept").status_code == 200
    assert world.api("team").post(f"/demands/{demand.id}/accept").status_code == 409
    assert _value(world, "volunteer_refusals_total", reason="not_in_this_state") == refused + 1


@pytest.mark.usefixtures("opened")
def test_the_database_tells_queues_and_lateness(world: World) -> None:
    demand = world.demand()
    beat(job_runs.database_now())
    job_runs._noted.clear()
    note(Outcome("outbox", 0.1, failure="OperationalError"))
    found = _figures(world)
    assert ({"status": demand.status}, 1.0) in found["volunteer_demands_waiting"]
    assert ({"job": "outbox"}, 1.0) in found["volunteer_job_failures"]
    assert found["volunteer_database_up"] == [({}, 1.0)]
    assert found["volunteer_heartbeat_age_seconds"][0][1] < 60


def test_a_scrape_asks_four_statements(world: World) -> None:
    now = job_runs.database_now()
    with counted_statements() as asked:
        list(gauges.collected(now))
    assert len(asked) <= 4


@pytest.mark.usefixtures("opened")
def test_labels_are_few_and_name_nobody(world: World) -> None:
    world.browser("squad").get(f"/members/{world.members['member'].id}")
    text = str(_figures(world))
    assert world.members["member"].name not in text
    assert world.accounts["squad"].name not in text
    assert f"/members/{world.members['member'].id}" not in text


@pytest.mark.usefixtures("opened")
def test_the_example_alerts_speak_of_figures_that_there_are(world: World) -> None:
    world.demand()
    beat(job_runs.database_now())
    note(Outcome("ledger.prove", 0.1))
    world.browser("squad").get("/home")
    known = set(_figures(world)) | {"volunteer_exceptions_total", "volunteer_outbox_dead"}
    known |= {figure.name for figure in FIGURES}
    known |= {"volunteer_outbox_oldest_seconds", "volunteer_outbox_waiting"}
    rules = [rule for group in yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["groups"] for rule in group["rules"]]
    assert len(rules) > 8
    for rule in rules:
        assert {"alert", "expr", "labels", "annotations"} <= rule.keys()
        assert set(NAMES.findall(rule["expr"])) <= known, rule["alert"]
