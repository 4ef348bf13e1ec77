"""The words of residents' requests."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from volunteer.help_requests.states import Suits

SUITS = {
    Suits.SOON: _l("越快越好"),
    Suits.WEEK: _l("这一周内"),
    Suits.WEEKEND: _l("周末"),
    Suits.OTHER: _l("其他时间"),
}


def suits_words(suits: Suits) -> str:
    """An answer as it stands in the demand."""
    return str(SUITS[suits])
