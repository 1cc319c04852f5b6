"""What clerks read when a cell, a heading, a sheet or a file cannot be read: what is wrong and how to mend it."""

from __future__ import annotations

from collections.abc import Sequence

from service.errors import Message

LONGEST_SHOWN = 60

TURNED_INTO_DATE = Message(
    "Excel đã đổi ô này thành ngày hoặc giá trị khác; hãy đặt định dạng ô là Text rồi gõ lại.",
    "Excel turned this cell into a date or another value; format it as Text and type it again.",
)
NUMBER_FOR_CODE = Message(
    "Ô này đang là số nên có thể đã mất số 0 ở đầu; hãy đặt định dạng ô là Text rồi gõ lại.",
    "This cell holds a number and may have lost leading zeros; format it as Text and type it again.",
)
WHOLE_NUMBER = Message("Phải là số nguyên, ví dụ 12.", "Must be a whole number, e.g. 12.")
NUMBER = Message("Phải là số, ví dụ 1240 hoặc 92,4.", "Must be a number, e.g. 1240 or 92,4.")
YES_OR_NO = Message("Ghi “có” (hoặc x) hay “không”.", "Type “có” (yes, or x) or “không” (no).")
DAY = Message(
    "Ngày phải có thật, viết dạng ngày/tháng/năm, ví dụ 05/8/2026.",
    "Must be a real day, written day/month/year, e.g. 05/8/2026.",
)
MOMENT = Message(
    "Ghi ngày và giờ có thật, ví dụ 03/8/2026 19:30.", "Must be a real day and time, e.g. 03/8/2026 19:30."
)
MONTH = Message("Tháng phải viết dạng tháng/năm, ví dụ 8/2026.", "Must be written month/year, e.g. 8/2026.")
PARTIAL_DATE = Message(
    "Ghi năm, tháng/năm hoặc ngày/tháng/năm có thật, ví dụ 1980, 3/1980, 12/3/1980.",
    "Must be a real year, month/year or day/month/year, e.g. 1980, 3/1980, 12/3/1980.",
)
FORMULA = Message(
    "Ô này là công thức chưa có kết quả; hãy chép ô rồi dán lại dạng giá trị (Paste Special – Values).",
    "This cell is a formula without a result; copy it and paste its value (Paste Special – Values).",
)
FORMULA_RESULT = Message(
    "Ô này là công thức; đã lấy kết quả lưu trong tệp, hãy xem lại.",
    "This cell is a formula; its saved result was taken, check it.",
)
MERGED = Message(
    "Các ô này được gộp nên chỉ ô đầu có giá trị; hãy bỏ gộp ô và ghi đủ từng ô.",
    "These cells are merged, so that only the first has a value; unmerge them and fill in each.",
)
NO_KEY = Message(
    "Thiếu mã: hãy ghi Mã của văn bản mà dòng này thuộc về.",
    "The code of the paper that this row belongs to is missing.",
)
NO_PARENT = Message(
    "Thiếu “Thuộc mục”: hãy ghi STT của mục mà dòng này thuộc về.",
    "“Thuộc mục” is missing: give the STT of the item that this row belongs to.",
)
AMBIGUOUS_DATES = Message(
    "Cột này vừa có ngày do Excel tự đổi, vừa có ngày dạng chữ, nên không biết 05/02 là ngày 5 tháng 2 hay ngày 2 "
    "tháng 5. Hãy xem lại cả cột, đặt định dạng Text rồi gõ lại dạng ngày/tháng/năm.",
    "This column has dates that Excel converted beside dates as text, so that 05/02 may be 5 February or 2 May. Check "
    "the whole column, format it as Text and type day/month/year.",
)
NO_HEADINGS = Message(
    "Trang tính không có dòng tên cột của mẫu; hãy chép lại dòng tên cột từ mẫu vào dòng 1.",
    "The sheet has no row with the headings of the form; copy it from the form into row 1.",
)
EXAMPLE_CHANGED = Message(
    "Dòng VÍ DỤ không được đọc, nhưng dòng này đã sửa; nếu là dữ liệu thật, hãy thay chữ VÍ DỤ bằng mã.",
    "The row VÍ DỤ is never read, but this one was changed; if it is real, put its code in place of VÍ DỤ.",
)


WAY_TO_CONVERT = Message(
    "Cách yêu cầu chuyển mã: trên trang Hàng loạt chọn “Chuyển chữ gõ bằng phông cũ”; bằng lệnh thêm --convert-legacy; "
    "qua HTTP gửi trường convert_legacy=true.",
    "Ask for conversion: on the page by its tick box; on the command line by --convert-legacy; over HTTP by the field "
    "convert_legacy=true.",
)
LEGACY_LEFT = Message(
    "Ô này có chữ không thuộc bảng mã của cả cột nên không chuyển được; hãy gõ lại bằng Unicode.",
    "This cell has letters that are not in the encoding of its column; type it again in Unicode.",
)
DIFFERS = Message(
    "Ô này khác với dòng đầu của cùng văn bản; hãy để trống, ghi giống dòng đầu, hoặc ghi Mã khác.",
    "This cell differs from the first line of the same paper; leave it blank, repeat that line, or give another code.",
)
BEYOND = Message(
    "Có ô nằm ngoài các cột có tiêu đề; hãy xem lại dấu phân cách và dấu nháy của dòng này.",
    "A cell stands under no heading; check delimiters and quotes of this line.",
)


def legacy(encoding: str) -> Message:
    """A column typed in an old font."""
    return Message(
        f"Cột này gõ bằng bảng mã cũ {encoding}; hãy chuyển sang Unicode, hoặc gửi lại và yêu cầu chuyển mã. "
        f"{WAY_TO_CONVERT.vi}",
        f"This column is typed in the old encoding {encoding}; convert it to Unicode, or ask for that. "
        f"{WAY_TO_CONVERT.en}",
    )


def legacy_converted(encoding: str) -> Message:
    """A column that was typed in an old font."""
    return Message(
        f"Cột này gõ bằng bảng mã cũ {encoding}, đã chuyển sang Unicode; hãy xem lại.",
        f"This column was typed in the old encoding {encoding} and was converted to Unicode; check it.",
    )


def unused_body(message: Message) -> Message:
    """A fault in the row of a body that no paper names."""
    return Message(f"{message.vi} (Chưa văn bản nào dùng dòng này.)", f"{message.en} (No paper uses this row.)")


def shown(text: str) -> str:
    """``text`` in quotes, cut short."""
    line = " ".join(text.split())
    return f"“{line if len(line) <= LONGEST_SHOWN else line[: LONGEST_SHOWN - 1] + '…'}”"


def _did_you_mean(near: str | None) -> Message:
    return Message(f"; có phải {shown(near)}?", f"; did you mean {shown(near)}?") if near else Message(".", ".")


def _with(vi: str, en: str, near: str | None) -> Message:
    hint = _did_you_mean(near)
    if near is None:  # what was said may end with a stop of its own, such as the district “Q.”
        return Message(f"{vi.removesuffix('.')}.", f"{en.removesuffix('.')}.")
    return Message(f"{vi}{hint.vi}", f"{en}{hint.en}")


def error_value(value: str) -> Message:
    """``#N/A`` and its like."""
    return Message(f"Ô này báo lỗi {value} của Excel; hãy sửa lại.", f"This cell shows Excel's error {value}; mend it.")


def ambiguous_number(text: str) -> Message:
    """``1.240`` is 1240 in Vietnam and 1,24 elsewhere."""
    plain, decimal = text.replace(".", ""), text.replace(".", ",")
    return Message(
        f"Không rõ là {plain} hay {decimal}; hãy ghi lại một trong hai cách này.",
        f"May be {plain} or {decimal}; write one of these.",
    )


def not_a_choice(words: Sequence[str], near: str | None) -> Message:
    """All words that may stand there."""
    known = ", ".join(words)
    return _with(f"Chỉ nhận: {known}", f"Must be one of: {known}", near)


def too_many_parts(names: Sequence[str]) -> Message:
    """A line of a ``records`` cell with more parts than fields."""
    form = "; ".join(names)
    return Message(f"Mỗi dòng viết: {form}.", f"Each line is: {form}.")


def unknown_heading(heading: str, near: str | None) -> Message:
    """A heading that the shape does not have."""
    return _with(f"Mẫu không có cột {shown(heading)}", f"The form has no column {shown(heading)}", near)


def repeated_heading(heading: str, first: str) -> Message:
    """A heading that stands there twice."""
    return Message(
        f"Cột {shown(heading)} đã có ở ô {first}; hãy giữ lại một.",
        f"The column {shown(heading)} stands at {first} already; keep one.",
    )


def missing_heading(heading: str) -> Message:
    """A required column that is not there."""
    return Message(
        f"Thiếu cột {shown(heading)}; hãy thêm lại tên cột ở dòng 1, hoặc tải mẫu mới.",
        f"The column {shown(heading)} is missing; add its heading in row 1, or get a new form.",
    )


def missing_sheet(name: str, near: str | None) -> Message:
    """A sheet without which no paper can be made."""
    return _with(f"Không có trang tính {shown(name)}", f"There is no sheet {shown(name)}", near)


def repeated_sheet(names: Sequence[str], known: str) -> Message:
    """Sheets whose names differ in nothing that counts."""
    every = ", ".join(map(shown, names))
    return Message(
        f"Có {len(names)} trang tính cùng tên ({every}) nên không biết đọc trang nào; hãy giữ lại một trang, đặt tên "
        f"là {shown(known)}.",
        f"{len(names)} sheets have one name ({every}), so that nobody knows which to read; keep one, named "
        f"{shown(known)}.",
    )


def unknown_sheet(name: str, near: str | None) -> Message:
    """A sheet that will not be read."""
    return _with(
        f"Trang tính {shown(name)} không có trong mẫu nên không được đọc",
        f"The sheet {shown(name)} is not part of the form and is not read",
        near,
    )


def other_type(title: str) -> Message:
    """A workbook of ours, made for papers of another type."""
    return Message(
        f"Đây là mẫu của loại văn bản khác, không phải {shown(title)}; hãy chọn lại loại văn bản hoặc tải đúng mẫu.",
        f"This is the form of another type of paper, not {shown(title)}; choose the type again or get its form.",
    )


def repeated_key(key: str, first: str) -> Message:
    """Two rows of the main sheet with one code."""
    return Message(
        f"Mã {shown(key)} đã dùng ở ô {first}; mỗi văn bản một mã.",
        f"The code {shown(key)} stands at {first} already; each paper has its own.",
    )


def unknown_key(key: str, near: str | None) -> Message:
    """A row of a list that belongs to no paper."""
    return _with(
        f"Không có văn bản nào mang mã hoặc tên {shown(key)}", f"No paper has the code or name {shown(key)}", near
    )


def ambiguous_key(key: str) -> Message:
    """A name that several papers have."""
    return Message(
        f"Nhiều văn bản cùng tên {shown(key)}; hãy ghi Mã của văn bản.",
        f"Several papers have the name {shown(key)}; give the code of the paper.",
    )


def unknown_parent(reference: str, sheet: str) -> Message:
    """A row within an item that is not there."""
    return Message(
        f"Văn bản này không có mục {shown(reference)} ở trang {shown(sheet)}; hãy ghi STT của mục.",
        f"This paper has no item {shown(reference)} on the sheet {shown(sheet)}; give the STT of the item.",
    )


def unknown_body(name: str, near: str | None) -> Message:
    """An issuer that the sheet of bodies does not have, though one much like it."""
    return _with(f"Trang “Cơ quan” không có {shown(name)}", f"The sheet “Cơ quan” has no {shown(name)}", near)


def ambiguous_body(name: str) -> Message:
    """An issuer that the sheet of bodies has twice."""
    return Message(
        f"Trang “Cơ quan” có nhiều dòng {shown(name)}; hãy đặt Mã khác nhau và ghi Mã ở đây.",
        f"The sheet “Cơ quan” has several rows {shown(name)}; give each its code, and the code here.",
    )


def cleaned(notes: Sequence[Message]) -> Message:
    """What was taken out of a text."""
    vi, en = (", ".join(note.say(language) for note in notes) for language in ("vi", "en"))
    return Message(f"Đã bỏ khỏi ô này: {vi}.", f"Taken out of this cell: {en}.")
