"""Who is told of requests about personal data: those who answer them, leaders of whoever goes, whoever asked."""

from __future__ import annotations

from collections.abc import Iterable

from volunteer.happenings.privacy import DataRequestAnswered, DataRequestCancelled, DataRequested
from volunteer.kernel.unit_of_work import Row, Work
from volunteer.notices.rows import tell
from volunteer.organization.holders import nearest_holders
from volunteer.organization.permissions import Permission

ERASE = "erase"


def requested(happening: DataRequested, work: Work) -> Iterable[Row]:
    """Those who answer; who asks to be erased is told of to the leaders, who may want to talk before."""
    link = f"/privacy/requests/{happening.subject_id}"
    leaves = happening.kind == ERASE
    permission = Permission.MEMBER_MANAGE if leaves else Permission.PRIVACY_HANDLE
    kind = "data_request.leaving" if leaves else "data_request.made"
    for account_id in nearest_holders(happening.unit_id, permission, work.now):
        yield tell(work, account_id, kind, "/members" if leaves else link)


def answered(happening: DataRequestAnswered, work: Work) -> Iterable[Row]:
    """Whoever asked; leaders when somebody is gone."""
    if happening.of_account_id is not None:
        kind = "data_request.declined" if happening.declined else "data_request.done"
        yield tell(work, happening.of_account_id, kind, "/me/data")
    elif happening.kind == ERASE:
        for account_id in nearest_holders(happening.unit_id, Permission.MEMBER_MANAGE, work.now):
            yield tell(work, account_id, "data_request.gone", "/members")


def cancelled(happening: DataRequestCancelled, work: Work) -> Iterable[Row]:
    """Leaders who were told that somebody goes."""
    if happening.kind == ERASE:
        for account_id in nearest_holders(happening.unit_id, Permission.MEMBER_MANAGE, work.now):
            yield tell(work, account_id, "data_request.staying", "/members")
