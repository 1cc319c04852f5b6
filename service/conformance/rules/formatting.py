"""Size, weight, slope, case and alignment of the components of the page: one table, one engine.

Each line of :data:`COMPONENT_RULES` says which component of the norm is judged, at which lines of the paper, and under
which id each of its properties is reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from service.conformance.components import Components
from service.conformance.components.wording import composed, is_upper
from service.conformance.paper import Line, Span
from service.conformance.reading.layout import width_of
from service.conformance.remedies import SetCharacters, SetParagraph
from service.conformance.rules.registry import EVERY_KIND, Examined, Fault, rule
from service.errors import Message
from service.norm.edition import Component, size_words, weight_words
from service.norm.type_names import PaperKind

Lines = Sequence[Line | None]
_KIEM = re.compile("^kiêm ")  # between two offices of one person
_HALF_STEP = 0.26  # Word keeps sizes in half points


@dataclass(frozen=True, slots=True)
class ComponentRule:
    """Ids by property; "" where it is not judged. ``norm`` names the table of the edition."""

    norm: str
    name: Message
    lines: Callable[[Components], Lines]
    size: str = ""
    weight: str = ""
    case: str = ""
    centred: str = ""
    kinds: frozenset[PaperKind] = EVERY_KIND


def _signature_lines(part: str) -> Callable[[Components], Lines]:
    def lines(found: Components) -> Lines:
        values = (getattr(signature, part) for signature in found.signatures)
        return [line for value in values for line in (value if isinstance(value, tuple) else [value])]

    return lines


_NOT_SLIPS: frozenset[PaperKind] = EVERY_KIND - {"slip"}
_WITH_SUBJECT: frozenset[PaperKind] = frozenset({"titled", "minutes"})

COMPONENT_RULES = (
    ComponentRule(
        "title",
        Message("tiêu đề", "the title"),
        lambda found: [found.letterhead.title],
        size="title.size",
        weight="title.bold",
    ),
    ComponentRule(
        "superior",
        Message("tên cơ quan cấp trên", "the name of the superior body"),
        lambda found: found.letterhead.superior,
        size="superior.size",
        weight="superior.bold",
        case="superior.case",
    ),
    ComponentRule(
        "issuer",
        Message("tên cơ quan ban hành", "the name of the issuing body"),
        lambda found: found.letterhead.issuer,
        size="issuer.size",
        weight="issuer.bold",
        case="issuer.case",
    ),
    ComponentRule(
        "number_line",
        Message("số và ký hiệu", "number and symbol"),
        lambda found: [found.letterhead.number],
        size="number.size",
        weight="number.size",
    ),
    ComponentRule(
        "place_date",
        Message("địa danh, ngày tháng năm", "place and date"),
        lambda found: [found.letterhead.place_date],
        size="place-date.size",
        weight="place-date.italic",
    ),
    ComponentRule(
        "type_name",
        Message("tên loại", "the type name"),
        lambda found: found.title_block.type_name,
        size="type-name.size",
        weight="type-name.bold",
        case="type-name.case",
        centred="type-name.centred",
        kinds=EVERY_KIND - {"letter"},
    ),
    ComponentRule(
        "subject",
        Message("trích yếu", "the subject"),
        lambda found: found.title_block.subject,
        size="subject.size",
        weight="subject.bold",
        centred="subject.centred",
        kinds=_WITH_SUBJECT,
    ),
    ComponentRule(
        "letter_subject",
        Message("trích yếu công văn", "the subject of the letter"),
        lambda found: found.letterhead.letter_subject,
        size="letter.subject-style",
        weight="letter.subject-style",
        kinds=frozenset({"letter"}),
    ),
    ComponentRule(
        "authority",
        Message("quyền hạn ký", "the authority line"),
        _signature_lines("authority"),
        size="signature.size",
        weight="signature.authority-bold",
        case="signature.case",
    ),
    ComponentRule(
        "position",
        Message("chức vụ", "the position"),
        _signature_lines("positions"),
        size="signature.size",
        weight="signature.position-plain",
        case="signature.case",
    ),
    ComponentRule(
        "signer",
        Message("họ tên người ký", "the signer's name"),
        _signature_lines("name"),
        size="signature.size",
        weight="signature.name-bold",
        case="signature.name-case",
    ),
)


def size_fault(line: Line, spans: Sequence[Span], least: float, most: float, name: Message) -> Iterator[Fault]:
    """A fault where characters of ``line`` are of another size."""
    wrong = [span for span in spans if not least - _HALF_STEP < span.format.size < most + _HALF_STEP]
    if not wrong:
        return
    size = wrong[0].format.size
    target = least if size < least else most
    yield Fault(
        line,
        size_words((size, size)),
        size_words((least, most)),
        Message(f"Chọn {name.vi}, đặt {size_words((target, target)).vi}.", f"Select {name.en} and set {target:g} pt."),
        (SetCharacters(tuple(wrong), size=target),) if _fits(line, target) else (),
    )


def _fits(line: Line, size: float) -> bool:
    """Whether the line still stands on one line of its cell at that size: else widening the cell is a clerk's work."""
    container = line.paragraph.container
    widened = width_of(line.spans) * size / max(span.format.size for span in line.visible)
    return container.cell is None or widened <= container.width or width_of(line.spans) > container.width


def underline_fault(line: Line, spans: Sequence[Span], name: Message) -> Iterator[Fault]:
    """A fault where characters of ``line`` are underlined."""
    wrong = [span for span in spans if span.format.underline]
    if wrong:
        yield Fault(
            line,
            Message("gạch chân", "underlined"),
            Message("không gạch chân", "not underlined"),
            Message(f"Chọn {name.vi}, bỏ gạch chân (Ctrl+U).", f"Select {name.en} and press Ctrl+U."),
            (SetCharacters(tuple(wrong), underline=False),),
        )


def weight_fault(line: Line, spans: Sequence[Span], *, bold: bool, italic: bool, name: Message) -> Iterator[Fault]:
    """A fault where characters of ``line`` have another weight or slope."""
    wrong = [span for span in spans if (span.format.bold, span.format.italic) != (bold, italic)]
    if not wrong:
        return
    wanted = weight_words(bold=bold, italic=italic)
    yield Fault(
        line,
        weight_words(bold=wrong[0].format.bold, italic=wrong[0].format.italic),
        wanted,
        Message(f"Chọn {name.vi}, đặt kiểu chữ {wanted.vi}.", f"Select {name.en} and make it {wanted.en}."),
        (SetCharacters(tuple(wrong), bold=bold, italic=italic),),
    )


def case_fault(line: Line, name: Message) -> Iterator[Fault]:
    """A fault where ``line`` is not in capitals."""
    if not is_upper(_KIEM.sub("", composed(line.text))):
        yield Fault(
            line,
            Message("có chữ thường", "small letters"),
            Message("chữ in hoa", "capitals"),
            Message(
                f"Gõ lại {name.vi} bằng chữ in hoa: {composed(line.text).upper()}",
                f"Type {name.en} in capitals: {composed(line.text).upper()}",
            ),
        )


def capitals_fault(line: Line, name: Message) -> Iterator[Fault]:
    """A fault where ``line`` is all in capitals and should not be."""
    text = composed(line.text)
    if is_upper(text) and any(len(word) > 1 for word in text.split()):
        yield Fault(
            line,
            Message("cả tên viết in hoa", "all in capitals"),
            Message("chỉ viết hoa chữ cái đầu", "capitals at the beginning of words only"),
            Message(f"Gõ lại {name.vi}: “{text.title()}”.", f"Type {name.en} as “{text.title()}”."),
        )


def centred_fault(line: Line, name: Message) -> Iterator[Fault]:
    """A fault where ``line`` does not stand in the middle."""
    if not line.centred:
        yield Fault(
            line,
            Message("không canh giữa", "not centred"),
            Message("canh giữa", "centred"),
            Message(f"Đặt con trỏ ở {name.vi}, chọn canh giữa (Ctrl+E).", f"Centre {name.en} (Ctrl+E)."),
            (SetParagraph(line.paragraph, align="center", first_line_mm=0, left_mm=0),),
        )


def _judge(each: ComponentRule, properties: frozenset[str]) -> Callable[[Examined], Iterator[Fault]]:
    def judge(examined: Examined) -> Iterator[Fault]:
        component: Component = getattr(examined.edition, each.norm)
        if examined.kind not in each.kinds:
            return
        for line in filter(None, each.lines(examined.found)):
            if "size" in properties:
                yield from size_fault(line, line.visible, *component.size_pt, each.name)
            if "weight" in properties:
                yield from weight_fault(
                    line, line.visible, bold=component.bold, italic=component.italic, name=each.name
                )
                if each.norm != "title":  # of the title, that is a rule of its own
                    yield from underline_fault(line, line.visible, each.name)
            if "case" in properties:
                yield from case_fault(line, each.name) if component.upper else capitals_fault(line, each.name)
            if "centred" in properties:
                yield from centred_fault(line, each.name)

    return judge


def _enter_all() -> None:
    """Enter one rule for each id; an id that several components share is judged at all of them."""
    by_id: dict[str, list[tuple[ComponentRule, frozenset[str]]]] = {}
    for each in COMPONENT_RULES:
        own: dict[str, set[str]] = {}
        for name in ("size", "weight", "case", "centred"):
            if identifier := getattr(each, name):
                own.setdefault(identifier, set()).add(name)
        for identifier, names in own.items():
            by_id.setdefault(identifier, []).append((each, frozenset(names)))
    for identifier, parts in by_id.items():
        demand = _demand(parts)
        judges = [_judge(each, names) for each, names in parts]
        rule(
            identifier,
            "error",
            parts[0][0].norm,
            demand.vi,
            demand.en,
            concern="text" if parts[0][1] == {"case"} else "layout",
        )(_together(judges))


def _together(judges: Sequence[Callable[[Examined], Iterator[Fault]]]) -> Callable[[Examined], Iterator[Fault]]:
    def judge(examined: Examined) -> Iterator[Fault]:
        for one in judges:
            yield from one(examined)

    return judge


def _demand(parts: Sequence[tuple[ComponentRule, frozenset[str]]]) -> Message:
    """What a rule says, with the figures of the edition to be filled in."""
    vi, en = [], []
    for each, properties in parts:
        words = [_DEMANDS[name](each.norm) for name in _DEMANDS if name in properties]
        vi.append(f"{each.name.vi}: {', '.join(word.vi for word in words)}")
        en.append(f"{each.name.en}: {', '.join(word.en for word in words)}")
    return Message(_capital("; ".join(vi)), _capital("; ".join(en)))


def _capital(sentence: str) -> str:
    return f"{sentence[:1].upper()}{sentence[1:]}"


_DEMANDS: dict[str, Callable[[str], Message]] = {
    "size": lambda norm: Message(f"{{norm.{norm}.size.vi}}", f"{{norm.{norm}.size.en}}"),
    "weight": lambda norm: Message(f"{{norm.{norm}.weight.vi}}", f"{{norm.{norm}.weight.en}}"),
    "case": lambda norm: (
        Message("chữ in hoa", "in capitals")
        if norm != "signer"
        else Message("viết hoa chữ cái đầu", "capitals at the beginning of words only")
    ),
    "centred": lambda _: Message("canh giữa", "centred"),
}


_enter_all()
