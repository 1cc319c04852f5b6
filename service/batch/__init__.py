"""A season's papers from one file.

From files to rows: ``sources`` opens what came in, by ``workbook``, ``flat_files`` and ``member_lists``;
``understanding`` does the same and makes nothing. From rows on, with nothing lost and nothing doubled:

1. ``splitting`` streams the rows to canonical JSONL (``rows``) and cuts chunks; ``labels`` gives each row its number
   and its name (``naming``), and those of its companions; ``registers`` tells where numbers go on after the batch
2. ``ledger`` keeps in SQL what is to be done and what is done; it holds no payload and no paper
3. ``chunks`` makes the papers of a chunk into a part (``parts``); doing it again gives the same bytes
4. ``archive`` joins the parts to one ZIP with its ``lists`` (``manifest``, ``transfer_summary``), what a clerk mends
   (``sources.mending``) and files to be printed (``print_files``, by ``printing``)
5. ``dispatch`` says who does the work: on one machine a ``supervisor`` with its ``children``, whose ``jobs`` these are

``desk`` receives batches (``incoming``, as ``wishes`` say), tells how they stand (``account``), and makes a new batch
of what failed (``retrying``). Files lie in the ``store``, for as long as ``keeping`` lets them.
docs/decisions/0006-batches.md argues for all of it.
"""
