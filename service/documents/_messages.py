"""What a clerk reads when a single field does not parse: Pydantic's error types in plain words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from service.errors import Finding, Message

_MESSAGES: dict[str, tuple[str, str]] = {
    "missing": ("Chưa ghi mục này, là mục phải có; hãy bổ sung.", "This required field is missing; add it."),
    "extra_forbidden": (
        "Mẫu dữ liệu không có mục này; hãy bỏ đi hoặc xem lại tên mục.",
        "This field is not part of the document; remove it or check its name.",
    ),
    "text_blank": ("Không được để trống.", "Must not be blank."),
    "text_character": (
        "Ký tự thứ {position} ({code}) không in được; hãy xóa ký tự đó.",
        "Character {position} ({code}) cannot be printed; remove it.",
    ),
    "partial_date": (
        "Không phải ngày có thật; hãy ghi như 12/3/1980, hoặc 3/1980, hoặc 1980.",
        "Must be a real year, month/year or day/month/year, e.g. 1980, 3/1980, 12/3/1980.",
    ),
    "card_number": (
        "Số thẻ đảng viên phải có 8 hoặc 12 chữ số, không có dấu cách; chưa có thẻ thì để trống.",
        "A card number has 8 or 12 digits without spaces; leave it blank where there is no card.",
    ),
    "month": ("Tháng phải viết dạng năm-tháng, ví dụ 2026-07.", "A month is written year-month, e.g. 2026-07."),
    "string_type": ("Phải là chữ.", "Must be text in double quotes."),
    "string_too_short": ("Phải có ít nhất {min_length} ký tự.", "Must have at least {min_length} characters."),
    "string_too_long": ("Chỉ được tối đa {max_length} ký tự.", "Must have at most {max_length} characters."),
    "string_pattern_mismatch": (
        "Không viết đúng dạng quy định; hãy xem ví dụ của mục này.",
        "Does not have the required form (pattern: {pattern}).",
    ),
    "int_type": ("Phải là số nguyên.", "Must be a whole number without quotes."),
    "int_from_float": ("Phải là số nguyên, không có phần lẻ.", "Must be a whole number without a fraction."),
    "int_parsing_size": ("Số quá lớn.", "The number is too large."),
    "float_type": ("Phải là số.", "Must be a number without quotes."),
    "finite_number": ("Phải là một số hữu hạn.", "Must be a finite number."),
    "bool_type": ("Chỉ nhận một trong các giá trị: true (có) hoặc false (không).", "Must be true or false."),
    "list_type": ("Phải là một danh sách.", "Must be a list [ … ]."),
    "model_type": ("Phải là một nhóm mục.", "Must be an object {{ … }}."),
    "model_attributes_type": ("Phải là một nhóm mục.", "Must be an object {{ … }}."),
    "dict_type": ("Phải là một nhóm mục.", "Must be an object {{ … }}."),
    "enum": ("Chỉ nhận một trong các giá trị: {expected}.", "Must be one of: {expected}."),
    "literal_error": ("Chỉ nhận một trong các giá trị: {expected}.", "Must be one of: {expected}."),
    "greater_than_equal": ("Phải từ {ge} trở lên.", "Must be at least {ge}."),
    "greater_than": ("Phải lớn hơn {gt}.", "Must be greater than {gt}."),
    "less_than_equal": ("Phải không quá {le}.", "Must be at most {le}."),
    "less_than": ("Phải nhỏ hơn {lt}.", "Must be less than {lt}."),
    "too_short": ("Phải có ít nhất {min_length} mục.", "Must have at least {min_length} item(s)."),
    "too_long": ("Chỉ được tối đa {max_length} mục.", "Must have at most {max_length} items."),
    "date": (
        "Phải là ngày có thật, viết dạng năm-tháng-ngày, ví dụ 2026-07-27.",
        "Must be a real date written year-month-day, e.g. 2026-07-27.",
    ),
    "datetime_zone": (
        "Ghi theo giờ địa phương, không ghi múi giờ (Z, +07:00), ví dụ 2026-07-27T19:30.",
        "Give the local time without a time zone (Z, +07:00), e.g. 2026-07-27T19:30.",
    ),
    "datetime": (
        "Phải là ngày giờ có thật, ví dụ 2026-07-27T19:30.",
        "Must be a real date and time, e.g. 2026-07-27T19:30.",
    ),
}
_LONGEST_KEY = 200
_NUMBER_ALONE = (
    "Phải là số nguyên: chỉ ghi số, ví dụ 47; ký hiệu do chương trình tự thêm.",
    "Give the number alone, e.g. 47, without quotes; the program adds the symbol.",
)
_OTHER = ("Giá trị không hợp lệ.", "The value is not valid.")


def json_pointer(location: tuple[str | int, ...]) -> str:
    """RFC 6901 pointer of a Pydantic error location.

    A lone surrogate in a key cannot be sent back: U+FFFD stands for it. A key that no field has is cut short.
    """
    steps = (str(step)[:_LONGEST_KEY].replace("~", "~0").replace("/", "~1") for step in location)
    return "".join(f"/{step}" for step in steps).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


_MEANINGS = {
    "cell": "chi bộ",
    "grassroots_committee": "đảng ủy",
    "standing_committee": "ban thường vụ",
    "inspection_commission": "ủy ban kiểm tra",
    "committee_office": "văn phòng cấp ủy",
    "advisory_organ": "ban của cấp ủy",
    "provincial_committee": "tỉnh ủy, thành ủy",
    "district_committee": "huyện ủy cũ",
    "congress": "đại hội",
    "congress_presidium": "đoàn chủ tịch",
    "congress_secretariat": "đoàn thư ký",
    "vote_counting_board": "ban kiểm phiếu",
    "official": "chính thức",
    "probationary": "dự bị",
    "male": "nam",
    "female": "nữ",
    "report": "để báo cáo",
    "implement": "để thực hiện",
    "know": "để biết",
    "archive": "lưu",
    "new": "thành lập mới",
    "split": "chia tách",
    "merge": "hợp nhất",
    "transfer": "chuyển giao",
    "appointed": "chỉ định",
    "elected_at_congress": "bầu tại đại hội",
    "separate_decision": "có quyết định riêng",
    "secretary": "bí thư",
    "deputy_secretary": "phó bí thư",
    "member": "chi ủy viên",
    "provisional": "lâm thời",
    "term": "theo nhiệm kỳ, cả nhiệm kỳ",
    "giai_the": "giải thể",
    "ket_thuc_hoat_dong": "kết thúc hoạt động",
    "internal": "nội bộ",
    "temporary": "tạm thời",
    "pending": "chưa chuyển",
    "regular": "thường kỳ",
    "thematic": "chuyên đề",
    "combined": "thường kỳ kết hợp chuyên đề",
    "committee": "họp chi ủy",
    "extraordinary": "bất thường",
    "annual": "năm",
    "half_year": "sáu tháng",
}
"""What the values of choices mean, where they do not say it themselves."""
_CHOICE = re.compile(r"'(\w+)'")


def _with_meanings(choices: str) -> str:
    """Pydantic's English list of choices (``'a', 'b' or 'c'``) with the meaning of each."""
    told = _CHOICE.sub(
        lambda choice: f"{choice[1]} ({_MEANINGS[choice[1]]})" if choice[1] in _MEANINGS else choice[0], choices
    )
    return told.replace(" or ", " hoặc ")


def field_finding(location: tuple[str | int, ...], error_type: str, context: Mapping[str, Any]) -> Finding:
    """The finding for one of Pydantic's errors. The value itself is never part of the message."""
    family = error_type.split("_", maxsplit=1)[0]
    vi, en = _MESSAGES.get(error_type) or _MESSAGES.get(family if family in ("date", "datetime") else "") or _OTHER
    if location[-1:] == ("number",) and error_type == "int_type":
        vi, en = _NUMBER_ALONE
    english = {key: str(value) for key, value in context.items()}
    vietnamese = {key: _with_meanings(value) if key == "expected" else value for key, value in english.items()}
    return Finding(json_pointer(location), error_type, Message(vi.format(**vietnamese), en.format(**english)))
