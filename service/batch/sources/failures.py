"""A row that became no paper, as it is given back to be mended."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from service.batch.rows import RowError


class Failure(NamedTuple):
    """A row that became no paper; ``payload`` is what was made of it when the file was split, with its number."""

    row: int
    slug: str
    payload: bytes
    errors: Sequence[RowError]

    def number(self, field: str) -> int | None:
        """Its number in this field, given or typed."""
        number = self._said().get(field)
        return number if type(number) is int else None

    def items(self, field: str) -> list[dict[str, Any]]:
        """The items of a list; none where it is no list of them."""
        found = self._said().get(field)
        return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []

    def _said(self) -> dict[str, Any]:
        try:
            found = json.loads(self.payload)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}
