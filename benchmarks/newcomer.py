"""How long newcomers need: a member with a printed code until a claim stands, a site operator until a demand is in.

A server of its own with the small demo city, a Chromium of the size of a phone, typing and pausing as people do. The
database says at the end whether the claim is confirmed and the demand submitted. Fails when either takes over a minute.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from random import Random
from typing import LiteralString

import psycopg
from flask import Flask
from playwright.sync_api import Browser

from benchmarks.figures import verdict
from benchmarks.human import Effort, Human
from benchmarks.phone import chromium, options_of, phone, small_city
from benchmarks.scratch import scratch_server, web_server
from volunteer.access.service import issue_code
from volunteer.accounts.queries import account_named
from volunteer.accounts.rules import grouped
from volunteer.demo.command import DEFAULT_PASSWORD
from volunteer.kernel import clock
from volunteer.kernel.database import db
from volunteer.people.identity import actor_of_account
from volunteer.runtime.database_urls import DatabaseUrls
from volunteer.wiring import create_app

MOST_SECONDS = 60.0
NEW_PASSWORD = "chenxi-2026-ok"
SUBJECT = "陪老人到医院复诊和取药"
SIGNED_UP = re.compile("已报名|已认领")

NEWCOMER = """
    SELECT account.id, member.id FROM member JOIN account ON account.id = member.account_id
    WHERE account.status = 'pending' AND member.kind = 'active' AND member.unit_id = (
        SELECT own.unit_id FROM member AS own JOIN sign_in_identity AS known ON known.account_id = own.account_id
        WHERE known.subject = 'member')
    ORDER BY member.id LIMIT 1
"""
CONFIRMED = "SELECT count(*) FROM claim WHERE member_id = %s AND status = 'confirmed'"
SUBMITTED = """
    SELECT count(*) FROM demand JOIN sign_in_identity AS known ON known.account_id = demand.asker_id
    WHERE known.subject = 'site' AND demand.status = 'submitted' AND demand.title = %s AND demand.number IS NOT NULL
"""


def main(arguments: list[str]) -> int:
    """Run both; status 1 when one takes too long or leaves nothing behind."""
    options = options_of(arguments, "scripts/bench newcomer", __doc__)
    with scratch_server() as server:
        urls = DatabaseUrls(server.app_url, server.owner_url)
        small_city(urls.owner)
        with psycopg.connect(urls.owner, autocommit=True) as database:
            account_id, member_id = database.execute(NEWCOMER).fetchone() or (0, 0)
            code = printed_code(urls, account_id)
            before = count(database, CONFIRMED, member_id)
            with web_server(urls) as ((host, port), _process), chromium() as browser:
                address = f"http://{host}:{port}"
                member = timed(browser, address, options, lambda human: claims(human, code))
                site = timed(browser, address, options, posts)
            faults = [] if count(database, CONFIRMED, member_id) == before + 1 else ["no confirmed claim is stored"]
            faults += [] if count(database, SUBMITTED, SUBJECT) == 1 else ["no submitted demand is stored"]
    return report({"new member": member, "site operator": site}, faults)


def printed_code(urls: DatabaseUrls, account_id: int) -> str:
    """The code that the team leader hands to the newcomer, as it stands on the slip."""
    app: Flask = create_app({"SQLALCHEMY_DATABASE_URI": urls.app, "SECRET_KEY": "for a scratch database only"})
    with app.app_context():
        leader = account_named("team")
        actor = actor_of_account(leader.id, leader.sign_in_epoch, clock.now(), None) if leader else None
        assert actor is not None
        printed = issue_code(actor, account_id)
        db.session.remove()
        db.engine.dispose()
    return grouped(printed.code)


def timed(browser: Browser, address: str, options: argparse.Namespace, task: Callable[[Human], None]) -> Effort:
    """A person with a phone of their own does the task, beginning with the sign-in page before them."""
    with phone(browser, address, options.network) as page:
        page.goto("/sign-in")
        human = Human(page, Random(options.seed))  # pauses, nothing secret
        task(human)
        return human.effort()


def claims(human: Human, code: str) -> None:
    """From the sign-in page with a slip in hand to a place in a service."""
    page = human.page
    human.tap(human.button("我有激活码"))
    human.type(page.get_by_label("激活码"), code)
    human.type(page.get_by_label("新密码"), NEW_PASSWORD)
    human.tap(page.get_by_text("我已阅读并同意"))
    human.tap(human.button("启用并登录"))
    page.wait_for_url("**/home")
    if not human.button("认领").is_visible():  # nothing fits this person especially
        human.tap(human.button("去看全部服务"))
    human.tap(human.button("认领"))
    page.get_by_text(SIGNED_UP).first.wait_for()


def posts(human: Human) -> None:
    """From the sign-in page to a demand that somebody has to answer."""
    page = human.page
    human.type(page.get_by_label("用户名"), "site")
    human.type(page.get_by_label("密码", exact=True), DEFAULT_PASSWORD)
    human.tap(human.button("登录"))
    page.wait_for_url("**/demands")
    human.tap(human.button("发布需求"))
    human.tap(human.button("陪同就医"))
    human.type(page.get_by_label("需要什么帮助"), "和取药")
    human.rewrite(page.get_by_label("需要几个人"), "1")
    human.tap(human.button("提交需求"))
    page.get_by_text("已提交，责任单位会在期限内答复").wait_for()


def count(database: psycopg.Connection[tuple[int]], statement: LiteralString, value: object) -> int:
    """One number of the database."""
    row = database.execute(statement, (value,)).fetchone()
    return row[0] if row else 0


def report(efforts: dict[str, Effort], faults: list[str]) -> int:
    """Print the figures."""
    print("                  seconds   of them waiting   taps")
    for name, effort in efforts.items():
        print(f"{name:16}  {effort.seconds:7.1f}   {effort.waited:15.1f}   {effort.taps:4d}")
        if effort.seconds > MOST_SECONDS:
            faults.append(f"the {name} needs more than {MOST_SECONDS:.0f} s")
    return verdict(not faults, faults)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
