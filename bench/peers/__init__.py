"""Other libraries beside ours: equivalent templates, the same contexts, one Node.js process, ours before and after."""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.cases import Case
from bench.measuring import interleaved, median
from bench.peers.translating import DIALECTS, translated_context, translated_template
from bench.renderers import docxtpl, ours
from bench.rendering import RUNS_IN_A_ROUND, text_of

HERE = Path(__file__).parent
OUT = HERE / "out"


def measure_peers(cases: Sequence[Case], seconds: float) -> dict[str, Any]:
    """Medians and ratios of every library and size; the packages are installed first, as the lock file has them."""
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=HERE, check=True)
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        before = {case.size: _ours(case) for case in cases}
        theirs = _run_node([_translated(case, Path(folder)) for case in cases], seconds)
        after = {case.size: _ours(case) for case in cases}
    versions = json.loads((HERE / "package.json").read_text())["dependencies"]
    notes: list[str] = []
    sizes = {}
    for case in cases:
        own = median(before[case.size] + after[case.size])
        sizes[case.size] = _compared(case, own, theirs[case.size], notes)
    return {"versions": {name: versions[name] for name in DIALECTS}, "sizes": sizes, "notes": notes}


def _ours(case: Case) -> list[float]:
    """By the wall clock, as theirs. Beside docxtpl: the allocator of the process is then as it is in the main run."""
    turns = {"ours": (ours(case), RUNS_IN_A_ROUND), "docxtpl": (docxtpl(case), 1)}
    return interleaved(turns, 5, time.perf_counter_ns)["ours"]


def _translated(case: Case, folder: Path) -> dict[str, Any]:
    docx = Path(case.template_file).read_bytes()
    templates = {}
    for name, dialect in DIALECTS.items():
        file = folder / f"{case.size}.{name}.docx"
        file.write_bytes(translated_template(docx, dialect))
        templates[name] = str(file)
    return {"size": case.size, "context": translated_context(case.context, docx), "templates": templates}


def _run_node(cases: list[dict[str, Any]], seconds: float) -> dict[str, Any]:
    job = json.dumps({"seconds": seconds, "cases": cases, "out": str(OUT)})
    command = ["node", "measure.js"]
    done = subprocess.run(command, cwd=HERE, input=job, capture_output=True, text=True, check=True)
    results: dict[str, Any] = json.loads(done.stdout)
    return results


def _compared(case: Case, own: float, theirs: Mapping[str, Any], notes: list[str]) -> dict[str, Any]:
    expected = [text for text in text_of(ours(case)()) if text]
    medians: dict[str, float] = {}
    for name, measured in theirs.items():
        if "error" in measured:
            notes.append(f"{name} could not make {case.size}: {measured['error']}")
            continue
        medians[name] = median(measured["times"])
        made = [text for text in text_of((OUT / f"{case.size}.{name}.docx").read_bytes()) if text]
        if made != expected:
            notes.append(f"{name} prints another text in {case.size} ({len(made)} paragraphs, ours {len(expected)})")
    best = min(medians, key=medians.__getitem__)
    return {
        "ours_ms": round(own, 4),
        "ms": {name: round(value, 3) for name, value in medians.items()},
        "ratios": {name: round(value / own, 1) for name, value in medians.items()},
        "best": best,
        "ratio_to_best": round(medians[best] / own, 1),
    }
