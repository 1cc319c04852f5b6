"""ENDURANCE.md from what a run measured."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bench.endurance.figures import ALL_COMMON, ALL_PAPERS
from bench.endurance.killing import WEB_WORKERS_KILLED
from bench.endurance.processes import Roles
from bench.report import Target, target_table, write_table

MINUTES_THAT_COUNT = 10.0
KINDS_OF_PROCESSES = len(Roles._fields)
KILLS = WEB_WORKERS_KILLED + 2
MOST_TIMES_THE_ECHO = 3.0
MOST_GROWTH_PERCENT = 10.0


def targets(measured: dict[str, Any]) -> list[Target]:
    """What is aimed at. The first three hold for runs of any length, the others for those of ten minutes."""
    judged = [each for each in measured["memory"] if each["growth_percent"] is not None]
    grown = [each["growth_percent"] for each in judged]
    found = [
        Target("faults of ours", sum(measured["faults"].values()), "≤", 0),
        Target("processes killed", len(measured["kills"]), "≥", KILLS),
        Target("of them replaced", sum(each["replaced_after_s"] is not None for each in measured["kills"]), "≥", KILLS),
    ]
    ratio = measured["latency"][ALL_PAPERS].get("p99_ratio", float("inf"))
    found.append(Target("papers: p99, times that of the echo", ratio, "≤", MOST_TIMES_THE_ECHO))
    found.append(
        Target("memory: most growth of a process, %", max(grown, default=float("inf")), "≤", MOST_GROWTH_PERCENT)
    )
    found.append(
        Target("kinds of processes so judged", len({each["role"] for each in judged}), "≥", KINDS_OF_PROCESSES)
    )
    return found


def has_held(measured: dict[str, Any]) -> bool:
    """Whether every target was met that a run of this length can speak of."""
    all_of_them = targets(measured)
    counts = measured["plan"]["minutes"] >= MINUTES_THAT_COUNT
    return all(each.met for each in (all_of_them if counts else all_of_them[:3]))


def write_report(measured: dict[str, Any]) -> str:
    """Markdown."""
    return (
        "\n".join(
            ["# Under load", "", *_introduction(measured), "", *target_table(targets(measured)), *_rest(measured)]
        )
        + "\n"
    )


def _introduction(measured: dict[str, Any]) -> Iterable[str]:
    plan = measured["plan"]
    yield (
        f"Written by `make endurance`: {plan['minutes']:g} minutes, {plan['clients']} clients of the service and as "
        f"many of the application that validates and echoes, {plan['workers']} web workers each, at the same time on "
        f"{measured['processors']} processors. How is told in [README.md](README.md)."
    )
    if plan["minutes"] < MINUTES_THAT_COUNT:
        yield ""
        yield "**A short run: its times and its memory mean nothing.**"


def _rest(measured: dict[str, Any]) -> Iterable[str]:
    batches, cut = measured["batches"], measured["cut_by_a_kill"]
    yield from ("", "## Faults", "")
    yield from (f"- {number} times {what}" for what, number in measured["faults"].items())
    if not measured["faults"]:
        asked = sum(measured["requests"]["ours"].values())
        yield f"None in {asked} requests. {cut} connections were cut by the kill of their worker, and asked again."
    yield ""
    yield f"{batches['accepted']} batches were accepted, of {batches['papers']} papers."
    yield from ("", "## Killed", "")
    kills = ([each["what"], each["second"], each["replaced_after_s"]] for each in measured["kills"])
    yield from write_table(["", "second of the run", "replaced after s"], kills)
    yield from ("", "## Times", "")
    yield (
        f"Milliseconds, from connecting to the last byte. The clients took {measured['processors_taken_by_clients']} "
        f"of {measured['processors']} processors; at the end the load of the machine was "
        f"{measured['load_of_the_machine']:.1f}."
    )
    yield ""
    yield from _times(measured["latency"])
    yield from ("", "## Memory", "", "MiB, medians; a dash where the process was not there for both thirds.", "")
    yield from _memory(measured["memory"])


def _times(latency: dict[str, Any]) -> list[str]:
    names = [*(name for name in latency if name not in (ALL_PAPERS, ALL_COMMON)), ALL_PAPERS, ALL_COMMON]
    heads = ["", "ours", "p50", "p95", "p99", "echo", "p50", "p95", "p99", "p99, ours to echo"]
    return write_table(heads, ([name, *_row(latency[name])] for name in names))


def _row(found: dict[str, Any]) -> Iterable[object]:
    for application in ("ours", "echo"):
        figures = found.get(application, {})
        yield from (figures.get(name, "–") for name in ("number", "p50", "p95", "p99"))
    yield found.get("p99_ratio", "–")


def _memory(processes: list[dict[str, Any]]) -> list[str]:
    heads = ["", "process", "most", "middle third", "last third", "growth %"]
    rows = (
        [
            each["role"],
            each["process"],
            *(_mib(each[name]) for name in ("most_kib", "middle_kib", "last_kib")),
            "–" if each["growth_percent"] is None else each["growth_percent"],
        ]
        for each in processes
    )
    return write_table(heads, rows)


def _mib(kib: float | None) -> str:
    return "–" if kib is None else f"{kib / 1024:.1f}"
