"""The căn cứ: how they are set, and whether they were in force (căn cứ ban hành)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from service.conformance.components.wording import composed
from service.conformance.paper import Paragraph
from service.conformance.remedies import SetCharacters
from service.conformance.rules.registry import Examined, Fault, rule
from service.errors import Message
from service.norm.bases import citations_in
from service.norm.printing import short_date


@rule("bases.dash", "warning", "legal_bases", "Mỗi căn cứ một dòng, bắt đầu bằng “{norm.legal_bases.prefix}”",
      "Each basis on a line of its own, beginning with “{norm.legal_bases.prefix}”", concern="text")  # fmt: skip
def bases_dash(examined: Examined) -> Iterator[Fault]:
    """A hyphen, typed or by automatic numbering."""
    prefix = examined.edition.legal_bases.prefix
    for paragraph in examined.found.bases:
        text = composed(paragraph.text)
        if not text.startswith(prefix):
            mark = "" if text[:1].isalpha() else text[:1]
            yield Fault(
                paragraph,
                Message(f"“{mark}”", f"“{mark}”") if mark else Message("không có dấu gạch nối", "no hyphen"),
                Message(f"bắt đầu bằng “{prefix}”", f"it begins with “{prefix}”"),
                Message("Gõ dấu gạch nối và một dấu cách trước căn cứ.", "Type a hyphen and a space before it."),
            )


@rule("bases.italic", "error", "legal_bases", "Căn cứ chữ đứng, không nghiêng", "Bases upright, not italic")
def bases_italic(examined: Examined) -> Iterator[Fault]:
    """State papers set them in italics, Party papers do not."""
    for paragraph in examined.found.bases:
        wrong = [span for span in paragraph.visible if span.format.italic != examined.edition.legal_bases.italic]
        if wrong:
            yield Fault(
                paragraph,
                Message("chữ nghiêng", "italic"),
                Message("chữ đứng", "upright"),
                Message("Chọn các căn cứ, bỏ chữ nghiêng (Ctrl+I).", "Select the bases, press Ctrl+I."),
                (SetCharacters(tuple(wrong), italic=False),),
            )


@rule("bases.separator", "warning", "legal_bases",
      "Cuối mỗi căn cứ là “{norm.legal_bases.separator}”, cuối căn cứ sau cùng là “{norm.legal_bases.last}” hoặc "
      "“{norm.legal_bases.last_alone}”",
      "Each basis ends with “{norm.legal_bases.separator}”, the last with “{norm.legal_bases.last}” or "
      "“{norm.legal_bases.last_alone}”", concern="text")  # fmt: skip
def bases_separator(examined: Examined) -> Iterator[Fault]:
    """What the last ends with is open between sources: comma or full stop."""
    norm = examined.edition.legal_bases
    for paragraph in examined.found.bases[:-1]:
        yield from _ending(paragraph, (norm.separator,))
    for paragraph in examined.found.bases[-1:]:
        yield from _ending(paragraph, (norm.last, norm.last_alone))


def _ending(paragraph: Paragraph, right: tuple[str, ...]) -> Iterator[Fault]:
    text = composed(paragraph.text)
    if not text.endswith(right) or text.endswith("./."):
        marks = [f"“{mark}”" for mark in dict.fromkeys(right)]
        wanted, wanted_en = " hoặc ".join(marks), " or ".join(marks)
        yield Fault(
            paragraph,
            Message(f"kết thúc bằng “{text[-1:]}”", f"it ends with “{text[-1:]}”"),
            Message(f"kết thúc bằng {wanted}", f"it ends with {wanted_en}"),
            Message(f"Kết thúc căn cứ này bằng {wanted}.", f"End it with {wanted_en}."),
            quote=text[-60:],
        )


@rule("basis.superseded", "warning", "legal_bases", "Không viện dẫn căn cứ đã được thay thế như còn hiệu lực",
      "No basis that had been replaced", concern="text")  # fmt: skip
def basis_superseded(examined: Examined) -> Iterator[Fault]:
    """Judged at the date of the paper."""
    for paragraph in examined.found.bases:
        for citation in citations_in(composed(paragraph.text)) if examined.day else ():
            basis = examined.bases.find(citation) if citation.number else None
            successor = examined.bases.successor(basis, examined.day) if basis and examined.day else None
            if successor is not None:
                new = successor.citation(examined.edition)
                yield Fault(
                    paragraph,
                    Message(f"{citation.number} đã được thay thế", f"{citation.number} had been replaced"),
                    Message(new, new),
                    Message(f"Viện dẫn {new}.", f"Cite {new}."),
                )


@rule("basis.after-issue", "error", "legal_bases", "Căn cứ không có ngày sau ngày văn bản",
      "No basis is later than the paper", concern="text")  # fmt: skip
def basis_after_issue(examined: Examined) -> Iterator[Fault]:
    """A paper cannot rest on what did not exist yet."""
    for paragraph in examined.found.bases:
        for citation in citations_in(composed(paragraph.text)) if examined.day else ():
            if citation.day is not None and examined.day is not None and citation.day > examined.day:
                yield _later(paragraph, citation.day, examined)


def _later(paragraph: Paragraph, day: date, examined: Examined) -> Fault:
    cited, own = short_date(day, examined.edition), short_date(examined.day, examined.edition)
    return Fault(
        paragraph,
        Message(f"căn cứ ngày {cited}", f"a basis of {cited}"),
        Message(f"không sau ngày văn bản {own}", f"not after the paper's date {own}"),
        Message("Kiểm tra lại ngày của căn cứ hoặc của văn bản.", "Check the date of the basis or of the paper."),
    )
