"""Names of the papers in the ZIP of a batch: readable, unique, and safe on every system.

A pattern such as ``{issuer}/{number}-{symbol} {cell_name}`` gives folders and a name. Fields are those of
:data:`FIELDS` and those of the payload, ``member.full_name`` for one within another.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from types import UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel

from service.documents import DocumentType
from service.errors import Message, RefusedBatch
from service.pipeline import LONGEST_FILE_NAME, MOST_BYTES, as_file_name

ENDING = ".docx"
DEFAULT_PATTERN = "{issuer}/{number}-{symbol} {about}"
COMPANION_PATTERN = "{issuer}/{to_cell}/{number}-GTSHĐ {member.full_name}"
"""Slips lie under the cell that receives them."""
FIELDS = ("row", "number", "symbol", "issuer", "title", "about", "issue_date", "client_ref")
"""Besides the fields of the payload. ``about`` is the first there is of :data:`_ABOUT`, else the title of the type."""
PRINT_FOLDERS = ("Bản in", "Ban in")
"""Of the files to be printed, with Vietnamese letters and without."""
RESERVED_NAMES = frozenset(
    {"manifest.csv", "manifest.xlsx", "errors.csv", "errors.xlsx", "tong-hop.xlsx", *map(str.casefold, PRINT_FOLDERS)}
)

_ABOUT = ("cell_name", "member.full_name", "subject")
_FIELD = re.compile(r"\{([^{}]*)\}")
_ROOM_FOR_FOLDERS = (60, 150)
_ROOM_ABOVE_COMPANIONS = (76, 165)
"""Characters and bytes. A slip is named by a number and a person, so that names of cells may be longer."""
_DEVICES = re.compile(r"^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?=\s*(\.|$))", re.IGNORECASE)
_MOST_FOLDERS = 4
_MOST_PATHS = 10_000
"""So many are kept in mind: papers of one body lie in one folder."""
_BLANK = "\0"
_BLANKS = re.compile(rf"\(\s*{_BLANK}\s*\)|\[\s*{_BLANK}\s*\]|[\s\-–,;:.]*{_BLANK}")
_MARKS = " -–,;:."


class Facts(NamedTuple):
    """What a paper is named by, besides its payload."""

    row: int
    number: str
    symbol: str
    issuer: str
    title: str


class Names:
    """Hands out the names of one batch, in the order of its rows.

    Raises :class:`RefusedBatch` where the pattern names a field that papers of the type have not.
    """

    def __init__(self, pattern: str, document_type: DocumentType, *, ascii_only: bool = False) -> None:
        self._ascii_only = ascii_only
        _check(pattern, document_type)
        self._folders = _parts_of(pattern)
        self._room = _ROOM_FOR_FOLDERS
        self._paths: dict[tuple[str, ...], str] = {}
        self._taken: dict[str, int] = {}

    def of_companions(self) -> Names:
        """Names by :data:`COMPANION_PATTERN` that differ from all of these, too."""
        other = copy(self)
        other._folders, other._room, other._paths = _parts_of(COMPANION_PATTERN), _ROOM_ABOVE_COMPANIONS, {}
        return other

    def take(self, facts: Facts, payload: Mapping[str, Any]) -> str:
        """A name of at most 120 characters and 240 bytes, folders included, that no other paper of the batch has."""
        *folders, last = [self._filled(part, facts, payload) for part in self._folders]
        return self._unique(self._path(tuple(folders)), last or f"{facts.row}")

    def occupy(self, name: str) -> None:
        """A paper of an earlier batch has this name."""
        self._taken[_folded(name)] = 1

    def _filled(self, part: Sequence[str], facts: Facts, payload: Mapping[str, Any]) -> str:
        """A part of the pattern, every second piece of which is a field."""
        values = [self._value(field, facts, payload).replace("/", "-").replace(_BLANK, "") for field in part[1::2]]
        pieces = list(part)
        pieces[1::2] = [value or _BLANK for value in values]
        return _without_blanks("".join(pieces))

    def _path(self, folders: tuple[str, ...]) -> str:
        """The folders; what a short one leaves of the room is given to those below it."""
        known = self._paths.get(folders)
        if known is not None:
            return known
        path, (room, most_bytes) = "", self._room
        for depth, folder in enumerate(folders):
            parts = len(folders) - depth
            left, bytes_left = room - len(path), most_bytes - len(path.encode())
            path += f"{self._clean(folder, left // parts, '', bytes_left // parts)}/"
        if len(self._paths) < _MOST_PATHS:
            self._paths[folders] = path
        return path

    def _value(self, field: str, facts: Facts, payload: Mapping[str, Any]) -> str:
        if field in Facts._fields:
            return str(getattr(facts, field))
        if field == "about":
            return next(filter(None, (_text_at(payload, path) for path in _ABOUT)), facts.title)
        return _text_at(payload, field)

    def _unique(self, folder: str, label: str) -> str:
        name, number = self._fitting(folder, label, ENDING), 1
        key = _folded(name)
        if key in self._taken:
            number = self._taken[key]
            while _folded(name) in self._taken:
                number += 1
                name = self._fitting(folder, label, f" ({number}){ENDING}")
            self._taken[key] = number
        self._taken[_folded(name)] = 1
        return name

    def _fitting(self, folder: str, label: str, ending: str) -> str:
        room = LONGEST_FILE_NAME - len(folder)
        return folder + self._clean(label, room, ending, MOST_BYTES - len(folder.encode()))

    def _clean(self, text: str, room: int, ending: str, most_bytes: int = MOST_BYTES) -> str:
        """One part of a path: no character, length or name that a system refuses."""
        cleaned = as_file_name(_in_ascii(text) if self._ascii_only else text, "")
        cleaned = _DEVICES.sub(r"_\g<0>", cleaned)
        cleaned = f"_{cleaned}" if cleaned.casefold() in RESERVED_NAMES else cleaned
        short = cleaned[: room - len(ending)].encode()[: most_bytes - len(ending.encode())].decode(errors="ignore")
        return f"{short.strip(' .') or '_'}{ending}"


def _parts_of(pattern: str) -> list[list[str]]:
    """Folders and name, each in pieces: text, field, text and so on."""
    return [_FIELD.split(part) for part in pattern.removesuffix(ENDING).split("/") if part.strip(" .")]


def safe_name(text: str, ending: str, *, ascii_only: bool) -> str:
    """``text`` as the name of a file that every system takes."""
    return as_file_name(_in_ascii(text) if ascii_only else text, ending)


def _check(pattern: str, document_type: DocumentType) -> None:
    known = [*FIELDS, *_paths_of(document_type.model)]
    unknown = [field for field in _FIELD.findall(pattern) if field not in known]
    if unknown:
        near = difflib.get_close_matches(unknown[0], known, n=1)
        hint = (f"; có phải {{{near[0]}}}?", f"; did you mean {{{near[0]}}}?") if near else (".", ".")
        raise RefusedBatch(
            Message(
                f"Mẫu tên tệp: văn bản loại này không có trường {{{unknown[0]}}}{hint[0]}",
                f"Pattern of file names: papers of this type have no field {{{unknown[0]}}}{hint[1]}",
            )
        )
    wrong = "{" in _FIELD.sub("", pattern) or "}" in _FIELD.sub("", pattern)
    if wrong or not pattern.strip(" ./") or pattern.count("/") > _MOST_FOLDERS:
        raise RefusedBatch(
            Message(
                f"Mẫu tên tệp không dùng được: dấu ngoặc {{}} phải đủ đôi, không quá {_MOST_FOLDERS} cấp thư mục.",
                f"The pattern of file names does not work: braces {{}} in pairs, at most {_MOST_FOLDERS} folders deep.",
            )
        )


def _paths_of(model: type[BaseModel]) -> Iterator[str]:
    """The fields of a payload and those within them; what stands in a list has no name of its own."""
    for name, about in model.model_fields.items():
        yield name
        arms = get_args(about.annotation) if get_origin(about.annotation) in (Union, UnionType) else ()
        for within in (about.annotation, *arms):
            if isinstance(within, type) and issubclass(within, BaseModel):
                yield from (f"{name}.{path}" for path in _paths_of(within))


def _without_blanks(part: str) -> str:
    """A field that is blank goes with the marks before it: ``05-QĐ Quyết định - {about}`` ends with its title."""
    return _BLANKS.sub("", part).strip(_MARKS) if _BLANK in part else part


def _text_at(payload: Mapping[str, Any], path: str) -> str:
    value: Any = payload
    for step in path.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _folded(name: str) -> str:
    """Two names that some system takes for the same are the same."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", name).casefold())


def _in_ascii(text: str) -> str:
    """``Đảng ủy`` as ``Dang uy``; what has no such form as a hyphen."""
    parted = unicodedata.normalize("NFKD", text.replace("đ", "d").replace("Đ", "D").replace("–", "-"))
    return "".join(c if c.isascii() else "-" for c in parted if not unicodedata.combining(c))
