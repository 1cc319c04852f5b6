"""Timing several things in turn, so that whatever else the machine does falls on all of them alike."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence

Times = dict[str, list[float]]


def interleaved(
    candidates: Mapping[str, tuple[Callable[[], object], int]], seconds: float, most_rounds: int = 400
) -> Times:
    """Milliseconds of single runs by name, sorted.

    A round gives each candidate (its function, its runs in a round) a turn: the garbage of the one before is
    collected, one run warms the caches, the others are timed one by one. Rounds go on for ``seconds``; at least three.
    """
    times: Times = {name: [] for name in candidates}
    end = time.perf_counter() + seconds
    rounds = 0
    while rounds < 3 or (rounds < most_rounds and time.perf_counter() < end):
        for name, (function, runs) in candidates.items():
            gc.collect()
            function()
            times[name] += (_milliseconds(function) for _ in range(runs))
        rounds += 1
    return {name: sorted(measured) for name, measured in times.items()}


def median(times: Sequence[float]) -> float:
    """The middle one."""
    return statistics.median(times)


def percentile(times: Sequence[float], share: float) -> float:
    """The time that ``share`` (0 to 1) of the sorted ``times`` do not exceed."""
    return times[min(int(len(times) * share), len(times) - 1)]


def _milliseconds(function: Callable[[], object]) -> float:
    start = time.perf_counter_ns()
    function()
    return (time.perf_counter_ns() - start) / 1e6
