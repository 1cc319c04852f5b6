"""A batch that is being handed in: its folder fills up before the ledger knows of it."""

from __future__ import annotations

import hashlib
import json
import shutil
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path, PurePath
from typing import Any

from service.batch.store import Store, written
from service.batch.wishes import Wishes
from service.documents import DocumentType
from service.pipeline import as_file_name

_COPIED_AT_ONCE = 1 << 20
_LIST = "danh-sach"


class Incoming:
    """The files of a batch to be; all of them are whole and on the disk when they have been put here.

    ``kept`` is set when the ledger knows of it; otherwise :meth:`wipe` is to follow. Methods raise :class:`OSError`
    where a file cannot be written.
    """

    def __init__(self, store: Store) -> None:
        self.id = uuid.uuid4().hex
        self.folder = store.folder(self.id)
        self.source = ""
        self.kept = False
        self._digests: dict[str, str] = {}
        self.folder.make()

    @property
    def input_sha256(self) -> str:
        """SHA-256 of the source."""
        return self._digests[self.source]

    def put_source(self, ending: str, pieces: Iterable[bytes], given_name: str = "") -> None:
        """What the papers are made from; ``ending`` has its dot. ``given_name`` is only for people to tell it by."""
        self.source = f"source{ending}"
        self._put(self.source, pieces)
        if given_name:
            self.folder.keep_given_name(given_name)

    def put_list(self, file_name: str, pieces: Iterable[bytes]) -> None:
        """One more list of members; messages call it by the name that it has in the folder."""
        number = sum(name.startswith("members-") for name in self._digests) + 1
        given = PurePath(file_name.replace("\\", "/")).name
        stem, ending = PurePath(given).stem, PurePath(given).suffix.lower()
        self._put(f"members-{number:02d}-{as_file_name(stem or _LIST, ending)}", pieces)

    def put_taken(self, lines: Iterable[bytes]) -> None:
        """Rows of batches before this one whose papers were made."""
        self._put(self.folder.taken.name, lines)

    def copy(self, file: Path, stem: str | None = None) -> None:
        """A file of another batch, under the same name or another ``stem``."""
        name = file.name if stem is None else f"{stem}{file.suffix}"
        with file.open("rb") as stream:
            self._put(name, iter(lambda: stream.read(_COPIED_AT_ONCE), b""))
        if name.startswith("source."):
            self.source = name

    def asked(self, what: str, document_type: str, wishes: Wishes) -> str:
        """SHA-256 of all that is asked for: the files, ``what`` is to be done with them, and how."""
        digests = sorted(self._digests.items())
        return hashlib.sha256(json.dumps([what, document_type, asdict(wishes), digests]).encode()).hexdigest()

    def type_of_first_line(self, types: Mapping[str, DocumentType], max_bytes: int) -> DocumentType | None:
        """The type that the first payload of JSONL names; None where it names none that there is."""
        with (self.folder.path / self.source).open("rb") as stream:
            line = next((text for text in iter(lambda: stream.readline(max_bytes), b"") if text.strip()), b"")
        try:
            value: Any = json.loads(line.removeprefix(b"\xef\xbb\xbf"))
        except (ValueError, RecursionError):
            return None
        slug = value.get("type") if isinstance(value, dict) else None
        return types.get(slug) if isinstance(slug, str) else None

    def wipe(self) -> None:
        """Remove everything."""
        shutil.rmtree(self.folder.path, ignore_errors=True)

    def _put(self, name: str, pieces: Iterable[bytes]) -> None:
        digest = hashlib.sha256()
        with written(self.folder.path / name) as stream:
            for piece in pieces:
                digest.update(piece)
                stream.write(piece)
        self._digests[name] = digest.hexdigest()
