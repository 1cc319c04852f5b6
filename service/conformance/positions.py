"""Where the numbered paragraphs of a paper stand in its XML, for programs that show the file by themselves."""

from __future__ import annotations

from collections.abc import Mapping

from service.conformance.reading import read_paper
from service.conformance.reading.names import qn
from service.package import read_package


def paragraph_positions(docx: bytes) -> Mapping[int, int]:
    """For the number of a paragraph in a report, which ``w:p`` of the main part it is, from 0 in document order.

    The two differ, for a report numbers no paragraph of text boxes, of deleted rows and of merged cells. Raises
    :class:`service.errors.UnreadableDocx`.
    """
    paper = read_paper(read_package(docx, embedded="kept"))
    root = paper.roots[paper.main_part]
    places = {element: position for position, element in enumerate(root.iter(qn("w:p")))}
    return {each.number: places[each.element] for each in paper.paragraphs if each.number is not None}
