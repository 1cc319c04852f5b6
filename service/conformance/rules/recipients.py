"""Nơi nhận (ô 9b)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.conformance.components import Recipients
from service.conformance.components.wording import RECIPIENTS, composed
from service.conformance.paper import Line, Span
from service.conformance.reading.layout import spans_between
from service.conformance.remedies import SetCharacters
from service.conformance.rules.formatting import size_fault, weight_fault
from service.conformance.rules.registry import Examined, Fault, rule
from service.conformance.rules.title_block import is_submission
from service.errors import Message

_LABEL = re.compile(r"\S+\s+[^\s:.]+\s*[:.]?")  # two words and a mark, of text that may not be composed
_AS_ABOVE = re.compile(r"^-?\s*như trên\b", re.IGNORECASE)
_ARCHIVE = re.compile(r"^-\s*Lưu\b")
_LABEL_NAME = Message("chữ “Nơi nhận:”", "the label “Nơi nhận:”")


@rule("recipients.missing", "error", "recipients", "Có Nơi nhận", "There is Nơi nhận",
      kinds=("titled", "letter", "minutes"))  # fmt: skip
def recipients_missing(examined: Examined) -> Iterator[Fault]:
    """Compulsory in every official paper; in minutes it may be left out."""
    recipients = examined.found.recipients
    if recipients is None or not recipients.items:
        yield Fault(
            recipients.label if recipients else None,
            Message("không thấy Nơi nhận", "no Nơi nhận"),
            Message("“Nơi nhận:” ở góc trái cuối văn bản", "“Nơi nhận:” at the bottom left"),
            Message("Gõ “Nơi nhận:” và các nơi nhận ở góc trái, ngang phần ký.", "Type it at the bottom left."),
            severity="info" if examined.kind == "minutes" else None,
        )


def _label_spans(recipients: Recipients) -> list[Span]:
    text = "".join(span.text for span in recipients.label.spans)
    lead = len(text) - len(text.lstrip())
    match = _LABEL.match(text, lead)
    end = match.end() if match else len(text)
    return [span for span in spans_between(recipients.label.spans, lead, end) if not span.blank]


@rule("recipients.label", "error", "recipients",
      "“{norm.recipients.label}” cỡ chữ {norm.recipients.label_size_pt[0]:g}, gạch chân, đứng, không đậm",
      "“{norm.recipients.label}” {norm.recipients.label_size_pt[0]:g} pt underlined, upright, not bold")  # fmt: skip
def recipients_label(examined: Examined) -> Iterator[Fault]:
    """Its words, size, weight and underline."""
    recipients, norm = examined.found.recipients, examined.edition.recipients
    if recipients is None:
        return
    spans = _label_spans(recipients)
    said = composed("".join(span.text for span in spans))
    if said != norm.label:
        yield Fault(
            recipients.label,
            Message(f"“{said}”", f"“{said}”"),
            Message(f"“{norm.label}”", f"“{norm.label}”"),
            Message(f"Viết “{norm.label}”.", f"Write “{norm.label}”."),
        )
    yield from size_fault(recipients.label, spans, *norm.label_size_pt, _LABEL_NAME)
    yield from weight_fault(recipients.label, spans, bold=False, italic=False, name=_LABEL_NAME)
    words = [span for span in spans if any(map(str.isalpha, span.text))]
    plain = [span for span in words if span.format.underline != norm.label_underline]
    if plain:
        yield Fault(
            recipients.label,
            Message("không gạch chân", "not underlined"),
            Message("gạch chân", "underlined"),
            Message("Chọn chữ “Nơi nhận:”, nhấn Ctrl+U.", "Select “Nơi nhận:”, press Ctrl+U."),
            (SetCharacters(tuple(plain), underline=norm.label_underline),),
        )


def _item_spans(recipients: Recipients, line: Line) -> list[Span]:
    """The spans of a line of an item: without the label, where both stand on one line."""
    if line is not recipients.label:
        return line.visible
    label = {id(span.element): span.end for span in _label_spans(recipients)}
    return [span for span in line.visible if span.end > label.get(id(span.element), 0)]


@rule("recipients.items-size", "error", "recipients", "Các nơi nhận cỡ chữ {norm.recipients.item_size_pt[0]:g}, đứng",
      "Items {norm.recipients.item_size_pt[0]:g} pt, upright")  # fmt: skip
def recipients_items_size(examined: Examined) -> Iterator[Fault]:
    """Size, weight and slope of every item."""
    recipients = examined.found.recipients
    for line in (line for item in recipients.items for line in item) if recipients else ():
        name = Message("các nơi nhận", "the items of Nơi nhận")
        spans = _item_spans(recipients, line) if recipients else []
        yield from size_fault(line, spans, *examined.edition.recipients.item_size_pt, name)
        yield from weight_fault(line, spans, bold=False, italic=False, name=name)


@rule("recipients.separators", "warning", "recipients",
      "Mỗi nơi nhận một dòng “- …{norm.recipients.separator}”, dòng cuối kết thúc “{norm.recipients.last}”",
      "Each item “- …{norm.recipients.separator}”, the last ends “{norm.recipients.last}”", concern="text")  # fmt: skip
def recipients_separators(examined: Examined) -> Iterator[Fault]:
    """The hyphen before, the mark after."""
    recipients, norm = examined.found.recipients, examined.edition.recipients
    if recipients is None:
        return
    texts = [composed(RECIPIENTS.sub("", text)) for text in recipients.texts]
    for index, (text, lines) in enumerate(zip(texts, recipients.items, strict=True)):
        mark = norm.last if index == len(texts) - 1 else norm.separator
        if not text.startswith(norm.prefix) or not text.endswith(mark) or text.endswith("./."):
            yield Fault(
                lines[-1],
                _wrong_mark(text, norm.prefix),
                Message(f"“- …”, kết thúc bằng “{mark}”", f"“- …”, ending with “{mark}”"),
                Message(
                    f"Mỗi nơi nhận một dòng, bắt đầu “- ”, kết thúc “{norm.separator}”; dòng cuối “{norm.last}”.",
                    f"One line each, beginning “- ”, ending “{norm.separator}”; the last ends “{norm.last}”.",
                ),
                quote=text,
            )


def _wrong_mark(text: str, prefix: str) -> Message:
    if not text.startswith(prefix):
        return Message("không bắt đầu bằng gạch nối và dấu cách", "no hyphen and space before it")
    if text[-1:].isalnum() or text.endswith(")"):
        return Message("không có dấu ở cuối", "no mark at its end")
    return Message(f"kết thúc bằng “{text[-1:]}”", f"it ends with “{text[-1:]}”")


@rule("recipients.archive-last", "error", "recipients", "Dòng cuối là “- Lưu …”", "The last item is “- Lưu …”",
      concern="text")  # fmt: skip
def recipients_archive_last(examined: Examined) -> Iterator[Fault]:
    """Where the paper is kept."""
    recipients = examined.found.recipients
    if recipients is None or not recipients.items:
        return
    texts = [composed(RECIPIENTS.sub("", text)) for text in recipients.texts]
    if not _ARCHIVE.match(texts[-1].replace("–", "-")) and not re.match(r"^Lưu\b", texts[-1]):
        yield Fault(
            recipients.items[-1][-1],
            Message(f"dòng cuối “{texts[-1][:40]}”", f"the last item is “{texts[-1][:40]}”"),
            Message("“- Lưu …”", "“- Lưu …”"),
            Message("Thêm dòng cuối “- Lưu Đảng ủy.” hoặc “- Lưu Chi bộ.”", "End with “- Lưu Đảng ủy.” or its like."),
            quote=texts[-1],
        )


@rule("recipients.as-above", "error", "recipients", "“- Như trên” khi và chỉ khi có Kính gửi, Kính trình",
      "“- Như trên” if and only if there are addressees", concern="text")  # fmt: skip
def recipients_as_above(examined: Examined) -> Iterator[Fault]:
    """Of a công văn or tờ trình; “- Như Điều n” of a decision is another thing."""
    recipients = examined.found.recipients
    if recipients is None or not recipients.items or examined.kind == "slip":
        return
    texts = [composed(RECIPIENTS.sub("", text)) for text in recipients.texts]
    said = [lines for text, lines in zip(texts, recipients.items, strict=True) if _AS_ABOVE.match(text)]
    addressed = bool(examined.found.title_block.addressees) and (examined.kind == "letter" or is_submission(examined))
    if addressed and not _AS_ABOVE.match(texts[0]):
        yield Fault(
            recipients.items[0][0],
            Message("không có “- Như trên”", "no “- Như trên”"),
            Message("dòng đầu “- Như trên”", "“- Như trên” comes first"),
            Message("Thêm “- Như trên” ở dòng đầu Nơi nhận.", "Add “- Như trên” as the first item."),
        )
    elif said and not examined.found.title_block.addressees:
        yield Fault(
            said[0][0],
            Message("“- Như trên” mà không có Kính gửi", "“- Như trên” without addressees"),
            Message("không có", "none"),
            Message("Xóa dòng “- Như trên”.", "Delete “- Như trên”."),
        )
