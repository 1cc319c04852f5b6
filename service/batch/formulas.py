"""Cells of CSV that a spreadsheet would take for formulas: written with an apostrophe before them, read without it.

What parts the cells is the reader's choice, not ours: Excel goes by the list separator of its Windows, which may be
``;``, and takes a quote for one only where its own cell begins. So whatever follows a separator or a line end within a
cell is treated as the beginning of one. To quote such cells would not help: in ``1,"a;=b"``, parted at ``;``, the
second cell is ``=b"``.

An apostrophe that stood there already gets another one before it, so that every text is read as it was.
"""

from __future__ import annotations

import re

_SHIELD = "'"
_SIGNS = r"=+\-@|%＝＋－＠"
_SEPARATORS = r";,\t\r\n"
_FIRST = rf"'*+[ \"]*+[{_SIGNS}\t\r\n]"
_LATER = rf"'*+[ \"]*+[{_SIGNS}]"
_BARE = re.compile(rf"\A(?={_FIRST})|(?<=[{_SEPARATORS}])(?={_LATER})")
_SHIELDED = re.compile(rf"\A{_SHIELD}(?={_FIRST})|(?<=[{_SEPARATORS}]){_SHIELD}(?={_LATER})")


def harmless(cell: str) -> str:
    """``cell`` with an apostrophe wherever a spreadsheet would take what follows for a formula."""
    return _BARE.sub(_SHIELD, cell)


def as_typed(cell: str) -> str:
    """``cell`` as it was before :func:`harmless`."""
    return _SHIELDED.sub("", cell) if _SHIELD in cell else cell
