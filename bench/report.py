"""RESULTS.md from results.json: ratios against their targets, and the raw figures last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

SIZES = ("S", "M", "L")
MOST_GROWTH_KIB = 1024
INTRODUCTION = (
    "Written by `make bench` and `make bench-peers` from `results.json`; what is measured and how is told in "
    "[README.md](README.md). Ratios of one run hold on other machines roughly, times do not."
)


class Target(NamedTuple):
    """A figure that is aimed at: at least or at most ``wanted``."""

    what: str
    measured: float
    sign: str
    wanted: float

    @property
    def met(self) -> bool:
        """Whether it was reached."""
        return self.measured >= self.wanted if self.sign == "≥" else self.measured <= self.wanted


def write_report(results: dict[str, Any]) -> str:
    """The report on ``results``, Markdown."""
    lines = ["# Results", "", INTRODUCTION]
    if "render" in results:
        targets = [*_render_targets(results["render"]), *_service_targets(results)]
        lines += ["", "## Targets", "", _run_of(results["about"]), "", *target_table(targets)]
    if "peers" in results:
        lines += ["", "## Other libraries", "", *_peers(results["peers"])]
    if "render" in results:
        lines += ["", "## Raw figures", "", *_raw(results)]
    return "\n".join(lines) + "\n"


def _render_targets(render: dict[str, Any]) -> Iterable[Target]:
    for size, least, most in zip(SIZES, (150, 70, 40), (4, 8, 14), strict=True):
        measured = render[size]
        yield Target(f"{size}: times faster than docxtpl", measured["ratio_to_docxtpl"], "≥", least)
        yield Target(f"{size}: times the floor", measured["ratio_to_floor"], "≤", most)


def _service_targets(results: dict[str, Any]) -> Iterable[Target]:
    http, memory = results["http"], results["memory"]
    yield Target("HTTP: throughput, share of the echo's", http["ratio_to_echo"], "≥", 0.6)
    yield Target("HTTP: p50, times the echo's", http["p50_ratio_to_echo"], "≤", 1.7)
    yield Target(f"Memory: KiB grown over {memory['documents']} papers", memory["growth_kib"], "≤", MOST_GROWTH_KIB)
    if "check" in results:
        yield Target("Check of 50 pages: times LibreOffice's opening", results["check"]["ratio_to_opening"], "≤", 1)
    if "batch" in results:
        yield Target("Batch: share of a bare pool's speed", results["batch"]["ratio_to_bare_pool"], "≥", 0.85)
    if "batch_growth" in results:
        growth = results["batch_growth"]
        what = f"Batch of {growth['papers']}: cost of a paper, times that in a batch of 1000"
        yield Target(what, growth["cost_growth_100k_vs_1k"], "≤", 1.1)
        yield Target("Batch: most memory of a process, MiB", growth["most_memory_mib"], "≤", 500)


def _peers(peers: dict[str, Any]) -> Iterable[str]:
    sizes = peers["sizes"]
    targets = [
        Target(f"{size}: times faster than {sizes[size]['best']}", sizes[size]["ratio_to_best"], "≥", least)
        for size, least in zip(SIZES, (15, 15, 8), strict=True)
    ]
    names = list(peers["versions"])
    yield from (_run_of(peers["about"]), "", *target_table(targets), "")
    yield "How many times faster ours was than each; a dash where it could not make the document:"
    yield ""
    yield from write_table(
        ["", *(f"{name} {peers['versions'][name]}" for name in names)],
        ([size, *(_ratio(sizes[size]["ratios"].get(name)) for name in names)] for size in SIZES),
    )
    yield from ("", *(f"- {note}" for note in peers["notes"]))


def _ratio(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"


def _raw(results: dict[str, Any]) -> Iterable[str]:
    yield "Milliseconds, medians; processor time in the first table, the wall clock for HTTP."
    yield ""
    columns = ("ours_ms", "ours_p95_ms", "docxtpl_ms", "floor_ms", "judge_ms", "context_ms")
    names = ("ours", "ours, p95", "docxtpl", "floor", "read and judge the payload", "make the context")
    yield from write_table(["", *names], ([size, *(results["render"][size][c] for c in columns)] for size in SIZES))
    http = results["http"]
    yield from ("", f"HTTP: {http['about']}.", "")
    rows = ([name, *(http[figure][name] for figure in ("per_second", "p50_ms", "p95_ms"))] for name in ("ours", "echo"))
    yield from write_table(["", "answers per second", "p50 ms", "p95 ms"], rows)
    if "check" in results:
        check = results["check"]
        yield ""
        yield (
            f"Check of a report of {check['paragraphs']} paragraphs: {check['check_ms']} ms; LibreOffice opens it in "
            f"{check['open_ms']} ms, with its own start {check['open_with_start_ms']} ms."
        )
    if "batch" in results:
        batch = results["batch"]
        yield ""
        yield (
            f"Batch of {batch['papers']} decisions of one page, {batch['processes']} processes: "
            f"{batch['docs_per_second']} papers a second; the bare pool {batch['bare_docs_per_second']}."
        )
    if "batch_growth" in results:
        growth = results["batch_growth"]
        yield ""
        yield (
            f"Batch of {growth['papers']}: {growth['docs_per_second']} papers a second. A batch of "
            f"{growth['overtaking_rows']} brought in meanwhile was done when {growth['done_of_big_meanwhile']} more "
            "papers of the big one were made."
        )


def _run_of(about: dict[str, Any]) -> str:
    versions = ", ".join(f"{name} {number}" for name, number in about["versions"].items())
    warning = " **A quick run: its figures mean nothing.**" if about["quick"] else ""
    return f"{about['date']}, {about['processors']} processors, Python {about['python']}, {versions}.{warning}"


def target_table(targets: Sequence[Target]) -> list[str]:
    """Rows of a table: what was measured, what was aimed at, whether it was met."""
    rows = ([t.what, f"{t.measured:g}", f"{t.sign} {t.wanted:g}", "met" if t.met else "**missed**"] for t in targets)
    return write_table(["", "measured", "target", ""], rows)


def write_table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """A table in Markdown: its first column to the left, the others to the right."""
    cells = [heads, ["---", *["---:"] * (len(heads) - 1)], *rows]
    return [f"| {' | '.join(map(str, row))} |" for row in cells]
