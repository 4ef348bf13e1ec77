"""How long a site operator needs for a demand from a template, and how many taps.

A server of its own with the small demo city, a Chromium of the size of a phone that shows the board of a site, typing
and pausing as people do. The database says at the end whether each demand is submitted. A touch that begins a text is
part of the text, not a tap. Fails when one takes over three taps, more than one text or over a minute.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from random import Random

import psycopg
from playwright.sync_api import Page

from benchmarks.figures import verdict
from benchmarks.human import Effort, Human
from benchmarks.phone import chromium, options_of, phone, small_city
from benchmarks.scratch import scratch_server, web_server
from volunteer.demo.command import DEFAULT_PASSWORD
from volunteer.runtime.database_urls import DatabaseUrls

MOST_SECONDS, MOST_TAPS, ONE_TEXT = 60.0, 3, 1

SUBMITTED = """
    SELECT count(*) FROM demand JOIN sign_in_identity AS known ON known.account_id = demand.asker_id
    WHERE known.subject = 'site' AND demand.status = 'submitted' AND demand.title LIKE %s AND demand.number IS NOT NULL
"""


@dataclass(frozen=True)
class Posting:
    """A template and what the operator writes behind its title."""

    template: str
    text: str


POSTINGS = (
    Posting("义诊", "（三楼活动室）"),
    Posting("法律咨询", "，重点讲租房合同"),
    Posting("陪同就医", "，周六上午取药"),
    Posting("家电维修", "，请带万用表"),
    Posting("课后辅导", "，三年级数学"),
    Posting("环境整治", "，村口到桥头"),
    Posting("防汛排查", "，低洼的后街"),
)


def main(arguments: list[str]) -> int:
    """Post with each template; status 1 when one breaks the promise."""
    options = options_of(arguments, "scripts/bench posting", __doc__)
    with scratch_server() as server:
        urls = DatabaseUrls(server.app_url, server.owner_url)
        small_city(urls.owner)
        with web_server(urls) as ((host, port), _process):
            efforts = posted(f"http://{host}:{port}", options)
        with psycopg.connect(urls.owner, autocommit=True) as database:
            faults = [f"{one.template}: no demand is stored" for one in POSTINGS if not stored(database, one)]
    return report(efforts, faults)


def posted(address: str, options: argparse.Namespace) -> dict[str, Effort]:
    """One demand after another on the same phone; each effort begins with the board before the operator."""
    with chromium() as browser, phone(browser, address, options.network) as page:
        sign_in(page)
        random = Random(options.seed)  # pauses, nothing secret
        return {one.template: post(page, random, one) for one in POSTINGS}


def sign_in(page: Page) -> None:
    """The operator has signed in before; that is not measured."""
    page.goto("/sign-in")
    page.get_by_label("用户名").fill("site")
    page.get_by_label("密码", exact=True).fill(DEFAULT_PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录", exact=True).tap()
    page.wait_for_url("**/demands")


def post(page: Page, random: Random, posting: Posting) -> Effort:
    """From the board to a demand that somebody has to answer."""
    page.goto("/demands")
    human = Human(page, random)
    human.tap(human.button("发布需求"))
    human.tap(human.button(posting.template))
    human.type(page.get_by_label("需要什么帮助"), posting.text)
    human.tap(human.button("提交需求"))
    page.get_by_text("已提交，责任单位会在期限内答复").wait_for()
    return human.effort()


def stored(database: psycopg.Connection[tuple[int]], posting: Posting) -> bool:
    """Whether exactly one demand ends with what was written."""
    row = database.execute(SUBMITTED, (f"%{posting.text}",)).fetchone()
    return row is not None and row[0] == 1


def report(efforts: dict[str, Effort], faults: list[str]) -> int:
    """Print the figures."""
    print("template      seconds   of them waiting   taps   texts")
    for name, effort in efforts.items():
        taps = effort.taps - effort.texts
        print(f"{name:10}  {effort.seconds:7.1f}   {effort.waited:15.1f}   {taps:4d}   {effort.texts:5d}")
        if effort.seconds > MOST_SECONDS:
            faults.append(f"{name} takes more than {MOST_SECONDS:.0f} s")
        if taps > MOST_TAPS or effort.texts > ONE_TEXT:
            faults.append(f"{name} takes {taps} taps and {effort.texts} texts")
    return verdict(not faults, faults)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
