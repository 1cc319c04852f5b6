"""``python -m bench.endurance``: minutes of load; writes ENDURANCE.md and endurance.json. Exit code 1: it failed."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from bench.endurance.report import MINUTES_THAT_COUNT, has_held, write_report
from bench.endurance.run import Plan, endure
from service.config import ROOT

ROWS_A_MINUTE = 400


def main() -> None:
    """Run as long as is asked for, and write both files."""
    parser = argparse.ArgumentParser(prog="python -m bench.endurance", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--clients", type=int, default=50, help="of each application")
    parser.add_argument("--workers", type=int, default=2, help="web workers of each")
    parser.add_argument("--max-requests", type=int, default=0, help="MAX_REQUESTS of both; 0 shows how memory goes")
    parser.add_argument("--checks", type=float, default=Plan().checks, help="share of requests that check a paper")
    parser.add_argument("--output", type=Path, help="folder; by default bench, for short runs build/endurance")
    options = parser.parse_args()
    counts = options.minutes >= MINUTES_THAT_COUNT
    output = options.output or (ROOT / "bench" if counts else ROOT / "build" / "endurance")
    rows = round(min(Plan().large_batch, ROWS_A_MINUTE * max(1.0, options.minutes)))
    plan = Plan(
        minutes=options.minutes,
        clients=options.clients,
        workers=options.workers,
        large_batch=rows,
        max_requests=options.max_requests,
        checks=options.checks,
    )
    measured = endure(plan)
    output.mkdir(parents=True, exist_ok=True)
    report = write_report(measured)
    (output / "endurance.json").write_text(json.dumps(measured, ensure_ascii=False, indent=1) + "\n")
    (output / "ENDURANCE.md").write_text(report)
    print(report)
    sys.exit(0 if has_held(measured) else 1)


if __name__ == "__main__":
    main()
