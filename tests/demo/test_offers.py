"""What teams of the demo city offer, and who ordered it, keep the rules of resources."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import psycopg
import pytest
from flask import Flask

from tests.support.database import WorkerDatabase
from volunteer.demands.models import Demand
from volunteer.demo.load import load, make_city
from volunteer.demo.rows import Rows
from volunteer.demo.scale import SCALES
from volunteer.resources.models import Resource, ResourceOrder
from volunteer.resources.states import OrderStatus, ResourceKind, ResourceStatus

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def rows() -> Rows:
    """The small city."""
    return make_city(SCALES["small"], 7, NOW, "hash")


def test_there_are_about_sixty_of_every_kind_and_state(rows: Rows) -> None:
    resources = rows.of(Resource)
    assert 50 <= len(resources) <= 70
    assert {one["kind"] for one in resources} == set(ResourceKind)
    assert {one["status"] for one in resources} == set(ResourceStatus)
    assert {one["status"] for one in rows.of(ResourceOrder)} == set(OrderStatus)


def test_the_demo_team_has_orders_to_answer(rows: Rows) -> None:
    demands = {demand["id"]: demand for demand in rows.of(Demand)}
    waiting = [order for order in rows.of(ResourceOrder) if order["status"] == OrderStatus.ORDERED]
    assert waiting
    assert all(demands[order["demand_id"]]["status"] == "submitted" for order in waiting)
    sites = Counter(order["site_id"] for order in rows.of(ResourceOrder))
    assert max(sites.values()) >= 4


def test_every_standing_order_is_a_demand_of_its_unit(rows: Rows) -> None:
    units = {one["id"]: one["unit_id"] for one in rows.of(Resource)}
    demands = {demand["id"]: demand for demand in rows.of(Demand)}
    for order in rows.of(ResourceOrder):
        assert demands[order["demand_id"]]["responsible_unit_id"] == units[order["resource_id"]]


def test_it_can_be_loaded(app: Flask, clean_database: WorkerDatabase, rows: Rows) -> None:
    load(clean_database.urls.owner, rows)
    with psycopg.connect(clean_database.urls.owner) as connection:
        found = connection.execute("SELECT count(*) FROM resource_order").fetchone()
    assert found == (len(rows.of(ResourceOrder)),)
