"""Turning INT, TERM and HUP into one exception, at a moment when it does no harm."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Stopped(BaseException):
    """Somebody asked this process to end."""


def wanted_signals() -> list[signal.Signals]:
    """INT even if ignored, as in a shell's background job; HUP unless ``nohup`` has it ignored."""
    hang_up = [] if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN else [signal.SIGHUP]
    return [signal.SIGINT, signal.SIGTERM, *hang_up]


class StopSignals:
    """Raises ``Stopped`` in the main thread when a stop signal arrives."""

    def __init__(self) -> None:
        self._held = False
        self._arrived = False

    def install(self) -> None:
        """Take over the signals."""
        for number in wanted_signals():
            signal.signal(number, self._handle)

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Put off ``Stopped`` until the block is through, for steps that must not be torn apart."""
        self._held = True
        try:
            yield
        finally:
            self._held = False
        if self._arrived:
            raise Stopped

    def ignore(self) -> None:
        """From now on nothing interrupts: the end is under way."""
        for number in wanted_signals():
            signal.signal(number, signal.SIG_IGN)

    def _handle(self, number: int, frame: FrameType | None) -> None:
        self._arrived = True
        if not self._held:
            raise Stopped
