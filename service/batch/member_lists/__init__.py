"""Member lists in the shape in which offices keep them, read into the ``members`` of a payload.

``grid`` makes a grid of cells from a sheet, CSV or pasted cells; ``header`` finds the header by the synonyms of
``headings.toml``; ``rows`` parts members from everything else; ``plan`` decides what each column gives; ``building``
makes the payloads. What was understood, skipped and is to be asked comes back as a :class:`MemberList`, before
anything is made of it.
"""

from service.batch.member_lists.found import (
    Choice,
    ColumnReading,
    ListedMember,
    MemberList,
    Question,
    Remark,
    SkippedRows,
    UnreadableList,
)
from service.batch.member_lists.grid import Grid, Merged, grid_from_file, grid_from_sheet, grid_from_text
from service.batch.member_lists.reading import read_member_list

__all__ = [
    "Choice",
    "ColumnReading",
    "Grid",
    "ListedMember",
    "MemberList",
    "Merged",
    "Question",
    "Remark",
    "SkippedRows",
    "UnreadableList",
    "grid_from_file",
    "grid_from_sheet",
    "grid_from_text",
    "read_member_list",
]
