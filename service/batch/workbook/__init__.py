"""Workbooks made from the schema of a document type, written and read back.

``shape`` derives sheets and columns from the schema, ``writing`` makes the form or a filled workbook, ``inspecting``
looks into a file before anything reads it, ``reading`` opens it in a child process, ``tables`` finds the headings,
``joining`` the paper of each row of a list, ``rows`` puts the papers together, each value with its place.
"""

from __future__ import annotations

from service.batch.workbook.inspecting import Limits, UnreadableWorkbook
from service.batch.workbook.places import Fault, Place, Remark
from service.batch.workbook.reading import Reading, WorkbookFault, open_workbook
from service.batch.workbook.rows import Row, faults_of
from service.batch.workbook.shape import Shape, Sheet, shape_of
from service.batch.workbook.writing import UnwritableText, empty_workbook, write_workbook

__all__ = [
    "Fault",
    "Limits",
    "Place",
    "Reading",
    "Remark",
    "Row",
    "Shape",
    "Sheet",
    "UnreadableWorkbook",
    "UnwritableText",
    "WorkbookFault",
    "empty_workbook",
    "faults_of",
    "open_workbook",
    "shape_of",
    "write_workbook",
]
