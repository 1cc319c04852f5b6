"""Parts that could run, known by name or content type: refused whether or not anything in the package refers to them.

A macro that nothing refers to does not run in Word; but it would go along into every paper that is made from the file,
and what others do with it is not ours to know.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from service.errors import Message

_BY_NAME = (
    (re.compile(r"(?:.*/)?(?:vbaproject[^/]*|attachedtoolbars\.bin)"), "vbaProject"),
    (re.compile(r"(?:.*/)?vbadata[^/]*\.xml"), "wordVbaData"),
    (re.compile(r"(?:.*/)?activex/.*|(?:.*/)?activex\d*\.(?:bin|xml)"), "control"),
    (re.compile(r"(?:.*/)?afchunk[^/]*"), "aFChunk"),
    (re.compile(r"(?:.*/)?oleobject\d*\.bin"), "oleObject"),
    (re.compile(r"(?:.*/)?embeddings/.*"), "package"),
)
_BY_TYPE = (
    ("vnd.ms-office.vbaproject", "vbaProject"),
    ("vnd.ms-word.attachedtoolbars", "vbaProject"),
    ("vnd.ms-word.vbadata", "wordVbaData"),
    ("vnd.ms-office.activex", "control"),
    ("officedocument.oleobject", "oleObject"),
)


def active_fault(part: str, content_type: str, refused: Mapping[str, Message]) -> Message | None:
    """Why a part may not be there; None where it may. ``refused`` are the messages by the kind of relationship."""
    name, declared = part.casefold(), content_type.casefold()
    kinds = [kind for pattern, kind in _BY_NAME if pattern.fullmatch(name)]
    kinds += [kind for word, kind in _BY_TYPE if word in declared]
    return next((refused[kind] for kind in kinds if kind in refused), None)
