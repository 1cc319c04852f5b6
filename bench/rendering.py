"""Ours, docxtpl and the floor on the three sizes; what comes before rendering is told beside them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

from lxml import etree

from bench.cases import Case
from bench.measuring import interleaved, median, percentile
from bench.renderers import docxtpl, floor, ours
from service.pipeline import Pipeline

RUNS_IN_A_ROUND = 20
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def measure_rendering(case: Case, pipeline: Pipeline, seconds: float) -> dict[str, Any]:
    """Medians (ms) and ratios of one size. Raises :class:`AssertionError` where the texts differ."""
    renderers: dict[str, Callable[[], bytes]] = {"ours": ours(case), "docxtpl": docxtpl(case), "floor": floor(case)}
    texts = {name: text_of(render()) for name, render in renderers.items()}
    assert texts["ours"] == texts["docxtpl"] == texts["floor"], f"{case.size}: the documents differ"
    times = interleaved(
        {
            "ours": (renderers["ours"], RUNS_IN_A_ROUND),
            "docxtpl": (renderers["docxtpl"], 1),
            "floor": (renderers["floor"], RUNS_IN_A_ROUND),
            "judge": (lambda: pipeline.judge(case.document_type, case.payload), 2),
            "context": (lambda: case.document_type.context(case.judged.document, case.judged.circumstances), 2),
        },
        seconds,
    )
    medians = {f"{name}_ms": round(median(measured), 4) for name, measured in times.items()}
    return {
        "about": case.about,
        **medians,
        "ours_p95_ms": round(percentile(times["ours"], 0.95), 4),
        "ratio_to_docxtpl": round(median(times["docxtpl"]) / median(times["ours"]), 1),
        "ratio_to_floor": round(median(times["ours"]) / median(times["floor"]), 2),
        "runs": {name: len(measured) for name, measured in times.items()},
        "bytes": {name: len(render()) for name, render in renderers.items()},
    }


def text_of(docx: bytes) -> list[str]:
    """The text of every paragraph of the body, in order."""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        body = etree.fromstring(package.read("word/document.xml"))
    return ["".join(text.text or "" for text in paragraph.iter(f"{W}t")) for paragraph in body.iter(f"{W}p")]
