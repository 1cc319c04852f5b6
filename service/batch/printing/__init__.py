"""Many papers in one DOCX, one after another, to be printed at once: on one side of the sheet or on both.

Pure: papers of our own making go in, one DOCX comes out, the same bytes for the same papers. Each paper looks as if
printed alone: sheets, margins, headers, page numbers from 1, styles, lists, notes.

1. ``papers`` opens one, ``sheets`` puts short slips of half a sheet two on one, ``sections`` says where sheets begin
2. ``renaming`` gives everything that is named by an id the name that it has in the file, by the books of ``styles``,
   ``lists``, ``notes`` and ``parts``, in which nothing is kept twice
3. ``settings`` has what there can be only once in a file; ``joining`` goes through the papers and ``output`` writes

The text is deflated as it comes, so memory holds one paper and the deflated text of those before it.
"""

from service.batch.printing.joining import join_papers
from service.batch.printing.papers import PrintPaper

__all__ = ["PrintPaper", "join_papers"]
