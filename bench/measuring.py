"""Timing several things in turn, so that whatever else the machine does falls on all of them alike."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence

Times = dict[str, list[float]]
MOST_ROUNDS = 400


def interleaved(
    candidates: Mapping[str, tuple[Callable[[], object], int]],
    seconds: float,
    clock: Callable[[], int] = time.thread_time_ns,
) -> Times:
    """Milliseconds of single runs by name, sorted; by default of processor time, which leaves out what others take.

    A round gives each candidate (its function, its runs in a round) a turn: the garbage of the one before is
    collected, some runs warm the caches, the others are timed one by one. Rounds go on for ``seconds``; at least three.
    """
    times: Times = {name: [] for name in candidates}
    end = time.perf_counter() + seconds
    rounds = 0
    while rounds < 3 or (rounds < MOST_ROUNDS and time.perf_counter() < end):
        for name, (function, runs) in candidates.items():
            gc.collect()
            for _ in range(max(1, runs // 5)):
                function()
            times[name] += (_milliseconds(function, clock) for _ in range(runs))
        rounds += 1
    return {name: sorted(measured) for name, measured in times.items()}


def median(times: Sequence[float]) -> float:
    """The middle one."""
    return statistics.median(times)


def percentile(times: Sequence[float], share: float) -> float:
    """The time that ``share`` (0 to 1) of the sorted ``times`` do not exceed."""
    return times[min(int(len(times) * share), len(times) - 1)]


def _milliseconds(function: Callable[[], object], clock: Callable[[], int]) -> float:
    start = clock()
    function()
    return (clock() - start) / 1e6
