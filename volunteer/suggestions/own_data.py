"""What suggestions keep about a member, told to the member alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from volunteer.kernel.database import db
from volunteer.suggestions.models import NotForMe, SuggestionList


@dataclass(frozen=True)
class OwnData:
    """Projects they do not want to see; how long last night's list is and when it was made, if there is one."""

    refused: int
    listed: int
    made_at: datetime | None


def own_data(member_id: int) -> OwnData:
    """All of it, in one statement."""
    refused = select(func.count()).where(NotForMe.member_id == member_id).scalar_subquery()
    made = select(SuggestionList.made_at).where(SuggestionList.member_id == member_id).scalar_subquery()
    length = func.cardinality(SuggestionList.position_ids)
    listed = select(length).where(SuggestionList.member_id == member_id).scalar_subquery()
    return OwnData(*db.session.execute(select(refused, func.coalesce(listed, 0), made)).one())
