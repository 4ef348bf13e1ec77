"""Making the whole demo city and writing it into an empty database, in one transaction, as the owner."""

from __future__ import annotations

from datetime import datetime
from random import Random

import psycopg

from volunteer.complaints.models import Complaint
from volunteer.demo.answers import make_answers
from volunteer.demo.attendance import make_attendance
from volunteer.demo.backfills import make_backfills
from volunteer.demo.blocks import City
from volunteer.demo.campaigns import make_campaigns
from volunteer.demo.channels import make_channels
from volunteer.demo.check_in_ways import make_check_in_ways
from volunteer.demo.checklists import make_checklists
from volunteer.demo.complaints import make_complaints
from volunteer.demo.crowd import make_crowd
from volunteer.demo.deadlines import make_deadlines
from volunteer.demo.deputies import make_deputies
from volunteer.demo.designations import make_designations
from volunteer.demo.future import make_day, make_future
from volunteer.demo.hotlines import make_hotlines
from volunteer.demo.intake import make_intake
from volunteer.demo.network import make_network
from volunteer.demo.offers import make_offers
from volunteer.demo.past import make_past, seal_ledger
from volunteer.demo.profiles import make_profiles
from volunteer.demo.records import make_records
from volunteer.demo.registrations import make_registrations
from volunteer.demo.residents import make_residents
from volunteer.demo.rows import Rows
from volunteer.demo.scale import Scale
from volunteer.demo.small_things import make_small_services, make_small_things
from volunteer.demo.stars import make_stars
from volunteer.demo.surveys import make_surveys
from volunteer.demo.task_forces import make_task_forces
from volunteer.demo.triage import make_triage
from volunteer.demo.unrated import make_unrated
from volunteer.demo.wishes import make_wishes
from volunteer.kernel import field_keys
from volunteer.organization.models import Unit
from volunteer.reference.rows import reference_rows
from volunteer.runtime.given import given
from volunteer.runtime.paths import field_keys_file


class NotEmpty(Exception):
    """The database already holds accounts; a demo never mixes with real data."""


def make_city(scale: Scale, seed: int, now: datetime, password_hash: str) -> Rows:
    """Every row of the city. The same scale, seed and instant give the same rows (but for the password's salt)."""
    random = Random(seed)  # plausible, not secret
    rows = Rows()
    for model, values in reference_rows():
        rows.add(model, **values)
    network = make_network(rows, scale, random)
    rows.of(Unit)[0]["settings"] = {"demo": True}
    members = make_crowd(rows, network, scale, random, now)
    city = City(rows, network, members, random, now)
    site, member = make_stars(city, password_hash)
    city.regular = member
    make_designations(city, member, seed)
    make_deputies(city, member, seed)
    make_unrated(city, site)
    make_small_services(city, site, seed)
    make_past(city, scale)
    make_answers(city, seed)
    make_day(city, site, member)
    make_future(city, scale)
    make_offers(city, site, seed)
    make_registrations(city, site, member, seed)
    make_profiles(city, seed)
    make_surveys(city, member, seed)
    make_task_forces(city, seed)
    make_attendance(city, site, member, seed)
    make_check_in_ways(city, seed)
    make_backfills(city, member, seed)
    make_records(city, site, member, seed)
    make_channels(city, seed)
    make_complaints(city, member, seed)
    make_wishes(city, site, member, seed)
    make_campaigns(city, seed)
    make_checklists(city, site, seed)
    make_residents(city, site, seed)
    make_hotlines(city, site, seed)
    make_deadlines(city, seed)
    make_intake(city, site, seed)
    make_small_things(city, site, seed)
    make_triage(city, site)
    seal_ledger(rows)
    return rows


def load(owner_url: str, rows: Rows) -> dict[str, int]:
    """Write the rows; NotEmpty when somebody has an account already. Returns the count per table."""
    keys = field_keys.using(field_keys_file(given("FIELD_KEYS_FILE")))  # where there is no application
    with keys, psycopg.connect(owner_url) as connection:
        if connection.execute("SELECT EXISTS (SELECT FROM account)").fetchone() != (False,):
            raise NotEmpty
        written = rows.write(connection)
        number = max((int(d["number"].split("-")[1]) for d in rows.numbered_demands()), default=0)
        connection.execute("SELECT setval('demand_number', %s)", (max(number, 1),))
        connection.execute("SELECT setval('complaint_number', %s)", (max(len(rows.of(Complaint)), 1),))
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("ANALYZE")
    return written
