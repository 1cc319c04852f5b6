"""Issuing body, star, number and symbol, place and date (mục 1.2 to 1.4; ô 2 to 4)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from service.conformance.components.wording import NUMBER, STAR, composed, composed_keeping_gaps
from service.conformance.paper import Line
from service.conformance.remedies import Remedy, RemoveRule, SetMark
from service.conformance.rules.registry import Examined, Fault, rule
from service.errors import Message
from service.norm.printing import place_date
from service.norm.type_names import LETTER_SYMBOL

_LONGEST = 120  # characters of a number line that are looked at
_ORNAMENT = 18.0  # points: what is shorter is no line
_SYMBOL = re.compile(
    r"^(?P<digits>[\d.…_]*)(?P<gap1>\s*)(?P<sep1>[-–—/_.]?)(?P<gap2>\s*)(?P<type>[A-ZĐa-zđ]{1,6})"
    r"(?P<gap3>\s*)(?P<sep2>[-–—/_.]?)(?P<gap4>\s*)(?P<body>[\wĐđ][\w&.-]*)?\s*$"
)


@rule("issuer.missing", "error", "issuer", "Có tên cơ quan ban hành", "The issuing body is named")
def issuer_missing(examined: Examined) -> Iterator[Fault]:
    """Nothing on the left above star and number."""
    if not examined.found.letterhead.issuer:
        yield Fault(
            None,
            Message("không thấy tên cơ quan ban hành", "no issuing body"),
            Message("tên cơ quan ban hành ở góc trái, chữ in hoa, đậm", "its name on the left, bold capitals"),
            Message("Gõ tên cơ quan ban hành ở góc trái trang 1, trên dấu *.", "Type it on the left, above the star."),
        )


@rule("issuer.star", "error", "issuer", "Dưới tên cơ quan ban hành có một dấu * ở giữa, không kẻ đường",
      "One star, centred, below the issuing body; no line there")  # fmt: skip
def issuer_star(examined: Examined) -> Iterator[Fault]:
    """Exactly one typed star on a line of its own."""
    head, mark = examined.found.letterhead, examined.edition.issuer.mark_below
    if not head.issuer:
        return
    stars = [line for line in head.stars if line.side != head.title_side]
    lines = [
        drawn
        for drawn in examined.paper.drawn_lines
        if drawn.side not in (head.title_side, "full") and drawn.order < head.region_ends and drawn.length > _ORNAMENT
    ]
    below = len(stars) == 1 and stars[0].side in (head.issuer[-1].side, head.issuer[0].side)
    right = below and stars[0].text.strip() == mark and stars[0].centred
    if right and not lines:
        return
    found = _star_found(stars, drawn=bool(lines))
    size = examined.edition.number_line.size_pt[0]
    remedies: list[Remedy] = []
    if below or not stars or all(star.side == head.issuer[-1].side for star in stars):
        remedies = [SetMark(mark, size, head.issuer[-1], tuple(stars)), *(RemoveRule(each.element) for each in lines)]
    yield Fault(
        stars[0] if stars else head.issuer[-1],
        found,
        Message("một dấu * ở giữa, dưới tên cơ quan", "one star, centred below the name"),
        Message("Xóa đường kẻ hoặc ký hiệu khác; gõ một dấu * trên dòng riêng, canh giữa dưới tên cơ quan.",
                "Delete any line or other mark; type one * on a line of its own, centred below the name."),
        tuple(remedies),
    )  # fmt: skip


def _star_found(stars: list[Line], *, drawn: bool) -> Message:
    if drawn:
        return Message("đường kẻ dưới tên cơ quan", "a line below the name")
    if not stars:
        return Message("không có dấu *", "no star")
    if len(stars) == 1 and STAR.fullmatch(stars[0].text) and len(stars[0].text.strip()) == 1:
        return Message("dấu * không ở giữa", "the star is not centred")
    return Message(f"“{stars[0].text}”", f"“{stars[0].text}”")


@dataclass(frozen=True, slots=True)
class Symbol:
    """``05-QĐ/ĐU`` taken apart as typed."""

    label: str
    label_gap: str
    digits: str
    separators: tuple[str, str]
    gaps: tuple[str, ...]
    type: str
    body: str
    plain: bool
    """Whether it has the shape of number, type and body at all."""

    @property
    def blank(self) -> bool:
        """Whether the number is left open."""
        return not any(map(str.isdigit, self.digits))


def read_symbol(line: Line) -> Symbol:
    """The parts of a line with số và ký hiệu."""
    text = composed_keeping_gaps(line.text)[:_LONGEST]
    match = NUMBER.match(text)
    label, gap, rest = (match["label"], match["after"], match["rest"]) if match else ("", "", text)
    parts = _SYMBOL.match(rest.strip())
    if parts is None:
        return Symbol(label, gap, "", ("", ""), (), "", "", plain=False)
    return Symbol(
        label,
        gap,
        parts["digits"],
        (parts["sep1"], parts["sep2"]),
        (parts["gap1"], parts["gap2"], parts["gap3"], parts["gap4"]),
        parts["type"],
        parts["body"] or "",
        plain=True,
    )


def _symbol_of(examined: Examined) -> tuple[Line, Symbol] | None:
    """The number line and its parts. A slip may keep the shape of its printed form, without hyphen and slash."""
    line = examined.found.letterhead.number
    if line is None:
        return None
    symbol = read_symbol(line)
    if examined.kind == "slip" and not (symbol.plain and "".join(symbol.separators)):
        return None
    return line, symbol


@rule("number.missing", "error", "number_line", "Có số và ký hiệu", "There is a number and symbol")
def number_missing(examined: Examined) -> Iterator[Fault]:
    """No line with số và ký hiệu."""
    if examined.found.letterhead.number is None:
        yield Fault(
            None,
            Message("không thấy số và ký hiệu", "no number"),
            Message("số và ký hiệu dưới dấu *, ví dụ “Số 05-QĐ/ĐU”", "a number such as “Số 05-QĐ/ĐU” below the star"),
            Message("Gõ số và ký hiệu ở góc trái, dưới dấu *.", "Type number and symbol on the left, below the star."),
        )


@rule("number.label", "error", "number_line", "Viết “Số 05-…”: chữ “Số”, không có dấu hai chấm",
      "It begins “Số 05-…”: no colon after Số", concern="text")  # fmt: skip
def number_label(examined: Examined) -> Iterator[Fault]:
    """The word itself, one space, no mark."""
    line = examined.found.letterhead.number
    if line is None:
        return
    symbol = read_symbol(line)
    wanted = examined.edition.number_line.label
    # The gap of a draft may begin right after the label; between label and figure stands one space.
    right_gap = symbol.label_gap == " " if symbol.digits.isdigit() else symbol.label_gap.strip() == ""
    if symbol.label != wanted or not right_gap:
        typed = f"{symbol.label}{symbol.label_gap}".strip() or line.text[:6]
        yield Fault(
            line,
            Message(f"“{typed}”", f"“{typed}”"),
            Message(f"“{wanted} ”, không dấu hai chấm", f"“{wanted} ”, no colon"),
            Message(f"Gõ lại phần đầu: “{wanted} ”.", f"Type “{wanted} ” at its beginning."),
        )


@rule("number.separators", "error", "number_line", "Giữa số và loại là “-”, giữa loại và cơ quan là “/”",
      "A hyphen between number and type, a slash before the body", concern="text")  # fmt: skip
def number_separators(examined: Examined) -> Iterator[Fault]:
    """Hyphen first, slash second."""
    known = _symbol_of(examined)
    if known is None:
        return
    line, symbol = known
    norm = examined.edition.number_line
    if not symbol.plain or symbol.separators != (norm.type_separator, norm.body_separator) or not symbol.body:
        yield Fault(
            line,
            Message(f"“{line.text}”", f"“{line.text}”"),
            _right_symbol(symbol),
            Message("Viết số, gạch nối (-), ký hiệu loại, gạch chéo (/), ký hiệu cơ quan.",
                    "Write number, hyphen, type, slash, body."),
        )  # fmt: skip


def _right_symbol(symbol: Symbol) -> Message:
    """The number as it should be, from what was read; an example where too little was."""
    if symbol.type and symbol.body and symbol.digits:
        right = f"Số {symbol.digits.zfill(2)}-{symbol.type}/{symbol.body.replace('/', '-')}"
        return Message(f"“{right}”", f"“{right}”")
    return Message("gạch nối rồi gạch chéo, ví dụ “Số 05-QĐ/ĐU”", "hyphen, then slash, as in “Số 05-QĐ/ĐU”")


@rule("number.padding", "error", "number_line", "Số dưới 10 thêm số 0 phía trước",
      "Numbers below 10 begin with a zero", concern="text")  # fmt: skip
def number_padding(examined: Examined) -> Iterator[Fault]:
    """At least two digits, and no zero before more than that."""
    known = _symbol_of(examined)
    if known is None or known[1].blank or not known[1].digits.isdigit():
        return
    line, symbol = known
    least = examined.edition.number_line.least_digits
    wanted = f"{int(symbol.digits[:9]):0{least}d}"
    if symbol.digits != wanted:
        yield Fault(
            line,
            Message(f"số {symbol.digits}", f"number {symbol.digits}"),
            Message(f"số {wanted}", f"number {wanted}"),
            Message(f"Viết {wanted}.", f"Write {wanted}."),
        )


@rule("number.spaces", "error", "number_line", "Không có dấu cách quanh “-” và “/”", "No spaces round - and /",
      concern="text")  # fmt: skip
def number_spaces(examined: Examined) -> Iterator[Fault]:
    """Of a draft the gap before the hyphen is its room for the number."""
    known = _symbol_of(examined)
    if known is None or not known[1].plain:
        return
    line, symbol = known
    gaps = symbol.gaps[1:] if symbol.blank else symbol.gaps
    if any(gaps) and all(symbol.separators):
        yield Fault(
            line,
            Message("có dấu cách trong số và ký hiệu", "spaces within the number"),
            Message("không có dấu cách", "no spaces"),
            Message("Xóa dấu cách quanh “-” và “/”.", "Delete the spaces round - and /."),
        )


@rule("number.draft-gap", "info", "number_line", "Bản thảo để trống số", "A draft leaves the number open",
      concern="text")  # fmt: skip
def number_draft_gap(examined: Examined) -> Iterator[Fault]:
    """Told, so that it is not forgotten."""
    line = examined.found.letterhead.number
    if line is None:
        return
    symbol = read_symbol(line)
    if symbol.plain and symbol.blank and "".join(symbol.separators):
        yield Fault(
            line,
            Message("chưa có số", "no number yet"),
            Message("số khi ban hành", "a number when it is issued"),
            Message("Ghi số khi ban hành.", "Fill in the number when it is issued."),
        )


@rule("number.type-symbol", "error", "number_line", "Ký hiệu loại có trong quy định và đúng với tên loại",
      "The type's symbol is a known one, and that of the type name", concern="text")  # fmt: skip
def number_type_symbol(examined: Examined) -> Iterator[Fault]:
    """Where the tên loại is not a known one, the symbol alone is judged."""
    known = _symbol_of(examined)
    if known is None or not known[1].plain or not known[1].type:
        return
    line, symbol = known
    type_name = examined.found.title_block.type
    if type_name is not None:
        wanted = type_name.symbols
    elif examined.kind == "letter":
        wanted = (LETTER_SYMBOL,)
    else:
        every = tuple(each for known_type in examined.type_names for each in known_type.symbols)
        wanted = every if not examined.found.title_block.type_name else ()
    if wanted and symbol.type not in wanted:
        shown = " hoặc ".join(wanted[:3])
        name = type_name.name if type_name else "Công văn"
        yield Fault(
            line,
            Message(f"ký hiệu {symbol.type}", f"symbol {symbol.type}"),
            Message(f"{shown} ({name})", f"{shown} ({name})"),
            Message(f"Viết ký hiệu {shown}.", f"Write the symbol {shown}."),
        )


@rule("place-date.missing", "error", "place_date", "Có địa danh, ngày tháng năm", "There is a place and date",
      kinds=("titled", "letter", "slip"))  # fmt: skip
def place_date_missing(examined: Examined) -> Iterator[Fault]:
    """Minutes may do without."""
    head = examined.found.letterhead
    if head.place_date is None and head.odd_date is None:
        yield Fault(
            None,
            Message("không thấy địa danh, ngày tháng năm", "no place and date"),
            Message(
                "địa danh, ngày tháng năm dưới tiêu đề, ví dụ “Tiên Phong, ngày 05 tháng 8 năm 2026”",
                "place and date below the title, as “Tiên Phong, ngày 05 tháng 8 năm 2026”",
            ),
            Message(
                "Gõ địa danh, ngày tháng năm ở bên phải, dưới đường kẻ.", "Type them on the right, below the line."
            ),
        )


@rule("place-date.form", "error", "place_date", "Viết “Nơi, ngày … tháng … năm …”, không có dấu ở cuối",
      "It reads “Nơi, ngày … tháng … năm …”, without a mark at its end", concern="text")  # fmt: skip
def place_date_form(examined: Examined) -> Iterator[Fault]:
    """No 05/8/2026, and nothing after the year."""
    head = examined.found.letterhead
    line = head.odd_date or (head.place_date if head.date and head.date.after else None)
    if line is not None:
        yield Fault(
            line,
            Message(f"“{composed(line.text)}”", f"“{composed(line.text)}”"),
            _right_date(examined, line),
            Message("Viết đủ “Nơi, ngày … tháng … năm …”, không có dấu ở cuối.",
                    "Write “Nơi, ngày … tháng … năm …” in full, without a mark at its end."),
        )  # fmt: skip


def _right_date(examined: Examined, line: Line) -> Message:
    """The line as it should be, from what was read."""
    place = composed(line.text).partition(",")[0].partition("ngày")[0].strip()
    day = examined.found.letterhead.day
    right = place_date(place, day, examined.edition) if day and place else "Nơi, ngày … tháng … năm …"
    return Message(f"“{right}”", f"“{right}”")


@rule("place-date.comma", "error", "place_date", "Sau địa danh có dấu phẩy", "A comma after the place",
      concern="text")  # fmt: skip
def place_date_comma(examined: Examined) -> Iterator[Fault]:
    """``Tiên Phong, ngày …``: a place, a comma, one space."""
    head = examined.found.letterhead
    if head.date is None or head.place_date is None:
        return
    separator = examined.edition.place_date.separator
    if head.date.comma != separator or not head.date.place.strip() or "ngày" not in composed(head.place_date.text):
        missing = not head.date.place.strip()
        yield Fault(
            head.place_date,
            Message("không có địa danh", "no place") if missing else Message("thiếu hoặc sai dấu phẩy", "no comma"),
            Message("“Tiên Phong, ngày …”", "“Tiên Phong, ngày …”"),
            Message("Viết địa danh, dấu phẩy, một dấu cách rồi “ngày”.", "Write place, comma, space, “ngày”."),
        )


@rule("place-date.padding", "error", "place_date",
      "Ngày dưới {norm.place_date.pad_day_below} và tháng 1, 2 thêm số 0; các tháng khác không",
      "Days below {norm.place_date.pad_day_below} and months 1 and 2 begin with a zero, other months do not",
      concern="text")  # fmt: skip
def place_date_padding(examined: Examined) -> Iterator[Fault]:
    """Nothing is asked of a date that is left open or is none."""
    head, norm = examined.found.letterhead, examined.edition.place_date
    if head.date is None or head.date.value is None or head.place_date is None:
        return
    day, month = head.date.value.day, head.date.value.month
    wanted_day = f"{day:02d}" if day < norm.pad_day_below else str(day)
    wanted_month = f"{month:02d}" if month < norm.pad_month_below else str(month)
    if (head.date.day, head.date.month) != (wanted_day, wanted_month):
        yield Fault(
            head.place_date,
            Message(f"ngày {head.date.day} tháng {head.date.month}", f"ngày {head.date.day} tháng {head.date.month}"),
            Message(f"ngày {wanted_day} tháng {wanted_month}", f"ngày {wanted_day} tháng {wanted_month}"),
            Message(
                f"Viết “ngày {wanted_day} tháng {wanted_month}”.", f"Write “ngày {wanted_day} tháng {wanted_month}”."
            ),
        )


@rule("place-date.invalid", "error", "place_date", "Ngày hợp lệ (có trong lịch)", "A real date", concern="text")
def place_date_invalid(examined: Examined) -> Iterator[Fault]:
    """No 31 February."""
    head = examined.found.letterhead
    if head.date is None or head.place_date is None or head.date.draft or head.date.value is not None:
        return
    yield Fault(
        head.place_date,
        Message(f"“{head.place_date.text}” không phải ngày hợp lệ", f"“{head.place_date.text}” is no date"),
        Message("ngày hợp lệ", "a real date"),
        Message("Sửa ngày, tháng, năm.", "Correct day, month or year."),
    )


@rule("place-date.draft-gap", "info", "place_date", "Bản thảo để trống ngày", "A draft leaves the date open",
      concern="text")  # fmt: skip
def place_date_draft_gap(examined: Examined) -> Iterator[Fault]:
    """Told, so that it is not forgotten."""
    head = examined.found.letterhead
    if head.date is not None and head.place_date is not None and head.date.draft:
        yield Fault(
            head.place_date,
            Message("chưa có ngày", "no date yet"),
            Message("ngày ban hành", "the date of issue"),
            Message("Ghi ngày khi ban hành.", "Fill in the date when it is issued."),
        )
