"""A season's papers from one file.

From a file to rows: ``workbook``, ``member_lists``, ``sources``. From rows on, with nothing lost and nothing doubled:

1. ``splitting`` streams the rows to canonical JSONL (``rows``), names every paper (``naming``), and cuts chunks
2. ``ledger`` keeps in SQL what is to be done and what is done; it holds no payload and no paper
3. ``chunks`` makes the papers of a chunk into a part (``parts``); doing it again gives the same bytes
4. ``archive`` joins the parts to one ZIP with its ``manifest``
5. ``dispatch`` says who does the work: on one machine a ``supervisor`` with its ``children``, whose ``jobs`` these are

Files lie in the ``store``. docs/decisions/0006-batches.md argues for all of it.
"""
