"""What is told to programs, put for clerks: no names of fields, no values of JSON, no mark-up where words will do."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from service.errors import Message

_PLACE = re.compile(r"dòng (\d+), cột (\d+)")
_AS_IN_JSON = re.compile(r" in double quotes|,? without quotes|(?<=list) \[ … ]| \{ … }")
_CHOICES = ("Chỉ nhận một trong các giá trị:", "Must be one of:")
_CODED = re.compile(r"(?<![\w.])[a-z][a-z0-9_-]* \(([^()]+)\)")
_QUOTED = re.compile(r"'([^']*)'")
_TWO_STOPS = re.compile(r"(?<!\.)\.\.$")


def _broken(line: str, column: str) -> Message:
    return Message(
        f"Không đọc được từ dòng {line}, cột {column}: thừa hoặc thiếu dấu phẩy, dấu nháy hay dấu ngoặc. Hãy xuất lại "
        "tệp từ phần mềm đã tạo ra nó.",
        f"It cannot be read from line {line}, column {column} on: a comma, quotation mark or bracket too many or too "
        "few. Have the program that made the file write it again.",
    )


def _twice(line: str, column: str) -> Message:
    return Message(
        f"Có một mục được ghi hai lần (lần sau ở dòng {line}, cột {column}); hãy giữ lại một.",
        f"Something is given twice (again at line {line}, column {column}); keep one.",
    )


_WITH_PLACE: Mapping[str, Callable[[str, str], Message]] = {"json.syntax": _broken, "json.duplicate-key": _twice}
_INSTEAD: Mapping[str, Message] = {
    "row.type": Message(
        "Tệp ghi một loại văn bản không có ở đây. Hãy xem lại phần mềm đã xuất tệp, hoặc bỏ mục này rồi chọn loại văn "
        "bản khi gửi.",
        "The file names a type of paper that is not known here. Look at the program that wrote it, or leave this out "
        "and choose the type when you send it.",
    ),
    "json.number": Message(
        "Có một con số không đọc được: quá dài, hoặc không phải là số.",
        "A number cannot be read: it is too long, or no number.",
    ),
}


def plain(code: str, message: Message) -> Message:
    """``message`` of a finding ``code`` for clerks; most are so already."""
    if code in _INSTEAD:
        return _INSTEAD[code]
    place = _PLACE.search(message.vi)
    if place and code in _WITH_PLACE:
        return _WITH_PLACE[code](place[1], place[2])
    return Message(_bare(message.vi), _bare(message.en))


def _bare(text: str) -> str:
    if text.startswith(_CHOICES):
        text = _QUOTED.sub(r"\1", _CODED.sub(r"\1", text))
    return _TWO_STOPS.sub(".", _AS_IN_JSON.sub("", text))
