"""The people of the load, for locust: each request is written down as a line of JSON, judged afterwards."""

from __future__ import annotations

import json
import os
import random
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import gevent
from locust import task
from locust.contrib.fasthttp import FastHttpUser

from volunteer.activities.rules import code_of, step_at
from volunteer.kernel import clock

PLAN = json.loads(Path(os.environ["LOAD_PLAN"]).read_text())
ANSWERS = Path(os.environ["LOAD_ANSWERS"]).open("a", buffering=1)  # noqa: SIM115  # until the process ends
EACH = float(os.environ["LOAD_REQUESTS_PER_USER"])
SECRET = PLAN["secret"].encode()
WEIGHTS = {"browse": 60, "home": 20, "claim": 8, "check_in": 8, "leader": 4}
LEADER_PAGES = ("/home", "/projects", "/members", "/demands", "/hours")
PAGES = 10
COMERS = iter(PLAN["comers"])
RANDOM = random.Random(1)


class Person(FastHttpUser):  # type: ignore[misc]  # locust is not among the packages that are checked
    """Asks for something now and then; who it is, is drawn anew each time."""

    connection_timeout = network_timeout = 60.0

    def on_start(self) -> None:
        """Begin some time after the others."""
        gevent.sleep(self.wait_time())

    def wait_time(self) -> float:
        """Seconds to the next request, as they lie between visitors who know nothing of each other.

        At a steady pace all fall into step, and wait for each other in waves.
        """
        return RANDOM.expovariate(EACH)

    @task
    def something(self) -> None:
        """One thing, by the weights of the issue."""
        kind = RANDOM.choices(list(WEIGHTS), WEIGHTS.values())[0]
        getattr(self, kind)()

    def browse(self) -> None:
        """A page of the list of open positions."""
        self._page("browse", f"/positions?page={1 + RANDOM.randrange(PAGES)}", RANDOM.choice(PLAN["readers"]))

    def home(self) -> None:
        """A member's home, with what is recommended."""
        self._page("home", "/home", RANDOM.choice(PLAN["readers"]))

    def leader(self) -> None:
        """A page of a team's or squad's leader."""
        which = RANDOM.randrange(len(PLAN["leaders"]))
        answer = self._page("leader", RANDOM.choice(LEADER_PAGES), PLAN["leaders"][which])
        # Staff are signed out after half an hour without a page: the browser keeps what says when it was last seen.
        if kept := answer.headers.get("Set-Cookie"):
            PLAN["leaders"][which] = kept.partition(";")[0]

    def claim(self) -> None:
        """A place, free or not."""
        headers = {"Authorization": f"Bearer {RANDOM.choice(PLAN['claimers'])}", "Content-Type": "application/json"}
        position = RANDOM.choice(PLAN["positions"])
        self._ask("claim", "POST", f"/api/v1/positions/{position}/claims", headers, "{}")

    def check_in(self) -> None:
        """The form of the page that the code at the gate opens; everybody comes once."""
        session, cookie, token = next(COMERS)
        code = code_of(SECRET, step_at(clock.now()))
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode({"csrf_token": token, "kind": "in", "code": code})
        self._ask("check_in", "POST", f"/sessions/{session}/check-in", headers, body)

    def _page(self, kind: str, path: str, cookie: str) -> Any:
        return self._ask(kind, "GET", path, {"Cookie": cookie})

    def _ask(self, kind: str, method: str, path: str, headers: dict[str, str], body: str | None = None) -> Any:
        began, clocked = time.time(), time.perf_counter()
        with self.client.request(
            method, path, name=kind, headers=headers, data=body, allow_redirects=False, catch_response=True
        ) as answer:
            seconds = time.perf_counter() - clocked
            answer.success()  # what is a fault is judged by whoever started this
            line = {"at": began, "kind": kind, "path": path, "status": answer.status_code, "seconds": seconds}
            if kind == "claim":
                line["said"] = _said(answer.text)
        ANSWERS.write(json.dumps(line) + "\n")
        return answer


def _said(text: str | None) -> dict[str, object]:
    """Of an answered claim: its number, or the reason of the refusal."""
    try:
        told = json.loads(text or "{}")
    except ValueError:
        return {}
    return {name: told[name] for name in ("id", "reason") if name in told}
