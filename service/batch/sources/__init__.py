"""From the files of a clerk or a system to the rows of a batch.

``opening`` knows which kinds of file there are; each kind has a reader: ``payload_lines`` for JSONL,
``workbooks`` for Excel, ``flat_papers`` for CSV.
"""

from service.batch.sources.opening import Opened, Source, known_endings, open_source, refuse_unknown_kind

__all__ = ["Opened", "Source", "known_endings", "open_source", "refuse_unknown_kind"]
