"""Papers that stand in cells as rows of a batch: payloads as JSON, every remark at its cell."""

from __future__ import annotations

import json
from collections.abc import Collection

from service.batch.rows import Placed, Row, RowError
from service.batch.sources.payload_lines import too_long
from service.batch.workbook import Fault
from service.batch.workbook import Row as Paper
from service.errors import Finding


def row_of(paper: Paper, told: Collection[Fault], max_bytes: int) -> Row:
    """The row of a paper; what is ``told`` for the whole file is not told again.

    A payload of more than ``max_bytes`` is a fault, and is not kept.
    """
    faults: list[Finding] = [
        Placed(pointer, fault.code, fault.message, fault.level, fault.place, fault in told)
        for pointer, fault in paper.remarks
    ]
    payload = json.dumps(paper.payload, ensure_ascii=False).encode(errors="replace")
    places = paper.places
    if len(payload) > max_bytes:
        payload, places = b"null", {"": paper.place_of("")}
        faults.append(too_long(max_bytes))
    return Row(paper.number, paper.slug, payload, places, tuple(faults))


def sort_faults(found: Collection[Fault], faults: list[RowError], remarks: list[RowError]) -> None:
    """What belongs to no paper: errors to ``faults``, warnings to ``remarks``, each once."""
    for fault in dict.fromkeys(found):
        into = faults if fault.level == "error" else remarks
        into.append(RowError(0, "", fault.code, fault.message, fault.place))
