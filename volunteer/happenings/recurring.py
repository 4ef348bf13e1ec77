"""What can happen to needs that come back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from volunteer.happenings.base import Happening


@dataclass(frozen=True, kw_only=True)
class SeriesHappening(Happening):
    """`subject_id` is the series."""

    site_id: int


@dataclass(frozen=True, kw_only=True)
class SeriesMade(SeriesHappening):
    """A need comes back from now on."""

    action: ClassVar[str] = "series.made"


@dataclass(frozen=True, kw_only=True)
class SeriesEdited(SeriesHappening):
    """What is handed in from now on says something else, or comes at other times."""

    action: ClassVar[str] = "series.edited"


@dataclass(frozen=True, kw_only=True)
class SeriesDateSkipped(SeriesHappening):
    """One date is left out."""

    action: ClassVar[str] = "series.date_skipped"


@dataclass(frozen=True, kw_only=True)
class SeriesDateRestored(SeriesHappening):
    """A date that was to be left out takes place after all."""

    action: ClassVar[str] = "series.date_restored"


@dataclass(frozen=True, kw_only=True)
class SeriesDateTakenOut(SeriesHappening):
    """One date is to be something else than the others: its demand waits as a draft."""

    action: ClassVar[str] = "series.date_taken_out"


@dataclass(frozen=True, kw_only=True)
class SeriesPaused(SeriesHappening):
    """Nothing is handed in until it goes on."""

    action: ClassVar[str] = "series.paused"


@dataclass(frozen=True, kw_only=True)
class SeriesResumed(SeriesHappening):
    """It goes on with the dates that are still ahead."""

    action: ClassVar[str] = "series.resumed"


@dataclass(frozen=True, kw_only=True)
class SeriesTakenOver(SeriesHappening):
    """Whoever asked has left the site; `asker_id` asks from now on."""

    action: ClassVar[str] = "series.taken_over"
    asker_id: int


@dataclass(frozen=True, kw_only=True)
class SeriesForsaken(SeriesHappening):
    """Nobody speaks for the site any more: the series is paused."""

    action: ClassVar[str] = "series.forsaken"


@dataclass(frozen=True, kw_only=True)
class SeriesEnded(SeriesHappening):
    """Nothing more is handed in."""

    action: ClassVar[str] = "series.ended"
