"""``python -m bench``: measure, write results.json and RESULTS.md. ``--peers`` measures the npm libraries instead."""

from __future__ import annotations

import argparse
import json
import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.batch import measure_batch
from bench.batch_growth import measure_growth
from bench.cases import default_pipeline, load_cases
from bench.checking import measure_checking
from bench.http import measure_http
from bench.memory import measure_memory
from bench.peers import measure_peers
from bench.rendering import measure_rendering
from bench.report import write_report

BENCH = Path(__file__).parent
SIZES = ("S", "M", "L")
PACKAGES = ("docxtpl", "python-docx", "minijinja", "isal", "pydantic", "flask", "gunicorn")


def main() -> None:
    """Measure what is asked for and write both files; sections that were not measured stay as they were."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--peers", action="store_true", help="measure the npm libraries; takes Node.js and npm")
    parser.add_argument("--quick", action="store_true", help="seconds, to see that it works")
    parser.add_argument("--output", type=Path, default=BENCH, help="folder for results.json and RESULTS.md")
    options = parser.parse_args()
    results_file = options.output / "results.json"
    results = json.loads(results_file.read_text()) if results_file.is_file() else {}
    results |= {"peers": _peers(options.quick)} if options.peers else _measured(options.quick)
    results_file.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n")
    report = write_report(results)
    (options.output / "RESULTS.md").write_text(report)
    print(report)


def _measured(quick: bool) -> dict[str, Any]:
    pipeline = default_pipeline()
    cases = load_cases(pipeline, SIZES)
    return {
        "about": _about(quick),
        "render": {case.size: measure_rendering(case, pipeline, 0.5 if quick else 30) for case in cases},
        "http": measure_http(cases[0], *(1, 0.5) if quick else (15, 2)),
        "memory": measure_memory("S", 100 if quick else 10_000),
        "check": measure_checking(1 if quick else 9),
        "batch": measure_batch(*(500, 1) if quick else (10_000, 3)),
        "batch_growth": measure_growth(*(2_000, 1) if quick else (100_000, 5)),
    }


def _peers(quick: bool) -> dict[str, Any]:
    cases = load_cases(default_pipeline(), SIZES)
    return {"about": _about(quick), **measure_peers(cases, 1 if quick else 20)}


def _about(quick: bool) -> dict[str, Any]:
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "quick": quick,
        "processors": os.cpu_count(),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in PACKAGES},
    }


if __name__ == "__main__":
    main()
