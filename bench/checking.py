"""Checking a long paper against what LibreOffice needs to open it."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from service.bootstrap import build_checker
from tests.papers import paper

_TIMES_LONGER = 75
"""The body of the builder's report so many times over is a paper of some fifty pages."""


def measure_checking(runs: int) -> dict[str, Any]:
    """Check and opening take turns. What LibreOffice needs to start is measured on one page, and taken off."""
    checker = build_checker()
    short, body = paper("report"), paper("report").body
    documents = {"short": short.docx(), "long": paper("report", body=list(body) * _TIMES_LONGER).docx()}
    checker.check(documents["short"])
    seconds: dict[str, list[float]] = {"check": [], "short": [], "long": []}
    with tempfile.TemporaryDirectory() as folder:
        files = {name: Path(folder) / f"{name}.docx" for name in documents}
        for name, docx in documents.items():
            files[name].write_bytes(docx)
        _opened(files["short"])  # makes the profile
        for _ in range(runs):
            begun = time.perf_counter()
            checker.check(documents["long"])
            seconds["check"].append(time.perf_counter() - begun)
            for name in ("short", "long"):
                seconds[name].append(_opened(files[name]))
    opening = median(long - short for long, short in zip(seconds["long"], seconds["short"], strict=True))
    return {
        "paragraphs": len(body) * _TIMES_LONGER,
        "check_ms": round(median(seconds["check"]) * 1000, 1),
        "open_ms": round(opening * 1000, 1),
        "open_with_start_ms": round(median(seconds["long"]) * 1000, 1),
        "ratio_to_opening": round(median(seconds["check"]) / opening, 2),
    }


def _opened(file: Path) -> float:
    """Seconds that LibreOffice takes to start, to open the file and to write its text."""
    profile = file.parent / "profile"
    program = shutil.which("soffice") or "soffice"
    begun = time.perf_counter()
    subprocess.run(
        [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "txt:Text",
         "--outdir", str(file.parent), str(file)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return time.perf_counter() - begun
