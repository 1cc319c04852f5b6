"""Font, colour and encoding of everything that shows (Unicode TCVN 6909:2001, Times New Roman, black)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from service.conformance.paper import Paper, Paragraph, Span
from service.conformance.remedies import Compose, SetCharacters
from service.conformance.rules.registry import Examined, Fault, rule
from service.errors import Message
from service.norm.spelling import tone_mark_spellings

_BLACK = frozenset({"auto", "000000"})
_LEGACY_FONT = re.compile(r"^(?:\.?Vn[A-Z.]|VNI[- ])", re.IGNORECASE)
_VIETNAMESE = frozenset("àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ")
_WORD = re.compile(r"[^\W\d_]+(?:[\u00a1-\u00bf][^\W\d_]*)*|[\u00a1-\u00bf]{1,8}[^\W\d_]+")
_BEYOND = frozenset(map(chr, range(0xA1, 0x100))) - _VIETNAMESE - {each.upper() for each in _VIETNAMESE}
_LEGACY_SHARE, _LEGACY_WORDS = 0.25, 2
_FIRST_LINES = 12
_COMPLEX = re.compile("[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0eff]")


def _slots(span: Span) -> set[str]:
    """The font slots that the characters of a span take (17.3.2.26)."""
    if span.format.complex_script:
        return {"cs"}
    slots = set()
    for character in set(span.text):
        if character.isspace():
            continue
        slots.add("cs" if _COMPLEX.match(character) else "ascii" if character < "\u0080" else "hAnsi")
    return slots


@rule("font.family", "error", "page", "Phông chữ {norm.page.font}", "Font {norm.page.font}")
def font_family(examined: Examined) -> Iterator[Fault]:
    """The font of every visible character, theme fonts resolved."""
    wanted = examined.edition.page.font
    for paragraph in examined.paper.everything():
        wrong: dict[str, list[Span]] = {}
        for span in paragraph.visible:
            families = {span.foreign_font} if span.foreign_font else {span.format.fonts[slot] for slot in _slots(span)}
            for family in families:
                if family.lower() != wanted.lower() and not _LEGACY_FONT.match(family):
                    wrong.setdefault(family, []).append(span)
        for family, spans in wrong.items():
            words = family or "không rõ"
            yield Fault(
                paragraph,
                Message(f"phông chữ {words}", f"font {family or 'unknown'}"),
                Message(wanted, wanted),
                Message(f"Chọn chỗ này, đặt phông chữ {wanted}.", f"Select it and set the font {wanted}."),
                (SetCharacters(tuple(span for span in spans if not span.foreign_font), font=wanted),),
                quote=" ".join(span.text for span in spans),
            )


@rule("font.color", "error", "page", "Chữ màu đen", "Black text")
def font_color(examined: Examined) -> Iterator[Fault]:
    """Black or automatic."""
    for paragraph in examined.paper.everything():
        wrong = [span for span in paragraph.visible if span.format.color not in _BLACK]
        if wrong:
            color = wrong[0].format.color
            yield Fault(
                paragraph,
                Message(f"chữ màu #{color}", f"colour #{color}"),
                Message("màu đen (Automatic)", "black (Automatic)"),
                Message("Chọn chỗ này, đặt Font Color là Automatic.", "Select it and set Font Color to Automatic."),
                (SetCharacters(tuple(wrong), black=True),),
                quote=" ".join(span.text for span in wrong),
            )


@rule("font.legacy-encoding", "error", "page", "Chữ Unicode, không dùng phông .Vn (TCVN3) hay VNI",
      "Unicode text, no .Vn (TCVN3) or VNI fonts", concern="text")  # fmt: skip
def font_legacy(examined: Examined) -> Iterator[Fault]:
    """By the name of the font, and by text that is none in Unicode."""
    for paragraph in examined.paper.everything():
        used = _legacy_fonts(paragraph)
        if used:
            found = Message(f"phông chữ {used[0]}", f"font {used[0]}")
        elif is_legacy_text(paragraph.text):
            found = Message("chữ mã TCVN3 hoặc VNI", "text in TCVN3 or VNI")
        else:
            continue
        yield Fault(
            paragraph,
            found,
            Message("Unicode, Times New Roman", "Unicode, Times New Roman"),
            Message("Chuyển mã sang Unicode (chẳng hạn bằng UniKey Toolkit) rồi đặt phông Times New Roman.",
                    "Convert the text to Unicode, then set Times New Roman."),
        )  # fmt: skip


def is_legacy_paper(paper: Paper) -> bool:
    """Whether most of its first lines are in TCVN3 or VNI, by their fonts or by their letters."""
    first = [line.paragraph for line in paper.lines[:_FIRST_LINES]]
    legacy = [each for each in first if _legacy_fonts(each) or is_legacy_text(each.text)]
    return len(legacy) * 2 > len(first)


def _legacy_fonts(paragraph: Paragraph) -> list[str]:
    """Fonts of TCVN3 and VNI that show."""
    shown = {span.format.fonts[slot] for span in paragraph.visible for slot in ("ascii", "hAnsi")}
    return sorted(family for family in shown if _LEGACY_FONT.match(family))


def is_legacy_text(text: str) -> bool:
    """Text of TCVN3 or VNI seen as Unicode: letters in the middle of words that Vietnamese does not have."""
    if _BEYOND.isdisjoint(text):
        return False
    words = _WORD.findall(unicodedata.normalize("NFC", text))
    strange = [word for word in words if len(word) > 1 and _is_strange(word)]
    return len(strange) >= _LEGACY_WORDS and len(strange) >= _LEGACY_SHARE * len(words)


def _is_strange(word: str) -> bool:
    beyond = [each for each in word.lower() if "\u00a1" <= each <= "\u00ff" and each not in _VIETNAMESE]
    return bool(beyond) and any("a" <= each <= "z" for each in word.lower())


@rule("text.not-nfc", "error", "page", "Chữ Unicode dựng sẵn (NFC)", "Precomposed Unicode (NFC)")
def not_nfc(examined: Examined) -> Iterator[Fault]:
    """Marks that stand apart from their letters."""
    for paragraph in examined.paper.everything():
        if not unicodedata.is_normalized("NFC", paragraph.text):
            yield Fault(
                paragraph,
                Message("chữ tổ hợp (dấu rời)", "letters with marks apart"),
                Message("chữ dựng sẵn (NFC)", "precomposed letters (NFC)"),
                Message(
                    "Chuyển mã sang Unicode dựng sẵn (UniKey Toolkit).", "Convert the text to precomposed Unicode."
                ),
                (Compose(paragraph),),
            )


@rule("text.mixed-tone-marks", "warning", "page", "Một cách đặt dấu thanh (ủy hoặc uỷ) trong cả văn bản",
      "One way of placing tone marks (ủy or uỷ) in the whole paper", concern="text")  # fmt: skip
def mixed_tone_marks(examined: Examined) -> Iterator[Fault]:
    """Proper names apart; the place is the first word in the rarer spelling."""
    first: dict[str, tuple[Paragraph, str]] = {}
    counts = {"ủy": 0, "uỷ": 0}
    for paragraph in (*examined.paper.paragraphs, *examined.paper.notes):
        for word, spelling in tone_mark_spellings(paragraph.text):
            counts[spelling] += 1
            first.setdefault(spelling, (paragraph, word))
    if min(counts.values()) == 0:
        return
    rarer = min(counts, key=lambda spelling: counts[spelling])
    usual = "uỷ" if rarer == "ủy" else "ủy"
    paragraph, word = first[rarer]
    other = first[usual][1]
    yield Fault(
        paragraph,
        Message(f"viết “{word}” cùng với “{other}”", f"“{word}” beside “{other}”"),
        Message("một cách đặt dấu", "one way of placing tone marks"),
        Message(f"Tìm và thay để cả văn bản viết như “{other}”.", f"Replace, so that all is spelt like “{other}”."),
        quote=word,
    )
