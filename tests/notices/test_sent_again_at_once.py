"""A dead message that several people send again at the same moment, while schedulers drain, leaves exactly once."""

from __future__ import annotations

from sqlalchemy import func, select

from tests.notices.post_offices import mail_office
from tests.notices.reaching import drain, messages, reachable, settings
from tests.support.races import Attempt, all_at_once
from tests.support.world import World
from volunteer.audit.models import AuditEvent
from volunteer.kernel import clock, outbox
from volunteer.kernel.database import db
from volunteer.kernel.outbox import OutboxMessage
from volunteer.kernel.unit_of_work import transaction
from volunteer.notices import outbox_service

ROUNDS = 4


def dead_letter(world: World, number: int) -> int:
    """The id of a mail that was given up."""
    message = OutboxMessage(
        dedupe_key=f"k{number}",
        channel="mail",
        recipient=str(world.accounts["member"].id),
        payload={"kind": "hours.confirmed", "parameters": {"minutes": 60}, "link": "/notices/1"},
        due_at=clock.now(),
        dead_at=clock.now(),
        last_error="Undeliverable: SMTP 550",
        attempts=7,
    )
    db.session.add(message)
    db.session.commit()
    return message.id


def attempts(world: World, letter: int) -> list[Attempt]:
    """Two press 重发 of the letter, two of the whole channel, two schedulers drain without a lock between them."""
    clerks = [world.actor("admin"), world.actor("committee")]

    def one(number: int) -> str:
        outbox_service.send_again(clerks[number], letter)
        return "again"

    def channel(number: int) -> str:
        return "again" if outbox_service.send_all_again(clerks[number], "mail") else "nothing left"

    def drained() -> str:
        with transaction(None) as work:
            outbox.drain(work)
        return "drained"

    return [*(lambda n=n: one(n) for n in (0, 1)), *(lambda n=n: channel(n) for n in (0, 1)), drained, drained]


def test_it_leaves_exactly_once(world: World) -> None:
    reachable(world, "member")
    with (
        mail_office() as post,
        settings(world, MAIL_URL=post.url, MAIL_FROM="no-reply@example.org", PUBLIC_BASE_URL="https://zhiyuan.example"),
    ):
        for number in range(ROUNDS):
            said = all_at_once(world, attempts(world, dead_letter(world, number)))
            assert (said["again"], said["drained"]) == (1, 2)
            assert said["message_not_dead"] + said["nothing left"] == 3
            drain()
            assert len(post.taken) == number + 1
    assert [one.attempts for one in messages()] == [1] * ROUNDS
    again = select(func.count()).where(AuditEvent.action == "message.sent_again")
    assert db.session.scalar(again) == ROUNDS
