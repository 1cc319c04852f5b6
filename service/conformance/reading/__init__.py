"""DOCX parts in, a :class:`service.conformance.paper.Paper` out: what shows, however it was typed.

``names`` and ``properties`` know how WordprocessingML is written, ``styles`` and ``numbering`` what it comes to,
``inline`` what of a paragraph shows, ``layout`` where its lines stand, ``tables``, ``shapes`` and ``sections`` the
things around text; ``story`` reads a stretch of blocks, ``reader`` the whole.
"""

from service.conformance.reading.reader import read_paper

__all__ = ["read_paper"]
