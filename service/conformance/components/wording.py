"""How components are known by what they say. Patterns are wider than the norm: a wrong one must be found too."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from difflib import SequenceMatcher
from typing import NamedTuple

_LONGEST_LINE = 200
"""No component of the letterhead has more characters: what is longer is not tried on patterns that may go back."""
_TITLE = "dang cong san viet nam"
_ALIKE = 0.86
_MARKS = re.compile("[\u0300-\u036f]")

MOTTO = re.compile(r"cong hoa xa hoi chu nghia|doc lap\s*[-–—]\s*tu do\s*[-–—]\s*hanh phuc")
STAR = re.compile(r"\s*+\*[*\s]*+")
MARK = re.compile(r"(?=.*[^.\s])[^\w\s]{1,60}|[\W_]{2,60}")
NUMBER = re.compile(
    r"^(?P<label>s[ốôo]|no)(?P<after>\s*(?:[:.](?![.…]))?\s*)(?P<rest>(?:\d|[-–—_./…\s]{1,40}[A-ZĐ]|[-–/]).*|[.…_\s]*)$",
    re.IGNORECASE,
)
BARE_NUMBER = re.compile(r"^\d{1,4}\s*[-/–]\s*[A-ZĐ]{1,5}[A-Za-zĐđ]*\s*[-/–]\s*[A-ZĐ]{2,}[A-ZĐ0-9-]*$")
JOINT_SYMBOL = re.compile(r"-\s*[A-ZĐ]\w*\s*/\s*[A-ZĐ]{2,}\s*[-–]\s*[A-ZĐ]{2,}\s*$")
PLACE_DATE = re.compile(
    r"^(?P<place>.{0,45}?)(?P<comma>\s*+(?:[,;.]\s*+)?)ngày(?P<day>[\s\d.…_/]*)tháng(?P<month>[\s\d.…_/]*)năm(?P<year>[\s\d.…_]*?)(?P<after>\s*[.,;]?)$",
    re.IGNORECASE,
)
ODD_DATE = re.compile(
    r"^.{0,45}?(?:,\s*|\bngày\s+)(?:ngày\s+)?\d{1,2}\s*(?:[/.-]|tháng)\s*\d{1,2}\s*,?\s*(?:[/.-]|năm)\s*\d{4}\s*$", re.I
)
LONG_DATE = re.compile(r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})", re.IGNORECASE)
DRAFT = re.compile(r"^\(?dự thảo\b", re.IGNORECASE)
ADDRESSEE = re.compile(r"^kính\s+(?P<verb>gửi|trình)\b", re.IGNORECASE)
LETTER_SUBJECT = re.compile(r"^\(?\s*(?:về\b|v\s*/\s*v\b)", re.IGNORECASE)
RECIPIENTS = re.compile(r"^nơi\s+nhận\s*[:.]?(?=\s*(?:$|[-–—•+]))", re.IGNORECASE)
DASHED = re.compile(r"^[-–—•+*·]\s*")
BASIS = re.compile(r"^(?:[-–—+*•]\s*)?(?:căn cứ|xét|theo đề nghị)\b", re.IGNORECASE)
CAPTION = re.compile(
    r"^(?:(?:bảng|hình|biểu|biểu đồ|sơ đồ|ảnh|đồ thị)\s+(?:số\s+)?[\d.]+|(?:đơn vị tính|đơn vị|đvt|nguồn|ghi chú)\s*:)",
    re.IGNORECASE,
)
ARTICLE = re.compile(r"^điều\s+(\d+)\s*[.:]?\s*", re.IGNORECASE)
ROMAN_HEADING = re.compile(r"^(?![Vv]\s*/\s*[Vv]\b)([IVXLC]{1,7})\s*([-–.:/)]+)\s*(.*)$")
LETTERED = re.compile(r"^([a-zđ])\)\s*")
CHAPTER = re.compile(r"^(?:phần|chương|mục)\s+(?:thứ\s+)?[\w]+\b", re.IGNORECASE)
AUTHORITY = re.compile(
    r"^(?P<form>T\s*/\s*M|K\s*/\s*T|T\s*/\s*L|T\s*/\s*UQ?|T\.\s?M\.?|K\.\s?T\.?|T\.\s?L\.?|TM\.?|KT\.?|TL\.?|TUQ\.?|Q\.)\s+"
    r"(?P<whose>\S.*)$",
    re.IGNORECASE,
)
POSITION = re.compile(
    r"^(?:Q\.\s*|QUYỀN\s+|KIÊM\s+)?(?:PHÓ\s+)?(?:BÍ THƯ|CHỦ NHIỆM|CHỦ TỊCH|TRƯỞNG|TỔ TRƯỞNG|TỔ PHÓ|CHÁNH|TỔNG BIÊN TẬP|"
    r"GIÁM ĐỐC|HIỆU TRƯỞNG|VIỆN TRƯỞNG|[ỦU][YỶ] VIÊN|PHÓ)\b",
    re.IGNORECASE,
)
# Boards of a congress sign their own minutes, in their name and alone.
BOARD = re.compile(r"ban (?:kiểm phiếu|thẩm tra)", re.IGNORECASE)
NOTE_TAKER = re.compile(r"^(?:người ghi biên bản|người ghi|thư ký|đoàn thư ký|t/m đoàn thư ký)\b", re.IGNORECASE)
CHAIR = re.compile(
    r"^(?:chủ trì|chủ toạ|chủ tọa|người chủ trì|đoàn chủ tịch|t/m đoàn chủ tịch|chủ tịch đoàn)\b", re.IGNORECASE
)
ROLE_ALONE = re.compile(
    r"(?:người )?(?:ghi biên bản|thư ký|chủ trì|chủ tọa|chủ toạ)(?: (?:hội nghị|cuộc họp|buổi họp|sinh hoạt))?",
    re.IGNORECASE,
)
IN_BRACKETS = re.compile(r"^[(\[].*[)\]]$|^đã ký$", re.IGNORECASE)
ANNEX = re.compile(r"^(?:phụ lục|danh sách|biểu|bảng|mẫu|chương trình|đề cương)\b", re.IGNORECASE)
# Words with which the name of a Party body begins: a new body begins where one of them begins a line.
BODY_NAME = re.compile(
    r"^(?:đảng bộ|đảng [ủu][yỷ]|đảng đoàn|ban cán sự|chi bộ|chi [ủu][yỷ]|tỉnh [ủu][yỷ]|thành [ủu][yỷ]|huyện [ủu][yỷ]|"
    r"quận [ủu][yỷ]|thị [ủu][yỷ]|ban chấp hành|ban thường vụ|ban |văn phòng|[ủu][yỷ] ban|đại hội|đoàn chủ tịch|"
    r"đoàn thư ký|hội đồng|tiểu ban|tổ |trung tâm|trường|báo |hội nghị)",
    re.IGNORECASE,
)
# Bodies that stand above others: on the first line of the letterhead.
COMMITTEE = re.compile(
    r"^(?:đảng bộ|đảng [ủu][yỷ]|đảng đoàn|tỉnh [ủu][yỷ]|thành [ủu][yỷ]|huyện [ủu][yỷ]|quận [ủu][yỷ]|thị [ủu][yỷ]|"
    r"ban chấp hành|trung ương)",
    re.IGNORECASE,
)
CONGRESS = re.compile(r"^đại hội\b", re.IGNORECASE)
CONGRESS_ORGAN = re.compile(r"^(?:đoàn|ban)\b", re.IGNORECASE)
_GAP = re.compile(r"^[\s.…_/]*$")


class LongDate(NamedTuple):
    """A date line taken apart as typed; ``value`` is None where it is no real date."""

    place: str
    comma: str
    day: str
    month: str
    year: str
    value: date | None
    after: str = ""
    """A mark that stands after the year, where none belongs."""

    @property
    def draft(self) -> bool:
        """Whether the day or month is left open for handwriting."""
        return bool(_GAP.match(self.day)) or bool(_GAP.match(self.month))


def plain(text: str) -> str:
    """Lower case without marks, single spaces: for comparing what may be misspelt."""
    bare = _MARKS.sub("", unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D")))
    return " ".join(bare.lower().split())


def composed(text: str) -> str:
    """NFC with single ordinary spaces, dots of Vietnamese letters in place: what patterns are tried on."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def is_title(text: str) -> bool:
    """The title of the page, misspelt perhaps."""
    bare = " ".join(re.sub(r"[-–_.*]", " ", plain(text)).split())
    if bare == _TITLE:
        return True
    alike = abs(len(bare) - len(_TITLE)) <= 4 and SequenceMatcher(None, bare, _TITLE).ratio() >= _ALIKE
    return alike and bare.startswith("dang ") and "viet nam" in bare


def is_upper(text: str) -> bool:
    """All letters are capitals, but for one (a slip, or the r of CTr)."""
    letters = [character for character in text if character.isalpha()]
    return bool(letters) and sum(character.islower() for character in letters) <= len(letters) // 12


def read_long_date(text: str) -> LongDate | None:
    """``Tiên Phong, ngày 05 tháng 8 năm 2026`` taken apart, or None where the line is something else."""
    if len(text) > _LONGEST_LINE:
        return None
    match = PLACE_DATE.match(composed_keeping_gaps(text))
    if match is None:
        return None
    day, month, year = match["day"].strip(), match["month"].strip(), match["year"].strip()
    after = match["after"].strip() if year else ""
    return LongDate(match["place"], match["comma"], day, month, year, real_date(day, month, year), after)


def read_odd_date(text: str) -> date | None:
    """The date in a line such as ``Tiên Phong, 05/8/2026``."""
    figures = re.findall(r"\d+", composed(text))[-3:]
    return real_date(*figures) if len(figures) == 3 else None


def real_date(day: str, month: str, year: str) -> date | None:
    """The date of these figures, None where there is no such day."""
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def composed_keeping_gaps(text: str) -> str:
    """NFC, no-break spaces as ordinary ones."""
    return unicodedata.normalize("NFC", text).replace("\u00a0", " ").strip()


def looks_like_person(text: str) -> bool:
    """Two to seven words, each with a capital first letter."""
    words = text.split()
    return 2 <= len(words) <= 7 and all(word[:1].isupper() for word in words) and not any(map(str.isdigit, text))
