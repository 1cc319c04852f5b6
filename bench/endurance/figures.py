"""Figures of a run: how long answers took, and how memory went."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from bench.endurance.clients import Exchange
from bench.endurance.processes import Sample
from bench.measuring import median, percentile

ALL_PAPERS = "all papers"
ALL_COMMON = "all that both are asked"
_LATE = 0.1
"""Judged is who came at most so much of a third after the middle one began, and left as little before the end."""


def latencies(exchanges: Iterable[Exchange], begin: float, end: float) -> dict[str, dict[str, dict[str, float]]]:
    """By kind and application: number and p50, p95, p99 in milliseconds; with the ratio of p99 where both have one.

    Only what was asked from ``begin`` and answered as it should be by ``end``.
    """
    counted = [each for each in exchanges if begin <= each.began and each.ended <= end and not each.fault]
    groups: dict[str, Callable[[str], bool]] = {kind: kind.__eq__ for kind in sorted({e.kind for e in counted})}
    groups[ALL_PAPERS] = lambda kind: kind.startswith("paper")
    groups[ALL_COMMON] = lambda kind: not kind.startswith("batch")
    return {name: _of_group([each for each in counted if belongs(each.kind)]) for name, belongs in groups.items()}


def _of_group(exchanges: Sequence[Exchange]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in ("ours", "echo"):
        times = sorted((each.ended - each.began) * 1000 for each in exchanges if each.application == name)
        if times:
            shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
            found[name] = {"number": len(times)} | {k: round(percentile(times, s), 2) for k, s in shares.items()}
    if len(found) == 2:
        found["p99_ratio"] = round(found["ours"]["p99"] / found["echo"]["p99"], 3)
    return found


def memory(samples: Sequence[Sample], began: float, end: float) -> list[dict[str, Any]]:
    """Of each process: medians (KiB) of the middle and the last third, and the growth from one to the other in percent.

    ``growth_percent`` is None for a process that was not there for both.
    """
    third = (end - began) / 3
    found = []
    for role, pid in sorted({(each.role, each.pid) for each in samples}):
        own = [each for each in samples if (each.role, each.pid) == (role, pid)]
        middle = [each.kib for each in own if _within(each, began + third, end - third)]
        last = [each.kib for each in own if _within(each, end - third, end)]
        moments = [each.moment for each in own]
        is_judged = min(moments) <= began + third * (1 + _LATE) and max(moments) >= end - third * _LATE
        found.append(
            {
                "role": role,
                "process": pid,
                "most_kib": max(each.kib for each in own),
                "middle_kib": median(middle) if middle else None,
                "last_kib": median(last) if last else None,
                "growth_percent": round(100 * (median(last) / median(middle) - 1), 1) if is_judged else None,
            }
        )
    return found


def _within(sample: Sample, begin: float, end: float) -> bool:
    return begin <= sample.moment < end
