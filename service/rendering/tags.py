"""The tags of a template, read before docxtpl touches them.

``patch_xml`` is a chain of regular expressions: a tag without its end swallows paragraphs, the text beside a ``{%p %}``
disappears without a word. :func:`check_tags` finds such mistakes where they are made, all of them at once, and says
in plain words how to mend each.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import NamedTuple

from jinja2 import Environment, TemplateSyntaxError
from lxml import etree

from service.rendering.flaws import Flaw, shorten

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_BRACKETS = re.compile(r"\{\{|\{%|\{#|\}\}|%\}|#\}")
_CLOSING = {"{{": "}}", "{%": "%}", "{#": "#}"}
_OPENING = {closing: opening for opening, closing in _CLOSING.items()}
_ESCAPES = re.compile(r"\{_[{%]|[%}]_\}")
_LEVEL = re.compile(r"(p|tr|tc|r) ")
_CONTAINERS = {"p": ("p", "paragraph"), "tr": ("tr", "table row"), "tc": ("tc", "table cell")}
_LOST_WITH_A_TAG = tuple(f"{WORD}{name}" for name in ("drawing", "pict", "object", "sectPr", "footnoteReference"))

_MISPLACED = "tags are read in the ordinary text of paragraphs only, not in fields, formulas, links or descriptions"

_BLOCK_ENDS = {"endif": "if", "endfor": "for"}
# Beyond these, Jinja's parser may exceed the depth of Python's stack.
_LONGEST_TAG = 300
_DEEPEST_NESTING = 20

_CELL_WORDS = frozenset({"vm", "colspan", "cellbg"})
_KEYWORDS = ("if", "elif", "else", "endif", "for", "endfor", "set", *sorted(_CELL_WORDS))
_STRAIGHT_QUOTES = str.maketrans("“”‘’", "\"\"''")


class Tag(NamedTuple):
    """A template tag: opening bracket, level (``p``, ``tr``, ``tc``, ``r`` or none), inside; its paragraph and text."""

    bracket: str
    level: str
    inside: str
    written: str
    paragraph: etree._Element
    text: str

    @property
    def keyword(self) -> str:
        """First word of a ``{% %}``."""
        return self.inside.split(maxsplit=1)[0] if self.inside else ""


def check_tags(root: etree._Element, part: str) -> list[Flaw]:
    """Everything that is wrong with the tags in the paragraphs of a part."""
    tags: list[Tag] = []
    flaws: list[Flaw] = [Flaw(part, shorten(text), _MISPLACED) for text in _other_texts(root) if has_tag(text)]
    for paragraph in root.iter(f"{WORD}p"):
        text = _own_text(paragraph)
        if _BRACKETS.search(text) or _ESCAPES.search(text):
            flaws += (Flaw(part, shorten(text), explanation) for explanation in _scan(paragraph, text, tags))
    for tag in tags:
        flaws += (Flaw(part, shorten(tag.text), explanation) for explanation in _tag_flaws(tag))
    flaws += (Flaw(part, shorten(tag.text), explanation) for tag, explanation in _pairing_flaws(tags))
    return flaws


def has_tag(text: str) -> bool:
    """Does a tag begin in this text?"""
    return any(bracket in text for bracket in _CLOSING)


def _other_texts(root: etree._Element) -> Iterator[str]:
    """Everything written in a part that is not text of a paragraph: field codes, formulas, attributes."""
    for element in root.iter(etree.Element):
        yield from map(str, element.attrib.values())
        if element.tag != f"{WORD}t" or next(element.iterancestors(f"{WORD}p"), None) is None:
            yield element.text or ""


def _own_text(paragraph: etree._Element) -> str:
    """The text of a paragraph without that of the text boxes anchored in it."""
    return "".join(
        text.text or "" for text in paragraph.iter(f"{WORD}t") if next(text.iterancestors(f"{WORD}p")) is paragraph
    )


def _scan(paragraph: etree._Element, text: str, tags: list[Tag]) -> Iterator[str]:
    """Add the tags of one paragraph to ``tags``; say what is wrong with their brackets."""
    if _ESCAPES.search(text):
        yield "docxtpl's escapes {_{ and {_% are not used here: they would also change data that holds them"
    opened: re.Match[str] | None = None
    for bracket in _BRACKETS.finditer(text):
        mark = bracket.group()
        if opened is None and mark in _CLOSING:
            opened = bracket
        elif opened is None:
            yield f"{mark} ends a tag that was never opened with {_OPENING[mark]}"
        elif mark == _CLOSING[opened.group()]:
            tags.append(_tag(paragraph, text, opened, bracket))
            opened = None
        elif opened.group() == "{#":
            yield f"a comment holds no {mark}: docxtpl would still act on it"
        elif mark in _CLOSING:
            yield f"{opened.group()} is not closed with {_CLOSING[opened.group()]} before the next {mark}"
            opened = bracket
    if opened is not None:
        closing = _CLOSING[opened.group()]
        yield f"{opened.group()} is not closed; write {closing} in the same paragraph"


def _tag(paragraph: etree._Element, text: str, opened: re.Match[str], closed: re.Match[str]) -> Tag:
    inside = text[opened.end() : closed.start()].translate(_STRAIGHT_QUOTES)
    level = _LEVEL.match(inside)
    if level:
        inside = inside[level.end() :]
    written = text[opened.start() : closed.end()]
    return Tag(opened.group(), level.group(1) if level else "", inside.strip("-+ \t\n\xa0"), written, paragraph, text)


def _tag_flaws(tag: Tag) -> Iterator[str]:
    if tag.level in _CONTAINERS:
        yield from _container_flaws(tag)
    if len(tag.inside) > _LONGEST_TAG and tag.bracket != "{#":
        yield f"this tag has more than {_LONGEST_TAG} characters; prepare the value in the program"
    elif tag.bracket != "{#" and re.search(r"[&\\]", tag.inside):
        yield f"{tag.written} holds & or \\, which are not read alike everywhere; prepare the value in the program"
    if tag.bracket == "{{":
        yield from _value_flaws(tag)
    elif tag.bracket == "{%":
        yield from _statement_flaws(tag)


def _container_flaws(tag: Tag) -> Iterator[str]:
    """The tag replaces the whole paragraph, row or cell: whatever else stands there would be lost."""
    element, name = _CONTAINERS[tag.level]
    container = next(tag.paragraph.iterancestors(f"{WORD}{element}"), None) if element != "p" else tag.paragraph
    if container is None:
        yield f"{tag.written} stands outside of a {name}"
        return
    text = "".join(piece.text or "" for piece in container.iter(f"{WORD}t"))
    if text.strip() != tag.written.strip() or next(container.iter(*_LOST_WITH_A_TAG), None) is not None:
        yield f"{tag.written} must stand alone in its {name}, which is left out of the document with all that is in it"
    if re.search(r"[}%]", tag.inside):
        yield f"no % or }} may stand inside of {tag.bracket}{tag.level} …"


def _value_flaws(tag: Tag) -> Iterator[str]:
    if tag.level:
        yield f"{tag.written} asks for ready-made formatting (RichText, subdocument); write {{{{ {tag.inside} }}}}"
    elif not tag.inside:
        yield "this tag is empty; write the name of a value: {{ title }}"
    elif not _parses(f"{{{{ {tag.inside} }}}}"):
        yield f"{tag.written} is not the name of a value; is there a stray space or sign in it?"


def _statement_flaws(tag: Tag) -> Iterator[str]:
    keyword = tag.keyword
    if keyword == "hm":
        yield "{% hm %} makes the number of cells depend on the data; merge the cells in Word"
    elif keyword not in _KEYWORDS:
        yield f"“{keyword}” is not used in these templates" + _suggestion(keyword)
    elif keyword in _CELL_WORDS:
        if tag.level or next(tag.paragraph.iterancestors(f"{WORD}tc"), None) is None:
            yield f"{{% {keyword} %}} stands in the text of a table cell"
        elif keyword != "vm" and not _parses(f"{{{{ {tag.inside.removeprefix(keyword)} }}}}"):
            yield f"{tag.written} needs a number or a quoted colour, like {{% colspan 2 %}} or {{% cellbg 'FFFF00' %}}"
    elif not _parses(_completed(keyword, tag.inside)):
        yield f"{tag.written} is not complete; it should look like {_EXAMPLES[keyword]}"


def _completed(keyword: str, inside: str) -> str:
    """A small template that is sound if this statement is."""
    statement = f"{{% {inside} %}}"
    if keyword in ("elif", "else", "endif"):
        return f"{{% if x %}}{statement}" + ("" if keyword == "endif" else "{% endif %}")
    if keyword == "endfor":
        return f"{{% for x in y %}}{statement}"
    return statement + {"if": "{% endif %}", "for": "{% endfor %}"}.get(keyword, "")


_EXAMPLES = {
    "if": "{% if title %}",
    "elif": "{% elif title %}",
    "else": "{% else %}",
    "endif": "{% endif %}",
    "for": "{% for item in items %}",
    "endfor": "{% endfor %}",
    "set": "{% set chair = signatures.chair %}",
}


def _parses(source: str) -> bool:
    try:
        Environment(autoescape=True).parse(source)
    except (TemplateSyntaxError, RecursionError):
        return False
    return True


def _suggestion(keyword: str) -> str:
    nearest = difflib.get_close_matches(keyword, _KEYWORDS, n=1)
    return f"; did you mean “{nearest[0]}”?" if nearest else f"; there are {', '.join(_KEYWORDS)}"


def _pairing_flaws(tags: list[Tag]) -> Iterator[tuple[Tag, str]]:
    """Every ``if`` has its ``endif``, every ``for`` its ``endfor``, of the same level."""
    opened: list[Tag] = []
    for tag in tags:
        if tag.bracket != "{%" or tag.keyword not in ("if", "for", "elif", "else", *_BLOCK_ENDS):
            continue
        if tag.keyword in ("if", "for"):
            opened.append(tag)
            if len(opened) > _DEEPEST_NESTING:
                yield tag, f"more than {_DEEPEST_NESTING} conditions and loops stand one inside the other"
            continue
        wanted = _BLOCK_ENDS.get(tag.keyword) or ("if" if tag.keyword == "elif" else None)
        if not opened or (wanted and opened[-1].keyword != wanted):
            reason = f"{opened[-1].written} is still open" if opened else "nothing is open"
            yield tag, f"{tag.written} has nothing to belong to: {reason}"
        elif tag.level != opened[-1].level:
            yield tag, f"{tag.written} and {opened[-1].written} must be of the same kind"
        if tag.keyword in _BLOCK_ENDS and opened and opened[-1].keyword == wanted:
            opened.pop()
    for tag in opened:
        yield tag, f"{tag.written} is never closed; write {{%{tag.level} end{tag.keyword} %}}"
