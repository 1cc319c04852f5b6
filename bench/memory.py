"""Does the memory of a process grow from document to document? Measured in a process of its own."""

from __future__ import annotations

import gc
import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from bench.cases import default_pipeline, load_cases

WARM_UP = 2_000


def measure_memory(size: str, documents: int) -> dict[str, Any]:
    """Resident memory (KiB) and Python's blocks after a warm-up, and after ``documents`` more papers were made."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
        return process.submit(_produce_many, size, documents).result()


def _produce_many(size: str, documents: int) -> dict[str, Any]:
    pipeline = default_pipeline()
    case = load_cases(pipeline, size)[0]
    slug = case.document_type.slug
    for _ in range(WARM_UP):
        pipeline.produce(slug, case.payload)
    before = _resident_kib()
    for _ in range(documents):
        pipeline.produce(slug, case.payload)
    after = _resident_kib()
    return {"documents": documents, "resident_kib": after, "growth_kib": after - before}


def _resident_kib() -> int:
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024
