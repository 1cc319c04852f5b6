"""What was understood, line by line, as a clerk reads it in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from service.batch.member_lists import ColumnReading, SkippedRows
from service.batch.member_lists.found import REASONS
from service.batch.rows import RowError
from service.batch.understanding import Understanding, UnderstoodList
from service.batch.workbook import Shape
from service.batch.workbook.headings import heading_at
from service.errors import Language, Message

_MOST_CELLS = 50
_BLANK = "blank"
_QUESTION = "list.question"
_KINDS = {
    "faults": Message("Phải sửa hoặc trả lời trước khi lập văn bản", "To be mended or answered before papers are made"),
    "errors": Message("Lỗi của từng văn bản", "Errors of single papers"),
    "warnings": Message("Nên xem lại trong từng văn bản", "To be looked at in single papers"),
    "remarks": Message("Nên biết", "Worth knowing"),
}


def lines_of(found: Understanding, language: Language) -> list[str]:
    """Summary, lists, questions, faults, errors, warnings, remarks, what was cleaned; what is empty is left out."""
    lines = list(_summary(found, language))
    for each in found.lists:
        lines += ["", *_list_lines(each, language)]
    for kind, title in _KINDS.items():
        kept: list[RowError] = getattr(found, kind)
        told = [each for each in kept if each.code != _QUESTION]  # it stands with its list
        if told:
            lines += ["", f"{title.say(language)} ({found.counts[kind] - len(kept) + len(told)}):"]
            lines += [f"  {_told(each, found.shape, language)}" for each in told]
            lines += _rest(found.counts[kind] - len(kept), language)
    if found.cleaned:
        cleaned = Message("Đã làm sạch trong các ô", "Cleaned in cells").say(language)
        lines += ["", f"{cleaned}:", *(f"  {n} × {what.say(language)}" for what, n in found.cleaned.most_common())]
    return lines


def _summary(found: Understanding, language: Language) -> Iterator[str]:
    yield Message(
        f"Đọc được {found.rows} văn bản, đã kiểm tra {found.checked}, có lỗi {found.failed}.",
        f"{found.rows} papers read, {found.checked} checked, {found.failed} with errors.",
    ).say(language)
    if not found.can_be_made:
        count = found.counts["faults"]
        yield Message(
            f"Chưa lập được văn bản nào: còn {count} chỗ phải sửa hoặc trả lời.",
            f"No paper can be made yet: {count} things to mend or to answer.",
        ).say(language)
    elif found.checked < found.rows:
        rest = found.rows - found.checked
        yield Message(
            f"{rest} văn bản chưa được kiểm tra vì tệp dài.", f"{rest} papers were not checked: the file is long."
        ).say(language)
    else:
        good = found.checked - found.failed
        yield Message(f"Có thể lập {good} văn bản.", f"{good} papers can be made.").say(language)


def _list_lines(found: UnderstoodList, language: Language) -> Iterator[str]:
    name = f"{found.file} – {found.sheet}" if found.sheet else found.file
    yield Message(f"Danh sách {name}: {found.members} đảng viên", f"List {name}: {found.members} members").say(language)
    for column in found.columns:
        yield f"  {_column(column, language)}"
    skipped = [each for each in found.skipped if each.reason != _BLANK]
    if skipped:
        yield f"  {Message('Dòng bỏ qua', 'Rows skipped').say(language)}: {_ranges(skipped, language)}"
    named = [(cell, count) for cell, count in found.cells if cell]
    if named:
        shown = ", ".join(f"{cell} ({count})" for cell, count in named[:_MOST_CELLS])
        more = ", …" if len(named) > _MOST_CELLS else ""
        yield f"  {Message('Chi bộ', 'Cells').say(language)}: {shown}{more}"
    for key, question in found.questions:
        place = f" ({question.place})" if question.place else ""
        yield f"  {Message('Câu hỏi', 'Question').say(language)}{place}: {question.message.say(language)}"
        yield f"    {Message('Trả lời bằng --answer', 'Answer by --answer').say(language)}:"
        for choice in question.choices:
            yield f"      {key}={choice.value}: {choice.message.say(language)}"


def _column(column: ColumnReading, language: Language) -> str:
    word = Message("Cột", "Column").say(language)
    near = Message(" (đoán theo tên gần giống)", " (guessed by a name nearly alike)")
    by_contents = Message(" (theo nội dung ô)", " (by what stands in the cells)")
    how = {"near": near, "contents": by_contents}.get(column.how, Message("", ""))
    return f"{word} {column.letter} “{column.heading}”: {column.meaning.say(language)}{how.say(language)}"


def _ranges(skipped: Iterable[SkippedRows], language: Language) -> str:
    """``1, 3 (tiêu đề …); 8–9 (…)``: the ranges of each reason."""
    by_reason: dict[str, list[str]] = {}
    for each in skipped:
        span = str(each.first) if each.first == each.last else f"{each.first}–{each.last}"
        by_reason.setdefault(REASONS[each.reason].say(language), []).append(span)
    return "; ".join(f"{', '.join(spans)} ({reason})" for reason, spans in by_reason.items())


def _told(told: RowError, shape: Shape | None, language: Language) -> str:
    row = f"{Message('Văn bản ở dòng', 'Paper in row').say(language)} {told.row}" if told.row else ""
    heading = heading_at(shape, told.pointer) if shape and told.place else ""
    where = str(told.place) if told.place else told.pointer
    if told.place and heading not in ("", told.place.sheet):
        where = f"{where} ({heading})"
    head = ", ".join(part for part in (row, where) if part)
    return f"{head}: {told.message.say(language)}" if head else told.message.say(language)


def _rest(count: int, language: Language) -> list[str]:
    return [f"  {Message(f'… và {count} chỗ khác', f'… and {count} more').say(language)}"] if count > 0 else []
