"""The text of a whole report, as it is copied from Word, to the fields of a summary report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from service.batch.legacy_text import NAMES
from service.errors import CallerError, Message
from service.pasting.cleaned import told_cleaning
from service.pasting.ends import part_ends, parted_bases
from service.pasting.lines import PastedText, read_lines
from service.pasting.parts import Part, nested, split_parts

MOST_CHARACTERS = 500_000
"""Characters of a report; the longest are of some 100,000."""


class TooLong(CallerError):
    """More was pasted than is read at once."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Lines that were recognised and not taken over, and what they are."""

    what: Message
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PastedReport:
    """A report as it was understood, for correction. ``legacy``: the name of an old encoding not converted yet."""

    parts: tuple[Part, ...]
    subject: str
    opening: str
    bases: tuple[str, ...]
    closing: str
    left_out: tuple[LeftOut, ...]
    remarks: tuple[Message, ...]
    legacy: str

    @property
    def payload(self) -> dict[str, Any]:
        """The fields of a summary report that the text gives."""
        given: dict[str, Any] = {
            "subject": self.subject,
            "legal_bases": [{"text": text} for text in self.bases],
            "opening": self.opening,
            "sections": nested(self.parts),
            "closing": self.closing,
        }
        return {name: value for name, value in given.items() if value}


def split_report(text: str, *, convert_legacy: bool = False) -> PastedReport:
    """The headings of ``text`` and what stands below each, in order; nothing visible is lost.

    ``convert_legacy``: TCVN3 or VNI becomes Unicode first, if it is recognised. Raises :class:`TooLong`.
    """
    refuse_too_long(text, MOST_CHARACTERS)
    pasted = read_lines(text, convert_legacy=convert_legacy)
    ends = part_ends(pasted.lines)
    split = split_parts(ends.body)
    bases, opening = parted_bases(split.before)
    return PastedReport(
        parts=tuple(split.parts),
        subject=ends.subject,
        opening="\n".join(opening),
        bases=tuple(bases),
        closing=ends.closing,
        left_out=tuple(LeftOut(what, tuple(lines)) for what, lines in ends.left_out),
        remarks=(*_about_text(pasted, converted=convert_legacy), *ends.remarks, *split.remarks),
        legacy=NAMES[pasted.legacy] if pasted.legacy and not convert_legacy else "",
    )


def refuse_too_long(text: str, most: int) -> None:
    """Raises :class:`TooLong` where ``text`` has more than ``most`` characters."""
    if len(text) > most:
        figure = f"{most:,}".replace(",", ".")
        raise TooLong(
            Message(
                f"Phần dán vào dài hơn {figure} ký tự; hãy dán từng phần.",
                f"More than {most:,} characters were pasted; paste it in pieces.",
            )
        )


def _about_text(pasted: PastedText, *, converted: bool) -> list[Message]:
    remarks = []
    if cleaned := told_cleaning(pasted.cleaned):
        remarks.append(cleaned)
    if pasted.legacy and converted:
        remarks.append(
            Message(
                f"Đã chuyển mã từ {NAMES[pasted.legacy]} sang Unicode"
                + (f"; {pasted.doubtful} dòng không chắc được để nguyên" if pasted.doubtful else "")
                + ". Chữ gõ bằng phông chữ hoa (.VnTimeH) hiện thành chữ thường; hãy xem lại.",
                f"Converted from {pasted.legacy.upper()} to Unicode"
                + (f"; {pasted.doubtful} doubtful lines were left" if pasted.doubtful else "")
                + ". Text in capital fonts (.VnTimeH) comes out in small letters; check.",
            )
        )
    elif pasted.legacy:
        remarks.append(
            Message(
                f"Chữ này viết bằng phông cũ, mã {NAMES[pasted.legacy]}; hãy chọn “Chuyển mã sang Unicode” rồi "
                "đọc lại.",
                f"This text is in {pasted.legacy.upper()}; choose “Convert to Unicode” and read it again.",
            )
        )
    return remarks
