"""The parts beside the text (headers, footers, pictures) and where the text leads; what is equal is kept once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import NamedTuple
from xml.sax.saxutils import quoteattr

from lxml import etree

from service.batch.printing.markup import RELATIONSHIPS, as_part, element
from service.batch.printing.papers import OpenedPaper, drop_ignorable
from service.errors import BatchFault
from service.package import Relationship, parse_exactly

FOLDER = "word/"
_HYPERLINK = "hyperlink"
_RUNNING = {"header": "hdr", "footer": "ftr"}
_WORD_PART = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"
_RELATIONSHIPS_PART = "http://schemas.openxmlformats.org/package/2006/relationships"

RenameRunning = Callable[[etree._Element, Callable[[str], str]], None]
"""Renames in a header or footer, given how its own relationships are renamed."""


class _Lead(NamedTuple):
    kind: str
    target: str
    external: bool


class PartStore:
    """All parts of the file but the text itself; ``leads`` are the relationships of the text, by number from 1."""

    def __init__(self) -> None:
        self.contents: dict[str, bytes] = {}
        self.content_types: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        self._leads: dict[_Lead, str] = {}

    def relationship(self, kind: str, target: str, *, external: bool = False) -> str:
        """The id of the text's relationship to a target; a part is named from the folder of the text."""
        return self._leads.setdefault(_Lead(kind, target, external), f"rId{len(self._leads) + 1}")

    def add(self, name: str, content: bytes, content_type: str) -> None:
        """A part of its own name."""
        self.contents[name] = content
        self.content_types[name] = content_type

    def add_word_part(self, kind: str, content: bytes) -> None:
        """A part that the text leads to without saying where from: ``styles`` and the like."""
        self.add(f"{FOLDER}{kind}.xml", content, _WORD_PART.format(kind))
        self.relationship(kind, f"{kind}.xml")

    def lead_from(self, paper: OpenedPaper, own: str, rename: RenameRunning) -> str:
        """The id in the file of a relationship of a paper's text, with the part that it leads to."""
        found = paper.relationships.get(own)
        if found is None:
            raise BatchFault("its text leads to a relationship that it has not")
        if found.kind in _RUNNING and not found.external:
            return self.relationship(found.kind, self._running(paper, found, rename))
        lead = self._plain(paper, found)
        return self.relationship(*lead[:2], external=lead.external)

    def empty(self, kind: str) -> str:
        """The id of the relationship to a header or footer that shows nothing."""
        root = element(_RUNNING[kind])
        root.append(element("p"))
        return self.relationship(kind, self._keep(kind, ".xml", as_part(root), _WORD_PART.format(kind), b""))

    def relationships_part(self) -> bytes:
        """The relationships of the text."""
        return _relationships({identity: lead for lead, identity in self._leads.items()})

    def _running(self, paper: OpenedPaper, found: Relationship, rename: RenameRunning) -> str:
        """The name of a header or footer, renamed."""
        own = {each.id: each for each in paper.package.relationships(found.target)}
        leads: dict[str, _Lead] = {}

        def relationship(identity: str) -> str:
            if identity not in own:
                raise BatchFault("a header or footer leads to a relationship that it has not")
            leads[identity] = self._plain(paper, own[identity])
            return identity

        root = parse_exactly(_content(paper, found.target))
        drop_ignorable(root)
        rename(root, relationship)
        related = _relationships(leads) if leads else b""
        return self._keep(found.kind, ".xml", as_part(root), _WORD_PART.format(found.kind), related)

    def _plain(self, paper: OpenedPaper, found: Relationship) -> _Lead:
        """What a picture or a link leads to; nothing else can be taken over."""
        if found.external and found.kind == _HYPERLINK:
            return _Lead(found.kind, found.target, external=True)
        if found.external or found.kind != "image":
            raise BatchFault(f"it has a part of a kind that cannot be taken over ({found.kind})")
        ending = found.target[found.target.rfind(".") :] if "." in found.target.rpartition("/")[2] else ""
        content_type = paper.package.content_types.get(found.target, "")
        name = self._keep("media/image", ending, _content(paper, found.target), content_type, b"")
        return _Lead(found.kind, name, external=False)

    def _keep(self, stem: str, ending: str, content: bytes, content_type: str, related: bytes) -> str:
        """The name, from the folder of the text, of a part with this content; a new one where it is new."""
        digest = hashlib.sha256()
        for each in (stem.encode(), ending.encode(), content_type.encode(), related, content):
            digest.update(len(each).to_bytes(8, "big") + each)
        look = digest.hexdigest()
        if look not in self._names:
            self._counts[stem] = self._counts.get(stem, 0) + 1
            name = f"{stem}{self._counts[stem]}{ending}"
            self.add(FOLDER + name, content, content_type)
            if related:
                self.contents[f"{FOLDER}_rels/{name}.rels"] = related
            self._names[look] = name
        return self._names[look]


def content_types_part(content_types: dict[str, str]) -> bytes:
    """``[Content_Types].xml``."""
    lines = [
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">',
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>',
        '<Default Extension="xml" ContentType="application/xml"/>',
    ]
    for name, content_type in sorted(content_types.items()):
        lines.append(f"<Override PartName={quoteattr('/' + name)} ContentType={quoteattr(content_type)}/>")
    return _xml([*lines, "</Types>"])


def package_relationships_part(main: str) -> bytes:
    """``_rels/.rels``, which leads to the text and nowhere else."""
    return _relationships({"rId1": _Lead("officeDocument", main, external=False)})


def _relationships(leads: dict[str, _Lead]) -> bytes:
    lines = [f'<Relationships xmlns="{_RELATIONSHIPS_PART}">']
    for identity, lead in leads.items():
        mode = ' TargetMode="External"' if lead.external else ""
        kind, target = quoteattr(f"{RELATIONSHIPS}/{lead.kind}"), quoteattr(lead.target)
        lines.append(f"<Relationship Id={quoteattr(identity)} Type={kind} Target={target}{mode}/>")
    return _xml([*lines, "</Relationships>"])


def _xml(lines: list[str]) -> bytes:
    return ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + "".join(lines)).encode()


def _content(paper: OpenedPaper, name: str) -> bytes:
    content = paper.package.parts.get(name)
    if content is None:
        raise BatchFault("it leads to a part that it has not")
    return content
