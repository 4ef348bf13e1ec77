"""What a resident's form comes to: the time that suits, the title, how often one may ask. Pure."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

from volunteer.help_requests.states import Suits
from volunteer.kernel.clock import SHANGHAI, local
from volunteer.web.strangers import Limit

LONGEST_TITLE = 24
DAY_BEGINS, DAY_ENDS = time(9), time(18)
FRIDAY, SATURDAY = 4, 5
A_WEEK = 7
_SENTENCE_ENDS = re.compile(r"[。！？!?；;\n]")


PER_PHONE = Limit("help_phone_limit", 3, timedelta(days=1))
PER_ADDRESS = Limit("help_address_limit", 10, timedelta(hours=1))
UNPROVEN_PER_ADDRESS = Limit("help_address_limit", 3, timedelta(hours=1))
PER_SITE = Limit("help_site_limit", 30, timedelta(hours=1))
CODES_AT_ONCE = Limit("code_sent_often", 1, timedelta(minutes=1))
CODES_PER_PHONE = Limit("code_sent_often", 5, timedelta(days=1))
CODES_PER_ADDRESS = Limit("code_sent_often", 20, timedelta(hours=1))

CODE_LASTS = timedelta(minutes=10)
MOST_TRIES = 5


def window(suits: Suits, now: datetime) -> tuple[datetime, datetime]:
    """The day that an answer means, from morning to evening; the site fixes the hour later.

    Soon is tomorrow, this week its Friday (the next one's once it has begun), the weekend the next Saturday.
    """
    today = local(now).date()
    if suits is Suits.SOON:
        day = today + timedelta(days=1)
    elif suits is Suits.WEEK:
        day = today + timedelta(days=(FRIDAY - today.weekday() - 1) % A_WEEK + 1)
    elif suits is Suits.WEEKEND:
        day = today + timedelta(days=(SATURDAY - today.weekday() - 1) % A_WEEK + 1)
    else:
        day = today + timedelta(days=A_WEEK)
    return datetime.combine(day, DAY_BEGINS, SHANGHAI), datetime.combine(day, DAY_ENDS, SHANGHAI)


def title_of(what: str) -> str:
    """The first sentence, shortened."""
    first = _SENTENCE_ENDS.split(what.strip(), maxsplit=1)[0].strip() or what.strip()
    return first if len(first) <= LONGEST_TITLE else first[: LONGEST_TITLE - 1] + "…"
