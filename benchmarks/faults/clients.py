"""People who keep claiming and reading while something breaks, and note each answer or that none came."""

from __future__ import annotations

import json
import random
import re
import secrets
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import httpx

TIMEOUT = 60.0
PAUSE = 0.1
READING, CLAIMING = 2, 2  # at a time
WORDS = re.compile(r"<h1[^>]*>\s*([^<]+?)\s*<")
GRANTED, REFUSED = 201, 409


@dataclass(frozen=True)
class Try:
    """One request: when it began and ended (monotonic seconds), what it was, its status (0: none), its words."""

    began: float
    ended: float
    what: str
    status: int
    words: str

    @property
    def failed(self) -> bool:
        """Whether the platform owed a better answer."""
        return self.status == 0 or self.status >= 500 or self.status in (401, 302)


@dataclass
class People:
    """Everybody at work between `begin` and `end`, and what they were told."""

    url: str
    plan: dict[str, Any]
    tries: list[Try] = field(default_factory=list)
    acknowledged: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._stop = threading.Event()
        work = [self._claim] * CLAIMING + [self._read] * READING
        self._threads = [threading.Thread(target=one, daemon=True) for one in work]

    def begin(self) -> None:
        """Start to work."""
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Finish what is under way."""
        self._stop.set()
        for thread in self._threads:
            thread.join(TIMEOUT)

    def _claim(self) -> None:
        """Claim one place after the other; without an answer the same wish is sent again with its key."""
        while not self._stop.is_set():
            path = f"/api/v1/positions/{random.choice(self.plan['positions'])}/claims"
            token, key = random.choice(self.plan["claimers"]), secrets.token_hex(8)
            headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
            answer = self._ask("claim", "POST", path, headers)
            while answer is None or answer.status_code not in (GRANTED, REFUSED):
                if self._stop.is_set():
                    return
                time.sleep(PAUSE)
                answer = self._ask("claim", "POST", path, headers)
            if answer.status_code == GRANTED:
                self.acknowledged.append(answer.json()["id"])
            time.sleep(PAUSE)

    def _read(self) -> None:
        while not self._stop.is_set():
            path = random.choice(("/positions", "/home"))
            self._ask("page", "GET", path, {"Cookie": random.choice(self.plan["readers"])})
            time.sleep(PAUSE)

    def _ask(self, what: str, method: str, path: str, headers: dict[str, str]) -> httpx.Response | None:
        began = time.monotonic()
        try:
            body = {} if method == "POST" else None
            answer = httpx.request(method, self.url + path, headers=headers, json=body, timeout=TIMEOUT)
        except httpx.TransportError as error:
            self.tries.append(Try(began, time.monotonic(), what, 0, type(error).__name__))
            return None
        words = "" if answer.status_code < 300 else words_of(answer.text)
        self.tries.append(Try(began, time.monotonic(), what, answer.status_code, words))
        return answer


def words_of(body: str) -> str:
    """What a person reads in an answer that is not the wanted one."""
    try:
        told = json.loads(body)
        return str(told.get("message") or told.get("detail") or told.get("reason") or "")
    except ValueError:
        heading = WORDS.search(body)
        return heading[1] if heading else ""


def longest_silence(tries: list[Try], since: float, until: float) -> float:
    """The longest time in which nobody got a proper answer."""
    good = sorted(one.ended for one in tries if not one.failed and since < one.ended < until)
    return max(after - before for before, after in pairwise([since, *good, until]))


def errors(tries: list[Try], since: float) -> Counter[str]:
    """What people saw instead of an answer, by words."""
    names = {0: "无应答"}
    return Counter(
        f"{names.get(one.status, one.status)} {one.words}".strip() for one in tries if one.failed and one.ended > since
    )


def healthy_after(tries: list[Try], since: float) -> float:
    """Seconds until the last request failed; 0 when none did."""
    return max((one.ended - since for one in tries if one.failed and one.ended > since), default=0.0)
