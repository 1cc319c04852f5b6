"""The styles of all papers in one part: equal ones once, others of the same name under names of their own."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from lxml import etree

from service.batch.printing.markup import W, as_part, canonical, child, element, value
from service.batch.printing.papers import drop_ignorable
from service.batch.printing.property_order import PARAGRAPH_ORDER, RUN_ORDER, add_below
from service.package import parse_exactly

StyleKey = tuple[str, str]
"""Type and id of a style."""

NewNumber = Callable[[str], str]


class StyleNames(NamedTuple):
    """What the styles of a paper are called in the file.

    ``default_paragraph`` and ``default_table`` are what paragraphs and tables without a style have to name; None
    where the default of the file is theirs.
    """

    ids: Mapping[StyleKey, str]
    default_paragraph: str | None
    default_table: str | None


class _Style(NamedTuple):
    """A style of the file, and the defaults of the document that it came from."""

    xml: etree._Element
    defaults: bytes


NO_STYLES = StyleNames({}, None, None)


class StyleBook:
    """Takes the styles of one paper after another; :meth:`as_part` is the part with all of them."""

    def __init__(self) -> None:
        self._root: etree._Element | None = None
        self._styles: list[_Style] = []
        self._ids_by_look: dict[str, StyleKey] = {}
        self._taken_ids: set[str] = set()
        self._taken_names: set[str] = set()
        self._known: dict[bytes, StyleNames] = {}
        self._defaults: dict[str, str] = {}

    def take(self, part: bytes | None, new_number: NewNumber) -> StyleNames:
        """Take the styles of a paper; ``new_number`` gives its lists new numbers.

        Styles that number their paragraphs are taken for each paper anew: shared, they would count on over all papers.
        """
        if part is None:
            return NO_STYLES
        known = self._known.get(part)
        if known is None:
            root = parse_exactly(part)
            drop_ignorable(root)
            numbering = root.find(f".//{W}numPr") is not None
            known = self._take(root, new_number, salt=str(len(self._styles)) if numbering else "")
            if not numbering:
                self._known[part] = known
        return known

    def as_part(self) -> bytes:
        """All styles. Where papers have different defaults, each style without a base carries those of its own."""
        root = element("styles") if self._root is None else self._root
        for old in root.findall(f"{W}style"):
            root.remove(old)
        if len({each.defaults for each in self._styles}) > 1:
            for style in self._styles:
                _carry_defaults(style)
            for defaults in root.findall(f"{W}docDefaults"):
                root.remove(defaults)
        root.extend(each.xml for each in self._styles)
        return as_part(root)

    def _take(self, root: etree._Element, new_number: NewNumber, salt: str) -> StyleNames:
        if self._root is None:
            self._root = copy.deepcopy(root)
        found = child(root, "docDefaults")
        defaults = b"" if found is None else canonical(found)
        styles = {_key(each): each for each in root.findall(f"{W}style")}
        looks = {key: self._look(key, styles, defaults, salt) for key in styles}
        new = [key for key in styles if looks[key] not in self._ids_by_look]
        for key in new:
            self._ids_by_look.setdefault(looks[key], (key[0], self._free_id(key[1])))
        ids = {key: self._ids_by_look[look][1] for key, look in looks.items()}
        defaults_of_paper = {key[0]: ids[key] for key, each in styles.items() if _is_default(each)}
        for kind, default in defaults_of_paper.items():
            self._defaults.setdefault(kind, default)
        for key in new:
            self._add(styles[key], key, ids, defaults, new_number)
        foreign = {kind: own for kind, own in defaults_of_paper.items() if self._defaults[kind] != own}
        return StyleNames(ids, foreign.get("paragraph"), foreign.get("table"))

    def _look(self, key: StyleKey, styles: Mapping[StyleKey, etree._Element], defaults: bytes, salt: str) -> str:
        """What a style is: the same for styles that say the same, and whose bases do."""
        digest = hashlib.sha256(salt.encode() + defaults)
        for each in _with_bases(key, styles):
            digest.update(canonical(styles[each]))
        return digest.hexdigest()

    def _free_id(self, wanted: str) -> str:
        return _free(wanted, self._taken_ids, "{}_{}")

    def _add(
        self, style: etree._Element, key: StyleKey, ids: Mapping[StyleKey, str], defaults: bytes, new_number: NewNumber
    ) -> None:
        kind, own = key
        made = copy.deepcopy(style)
        made.set(f"{W}styleId", ids[key])
        name = child(made, "name")
        if name is not None:
            name.set(f"{W}val", _free(name.get(f"{W}val", own), self._taken_names, "{} ({})"))
        if _is_default(made) and self._defaults[kind] != ids[key]:
            del made.attrib[f"{W}default"]
        for reference, of in (("basedOn", kind), ("next", kind), ("link", _LINKED.get(kind, kind))):
            _point(made, reference, of, ids)
        for number in made.iter(f"{W}numId"):
            number.set(f"{W}val", new_number(number.get(f"{W}val", "0")))
        self._styles.append(_Style(made, defaults))


_LINKED = {"paragraph": "character", "character": "paragraph"}


def _key(style: etree._Element) -> StyleKey:
    return style.get(f"{W}type", "paragraph"), style.get(f"{W}styleId", "")


def _is_default(style: etree._Element) -> bool:
    return style.get(f"{W}default") in ("1", "true", "on")


def _with_bases(key: StyleKey, styles: Mapping[StyleKey, etree._Element]) -> Iterator[StyleKey]:
    """A style, its base, the base of that, …; a circle is followed once."""
    seen: set[StyleKey] = set()
    while key in styles and key not in seen:
        yield key
        seen.add(key)
        key = key[0], value(styles[key], "basedOn") or ""


def _point(style: etree._Element, reference: str, kind: str, ids: Mapping[StyleKey, str]) -> None:
    """Make a reference lead to the style under its new name; one that leads nowhere is dropped."""
    found = child(style, reference)
    if found is None:
        return
    target = ids.get((kind, found.get(f"{W}val", "")))
    if target is None:
        style.remove(found)
    else:
        found.set(f"{W}val", target)


def _free(wanted: str, taken: set[str], pattern: str) -> str:
    """``wanted``, or the first name made of it that is not taken; capitals make no difference."""
    name, number = wanted, 1
    while name.casefold() in taken:
        number += 1
        name = pattern.format(wanted, number)
    taken.add(name.casefold())
    return name


def _carry_defaults(style: _Style) -> None:
    """Write the defaults of its document below what a paragraph style without a base says itself."""
    kind, _ = _key(style.xml)
    if kind != "paragraph" or child(style.xml, "basedOn") is not None or not style.defaults:
        return
    defaults = parse_exactly(style.defaults)
    for holder, name, order in (("pPrDefault", "pPr", PARAGRAPH_ORDER), ("rPrDefault", "rPr", RUN_ORDER)):
        source = defaults.find(f"{W}{holder}/{W}{name}")
        if source is not None:
            add_below(style.xml, source, order)
