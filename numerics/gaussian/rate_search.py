"""What the searches for E9 and E10 share: a rate per cell, and the x that has the failure probability asked for."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from tailbound.numerics.gaussian.certificate import RowCertificate
from tailbound.numerics.gaussian.float_bins import FloatBins, best_rates
from tailbound.numerics.gaussian.root import bracketed, illinois, split

Array = NDArray[np.float64]

AIM = 0.97
"""Of the failure probability: the rest is room for what floats and tail bounds get wrong."""
STEP = 0.4
"""|theta| (v(b) - v(a)) of a bin."""


C = TypeVar("C", bound=RowCertificate)


@dataclass(frozen=True)
class Found(Generic[C]):
    """A verified certificate, and where the search for a neighbouring problem may begin."""

    certificate: C
    distance: float
    rates: Array


class RateSearch(ABC):
    """Positions are logits of x.  `outward`: the direction in which the failure probability falls, +1 or -1."""

    outward: float
    try_all_cells: bool  # when a few cells certify nothing
    failure: float
    rates: Array
    bins: FloatBins

    @abstractmethod
    def log_chernoff(self, rates: Array, x: float, rest: float) -> Array:
        """The convex objective of every cell, to be minimised over its rate."""

    @abstractmethod
    def weights(self, x: float, rest: float) -> Array:
        """What every cell adds to the failure probability, at the present rates."""

    @abstractmethod
    def rest_of_failure(self) -> float:
        """What is added whatever the rates are."""

    @abstractmethod
    def start(self) -> float:
        """Where to begin, roughly the typical position."""

    @abstractmethod
    def stop(self) -> float:
        """Where to give up."""

    @abstractmethod
    def coarser(self) -> RateSearch:
        """The same problem with a few cells."""

    @abstractmethod
    def places(self) -> Array:
        """Where the cells are, increasing."""

    @abstractmethod
    def use_first_edges(self) -> None:
        """Bins in geometric progression of v: good for any rate, sharp for none."""

    @abstractmethod
    def use_last_edges(self, x: float, rest: float) -> None:
        """Change to bins made for the present rates."""

    def log_ratio(self, at: float, sweeps: int = 3) -> float:
        """ln(failure probability at this position / what is aimed at); rates are improved on the way."""
        x, rest = split(at)
        self.rates = best_rates(lambda rates: self.log_chernoff(rates, x, rest), self.rates, sweeps)
        total = float(self.weights(x, rest).sum()) + self.rest_of_failure()
        return math.log(total / (AIM * self.failure))

    def scanned(self, at: float, first: bool = False) -> float:
        """`log_ratio` with rates found by walking up until all objectives, which are convex, have risen.

        first: from a tiny rate; else from an eighth of the present ones.
        """
        x, rest = split(at)
        rate = np.full(len(self.rates), 1e-9 / max(rest, x * 1e-9)) if first else self.rates / 8
        best, lowest = rate, self.log_chernoff(rate, x, rest)
        for _ in range(80):
            rate = (8 if first else 2) * rate
            value = self.log_chernoff(rate, x, rest)
            best, lowest = np.where(value < lowest, rate, best), np.minimum(value, lowest)
            if (value > lowest).all():
                break
        self.rates = best
        return self.log_ratio(at)

    def solve(self, tolerance: float) -> float | None:
        """The first position that the present bins certify, None if there is none before `stop`."""
        start, stop = self.start(), self.stop()
        for _ in range(40):
            if self.scanned(start, first=True) > 0:
                break
            start -= 0.3 * self.outward
        else:
            return None
        step = min(0.05, abs(stop - start) / 16)
        found = bracketed(self.scanned, start, stop, step)
        return None if found is None else illinois(lambda at: self.log_ratio(at, 5), *found, min(tolerance, step / 8))

    def run(self, near: Found[Any] | None) -> float | None:
        """The position found, beginning from what was found for a neighbouring problem."""
        if near is not None and len(near.rates) == len(self.rates):
            self.rates = near.rates
            refined = self.refine(self.start() + near.distance)
            if refined is not None:
                return refined
            self.use_first_edges()
        at = self._guess_by_coarser_cells()
        if at is None and self.try_all_cells:
            at = self.solve(0.02)
        if at is None:
            return None
        refined = self.refine(at)
        if refined is not None:
            return refined
        # At a cliff (n huge, one key dropped) rates change by powers of ten: the first solution has to do.
        self.use_first_edges()
        return self.solve(0.02)

    def _guess_by_coarser_cells(self) -> float | None:
        """The position that a few cells certify, their rates interpolated: cheaper than starting from nothing."""
        coarser = self.coarser()
        at = coarser.solve(0.02)
        if at is not None:
            self.rates = np.exp(np.interp(self.places(), coarser.places(), np.log(coarser.rates)))
        return at

    def refit(self, at: float) -> None:
        """Bins and rates for this position."""
        self.use_last_edges(*split(at))
        self.log_ratio(at)

    def refine(self, at: float) -> float | None:
        """The same near a first solution, with bins made for the rates found there."""
        reach = min(1.0, abs(at - self.start()))
        self.use_last_edges(*split(at))
        inner, outer = at, at
        for power in range(12):
            if self.log_ratio(inner) > 0:
                break
            inner -= self.outward * 0.01 * reach * 2**power
        for power in range(14):
            if self.log_ratio(outer) <= 0:
                return illinois(lambda at: self.log_ratio(at, 2), inner, outer, min(3e-4, 3e-3 * reach))
            outer += self.outward * 0.002 * reach * 2**power
        return None
