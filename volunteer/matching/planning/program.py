"""A linear program to which columns are added: a thin cover of HiGHS (Huangfu and Hall 2018)."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from scipy import sparse

from volunteer.matching.columns import IntArray
from volunteer.matching.geo import FloatArray

DUAL_SIMPLEX, PRIMAL_SIMPLEX = 1, 4


@dataclass(frozen=True, slots=True)
class Solution:
    """``x`` per column in the order they were added, and what one more of each row's right side would be worth."""

    x: FloatArray
    values: FloatArray


class Program:
    """Maximize profit @ x with ``matrix @ x <= most`` and x in [0, 1]."""

    def __init__(self, most: FloatArray) -> None:
        self._highs = highspy.Highs()
        self._highs.setOptionValue("output_flag", False)
        self._highs.setOptionValue("threads", 1)
        program = highspy.HighsLp()
        program.num_row_ = len(most)
        program.row_lower_, program.row_upper_ = np.full(len(most), -highspy.kHighsInf), most
        program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        program.a_matrix_.start_ = np.zeros(1, dtype=np.int32)
        self._highs.passModel(program)
        self._columns = 0

    def add(self, profit: FloatArray, matrix: sparse.csc_matrix, *, afresh: bool) -> None:
        """More columns. ``afresh``: solve without regard to the last answer, which pays when many change it."""
        count = len(profit)
        self._highs.addCols(
            count, -profit, np.zeros(count), np.ones(count), matrix.nnz, matrix.indptr[:-1], matrix.indices, matrix.data
        )
        self._columns += count
        if afresh:
            self._highs.clearSolver()
        self._highs.setOptionValue("simplex_strategy", DUAL_SIMPLEX if afresh else PRIMAL_SIMPLEX)

    def solve(self, seconds: float) -> Solution | None:
        """The optimum, or None if it was not found in time."""
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + seconds)
        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        found = self._highs.getSolution()
        return Solution(np.array(found.col_value), np.maximum(0.0, -np.array(found.row_dual)))

    def best_whole(self, seconds: float) -> IntArray:
        """Columns of the best answer in whole numbers found in time."""
        every = np.arange(self._columns, dtype=np.int32)
        self._highs.changeColsIntegrality(
            self._columns, every, np.full(self._columns, highspy.HighsVarType.kInteger, dtype=np.uint8)
        )
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + seconds)
        self._highs.run()
        return np.flatnonzero(np.array(self._highs.getSolution().col_value) > 1 / 2)
