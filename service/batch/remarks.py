"""What is worth knowing of the files of a batch and belongs to no paper, kept beside its rows."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from service.batch.rows import RowError, errors_as_json, errors_from_json
from service.batch.store import written

MOST_REMARKS = 500


def write_remarks(file: Path, remarks: Iterable[RowError]) -> None:
    """Keep them, :data:`MOST_REMARKS` at most. Raises :class:`OSError`."""
    with written(file) as stream:
        stream.write(json.dumps(errors_as_json(list(islice(remarks, MOST_REMARKS))), ensure_ascii=False).encode())


def read_remarks(file: Path) -> list[RowError]:
    """Those that were kept; none where the batch has not been read yet."""
    try:
        return errors_from_json(0, json.loads(file.read_bytes()))
    except FileNotFoundError:
        return []
