"""Solves one part after another in a process of its own, which may be ended at any time.

The solver cannot be interrupted from within; a process can. ``python -m volunteer.matching.planning.worker`` reads
pickled (part, seconds) from standard input and answers with pickled rounds, None after the last of each part.
"""

from __future__ import annotations

import pickle
import sys

from volunteer.matching.planning.relaxation import rounds


def main() -> None:
    """Work until standard input ends or nobody listens any more."""
    while True:
        try:
            part, seconds = pickle.load(sys.stdin.buffer)
            for found in rounds(part, seconds):
                _say(found)
            _say(None)
        except (EOFError, BrokenPipeError):
            return


def _say(message: object) -> None:
    pickle.dump(message, sys.stdout.buffer)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
