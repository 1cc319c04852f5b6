"""What is told about lists that are joined to papers."""

from __future__ import annotations

from collections.abc import Sequence

from service.batch.member_lists import Question, Remark
from service.batch.workbook.messages import WAY_TO_CONVERT, shown
from service.batch.workbook.places import Place
from service.errors import Message

NOBODY = Message(
    "Danh sách có tiêu đề cột nhưng không có đảng viên nào; hãy xem lại tệp.",
    "The list has headings and nobody below them; check the file.",
)
_MOST_ROWS = 5


def counted(remark: Remark) -> Message:
    """A remark, with how often it holds."""
    if remark.count == 1:
        return remark.message
    vi, en = remark.message
    return Message(f"{vi} (và {remark.count - 1} ô khác)", f"{en} (and {remark.count - 1} more cells)")


def question(asked: Question, key: str, given: str | None) -> Message:
    """A question with its answers, and how one is given."""
    choices_vi = "; ".join(f"{key}={choice.value} ({choice.message.vi})" for choice in asked.choices)
    choices_en = "; ".join(f"{key}={choice.value} ({choice.message.en})" for choice in asked.choices)
    wrong = Message("", "")
    if given is not None:
        wrong = Message(
            f"Câu trả lời {shown(given)} không có trong các lựa chọn. ", f"{shown(given)} is none of the choices. "
        )
    return Message(
        f"{wrong.vi}{asked.message.vi} Trả lời bằng --answer (hoặc trường answers): {choices_vi}.",
        f"{wrong.en}{asked.message.en} Answer by --answer (or the field answers): {choices_en}.",
    )


def unknown_answer(key: str, known: Sequence[str]) -> Message:
    """An answer to a question that no list asks."""
    every = ", ".join(known)
    asked = (
        Message(f"Các câu hỏi hiện có: {every}.", f"Questions there are: {every}.")
        if known
        else Message("Các danh sách không có câu hỏi nào.", "The lists leave no question open.")
    )
    return Message(
        f"Không có câu hỏi {shown(key)}; hãy sửa hoặc bỏ câu trả lời này. {asked.vi}",
        f"There is no question {shown(key)}; mend this answer or leave it out. {asked.en}",
    )


def without_lists(keys: Sequence[str]) -> Message:
    """Answers were given, and no list came with them."""
    given = ", ".join(map(shown, keys))
    return Message(
        f"Có câu trả lời ({given}) mà không có danh sách đảng viên nào gửi kèm; hãy gửi kèm danh sách (--members, "
        "trường members), hoặc bỏ câu trả lời.",
        f"There are answers ({given}) and no list of members; send the list too (--members, the field members), or "
        "leave the answers out.",
    )


def with_way_to_convert(message: Message) -> Message:
    """What is said of text in an old font, with how its conversion is asked for with a batch."""
    return Message(f"{message.vi} {WAY_TO_CONVERT.vi}", f"{message.en} {WAY_TO_CONVERT.en}")


def no_type_with_members(titles: Sequence[str]) -> Message:
    """No paper of the batch takes members."""
    known = "; ".join(titles)
    return Message(
        f"Loại văn bản này không có danh sách đảng viên, nên không nhận tệp danh sách. Các loại có: {known}.",
        f"This type of paper has no list of members, so files of lists are not taken. Types that have one: {known}.",
    )


def no_members(name: str) -> tuple[str, Message]:
    """No list has a member for a paper that needs some."""
    of_cell = Message(f" của {shown(name)}", f" of {shown(name)}") if name else Message("", "")
    return "list.no-members", Message(
        f"Các danh sách không có đảng viên nào{of_cell.vi}; hãy xem tên chi bộ trong văn bản và trong danh sách.",
        f"The lists have no member{of_cell.en}; compare the name of the cell in the paper and in the lists.",
    )


def doubled(name: str, at: Place) -> tuple[str, Message]:
    """The main file has members for a paper, and a list too."""
    return "list.doubled", Message(
        f"Văn bản {shown(name)} đã có đảng viên trong tệp chính, danh sách kèm theo cũng có (từ {at}); hãy bỏ một nơi.",
        f"The paper {shown(name)} has members in the main file and in a list too (from {at}); remove one of the two.",
    )


def undecided(label: str) -> tuple[str, Message]:
    """Nothing can be said of the members of a paper before a question about their list is answered."""
    return "list.question-open", Message(
        f"Chưa xét danh sách đảng viên của văn bản này: hãy trả lời câu hỏi về danh sách {shown(label)} trước.",
        f"The members of this paper were not judged yet: answer the question about the list {shown(label)} first.",
    )


def by_name(name: str) -> Message:
    """A list that names no cell was joined by the name of its sheet or file."""
    return Message(
        f"Danh sách không ghi chi bộ; theo tên trang hoặc tên tệp, đảng viên được đưa vào {shown(name)}.",
        f"The list names no cell; by the name of sheet or file its members went to {shown(name)}.",
    )


def unused_field(meaning: Message, title: str) -> Message:
    """A column that this type does not take."""
    return Message(
        f"Cột ghi {meaning.vi} không dùng trong {title}.", f"The column of {meaning.en} is not used by {title}."
    )


def _people(count: int) -> Message:
    return Message(f"{count} đảng viên", f"{count} member" if count == 1 else f"{count} members")


def no_cell(count: int) -> Message:
    """A list that does not say whose members they are, and several papers."""
    people = _people(count)
    return Message(
        f"{people.vi} (từ ô này) không rõ thuộc chi bộ nào mà lô có nhiều văn bản; hãy thêm cột “Chi bộ”, hoặc ghi tên "
        "chi bộ ở dòng phía trên các đảng viên.",
        f"{people.en} (from this cell on) without a cell, and the batch has several papers; add a column “Chi bộ” or a "
        "row with the name of the cell above them.",
    )


def unknown_cell(cell: str, count: int, near: str | None) -> Message:
    """No paper is about a cell that a list names."""
    people = _people(count)
    guess = Message(f"; có phải {shown(near)}?", f"; did you mean {shown(near)}?") if near else Message(".", ".")
    return Message(
        f"Không có văn bản nào về {shown(cell)} ({people.vi}); hãy sửa tên chi bộ hoặc thêm văn bản{guess.vi}",
        f"No paper is about {shown(cell)} ({people.en}); mend the name of the cell or add the paper{guess.en}",
    )


def ambiguous_cell(cell: str, count: int, rows: Sequence[int]) -> Message:
    """Several papers are about a cell that a list names."""
    people = _people(count)
    where = ", ".join(map(str, rows[:_MOST_ROWS])) + (", …" if len(rows) > _MOST_ROWS else "")
    return Message(
        f"Có {len(rows)} văn bản về {shown(cell)} (dòng {where}), không rõ {people.vi} thuộc văn bản nào; hãy ghi thêm "
        "tên đảng bộ (“Chi bộ …, Đảng bộ …”) hoặc tách lô.",
        f"{len(rows)} papers are about {shown(cell)} (rows {where}), so it is open where {people.en} belong; add the "
        "name of the đảng bộ (“Chi bộ …, Đảng bộ …”) or make two batches.",
    )


def more_cells(count: int) -> Message:
    """So many further names of cells find no paper."""
    return Message(
        f"Còn {count} tên chi bộ khác trong danh sách này không khớp với văn bản nào.",
        f"{count} further names of cells in this list match no paper.",
    )
