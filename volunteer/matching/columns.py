"""Arrays that columns of tables are made of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]
Rows = NDArray[np.integer]
Kind = TypeVar("Kind", bound=np.generic)


def grown(array: NDArray[Kind], room: int, filler: Any, axis: int = 0) -> NDArray[Kind]:
    """A copy with room for more rows along an axis, filled up."""
    shape = list(array.shape)
    shape[axis] = room
    longer = np.full(shape, filler, dtype=array.dtype)
    longer[tuple(slice(length) for length in array.shape)] = array
    return longer


class Codes:
    """Numbers for codes, in the order in which they were first seen."""

    def __init__(self, codes: Iterable[str] = ()) -> None:
        self.codes = list(dict.fromkeys(codes))
        self.number: dict[str, int] = {code: number for number, code in enumerate(self.codes)}
        self._other: Codes | None = None  # the last table asked about, as a snapshot asks about one
        self._version = (0, 0)
        self._numbers: IntArray = np.empty(0, dtype=np.int64)

    def __len__(self) -> int:
        return len(self.number)

    def of(self, code: str) -> int:
        """The number of a code, a new one if it was never seen."""
        if code not in self.number:
            self.number[code] = len(self.codes)
            self.codes.append(code)
        return self.number[code]

    def into(self, other: Codes) -> IntArray:
        """The numbers that another table gives the same codes, -1 where it has none; (len + 1,).

        One more entry for the number -1, which stays -1.
        """
        version = (len(self), len(other))
        if self._other is not other or self._version != version:
            self._numbers = np.array([other.number.get(code, -1) for code in self.codes] + [-1], dtype=np.int64)
            self._other, self._version = other, version
        return self._numbers
