"""What can happen to surveys of profiles (资料核对)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from volunteer.happenings.base import Happening


@dataclass(frozen=True, kw_only=True)
class SurveyOpened(Happening):
    """Members of a unit were asked to bring their profiles up to date; `details` tell how many."""

    action: ClassVar[str] = "survey.opened"


@dataclass(frozen=True, kw_only=True)
class SurveyReminded(Happening):
    """Those who had not answered were reminded; `details` tell how many."""

    action: ClassVar[str] = "survey.reminded"


@dataclass(frozen=True, kw_only=True)
class SurveyExtended(Happening):
    """It runs until another day."""

    action: ClassVar[str] = "survey.extended"


@dataclass(frozen=True, kw_only=True)
class SurveyClosed(Happening):
    """It takes no answers any more: somebody closed it, or its day is over."""

    action: ClassVar[str] = "survey.closed"
