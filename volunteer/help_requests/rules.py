"""What a resident's answer on time comes to, and how often one may ask. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from volunteer.demands.intake_rules import whole_day
from volunteer.help_requests.states import Suits
from volunteer.kernel.clock import local
from volunteer.web.strangers import Limit

FRIDAY, SATURDAY = 4, 5
A_WEEK = 7

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
    """The day that an answer means; the site fixes the hour later.

    Soon is tomorrow, this week its Friday (the next one's once it has begun), the weekend the next Saturday.
    """
    today = local(now).date()
    if suits is Suits.SOON:
        return whole_day(today + timedelta(days=1))
    if suits is Suits.WEEK:
        return whole_day(today + timedelta(days=(FRIDAY - today.weekday() - 1) % A_WEEK + 1))
    if suits is Suits.WEEKEND:
        return whole_day(today + timedelta(days=(SATURDAY - today.weekday() - 1) % A_WEEK + 1))
    return whole_day(today + timedelta(days=A_WEEK))
