"""Clients that do not give up: a request without an answer is sent again with the same Idempotency-Key."""

from __future__ import annotations

import json
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import httpx

TIMEOUT = 45.0
MOST_TRIES = 40
PAUSE = 0.25
NO_ANSWER = frozenset({502, 503, 504})


@dataclass(frozen=True)
class Wish:
    """A claim that somebody makes; `key` stays the same however often it is sent."""

    token: str
    position: int
    key: str


@dataclass(frozen=True)
class Outcome:
    """What came of a wish: the last status and body, when it was answered, and after how many tries."""

    wish: Wish
    status: int
    body: dict[str, object]
    began: float
    answered: float
    tries: int


def send_all(url: str, wishes: Sequence[Wish], clients: int, progress: Callable[[int], None]) -> list[Outcome]:
    """Send every wish, so many at a time; `progress` hears how many are answered."""
    waiting: queue.SimpleQueue[Wish] = queue.SimpleQueue()
    for wish in wishes:
        waiting.put(wish)
    outcomes: list[Outcome] = []
    lock = threading.Lock()

    def work() -> None:
        with httpx.Client(base_url=url, timeout=TIMEOUT) as client:
            while True:
                try:
                    wish = waiting.get_nowait()
                except queue.Empty:
                    return
                outcome = _insist(client, wish)
                with lock:
                    outcomes.append(outcome)
                    answered = len(outcomes)
                progress(answered)

    threads = [threading.Thread(target=work) for _client in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def _insist(client: httpx.Client, wish: Wish) -> Outcome:
    began = time.monotonic()
    headers = {"Authorization": f"Bearer {wish.token}", "Idempotency-Key": wish.key}
    status, body = 0, b"{}"
    for attempt in range(1, MOST_TRIES + 1):
        try:
            answer = client.post(f"/api/v1/positions/{wish.position}/claims", json={}, headers=headers)
            status, body = answer.status_code, answer.content
        except httpx.TransportError:
            status = 0
        if status and status not in NO_ANSWER:
            return Outcome(wish, status, _read(body), began, time.monotonic(), attempt)
        time.sleep(PAUSE)
    return Outcome(wish, status, {}, began, time.monotonic(), MOST_TRIES)


def _read(body: bytes) -> dict[str, object]:
    """What was said, or nothing where it is not JSON: a server that is in trouble answers with a page."""
    try:
        return dict(json.loads(body))
    except ValueError:
        return {}
