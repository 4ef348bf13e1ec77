"""Solves one part after another in a process of its own, which may be ended at any time.

The solver cannot be interrupted from within; a process can. ``python -m volunteer.matching.planning.worker`` reads
pickled (part, seconds) from standard input and answers with pickled rounds, None after the last of each part.
"""

from __future__ import annotations

import os
import pickle
import sys
from typing import IO

from volunteer.matching.planning.relaxation import rounds


def main() -> None:
    """Work until standard input ends or nobody listens any more."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever a library may print is no answer
    while True:
        try:
            part, seconds = pickle.load(sys.stdin.buffer)  # nosec B301  # of our own parent
            for found in rounds(part, seconds):
                _say(answers, found)
            _say(answers, None)
        except (EOFError, BrokenPipeError):
            return


def _say(answers: IO[bytes], message: object) -> None:
    pickle.dump(message, answers)
    answers.flush()


if __name__ == "__main__":
    main()
