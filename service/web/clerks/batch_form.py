"""The forms by which clerks hand in and mend batches: those of the HTTP interface, filled in by a browser.

What a browser sends otherwise than a program is put right on the way: answers come from radio buttons, a type that was
not chosen is recognised, and a hidden key makes a form that is sent twice one batch. What was chosen is remembered, so
that the page can show it again.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from service.batch.sources.opening import LINES
from service.documents import DocumentType
from service.errors import CallerError, Finding, Message
from service.web.batch_forms import HIGHEST_NUMBER, LIST_ENDINGS, TYPE_FIELD
from service.web.clerks.recognising import type_of_file, why_not_by_name, why_unreadable
from service.web.clerks.refusing import words_of
from service.web.forms import InvalidForm, Part
from service.web.uploads import FILE_FIELD

if TYPE_CHECKING:
    from service.batch.incoming import Incoming

KEY_FIELD = "key"
ANSWER = "answer."
"""How the names of the radio buttons of a question begin; its key follows."""
ASKED = "asked."
"""How the names of the hidden fields begin that tell which questions stood on the page; the key follows."""
_UNKNOWN_TYPE = "form.type"
_WRONG_KIND = "form.kind"
_NOTHING_TO_TELL_BY = ("form.missing", _WRONG_KIND)
"""Faults of a file of which no type can be told, so that choosing one would not help."""
FORGET = "forget"
"""The button that takes back all answers, and asks anew."""

_LABELS: Mapping[str, Message] = {
    "/file": Message("Bảng đã điền", "Filled-in workbook"),
    "/members": Message("Danh sách đảng viên", "Member list"),
    "/type": Message("Loại văn bản", "Type of paper"),
    "/number_from": Message("Đánh số từ", "Number from"),
    "/companion_number_from": Message("Số giấy giới thiệu từ", "Number slips from"),
}
_IN_WORDS: Mapping[tuple[str, str], Message] = {
    ("form.missing", "/file"): Message("chưa chọn tệp.", "no file was chosen."),
    ("form.twice", "/file"): Message("chỉ chọn một tệp.", "choose one file only."),
    ("form.kind", "/file"): Message(
        "không đọc được loại tệp này; hãy chọn tệp Excel (.xlsx), CSV hoặc JSONL.",
        "files of this kind cannot be read; choose an Excel workbook (.xlsx), CSV or JSONL.",
    ),
    ("form.kind", "/members"): Message(
        f"phải là tệp {', '.join(LIST_ENDINGS)}.", f"must be a file {', '.join(LIST_ENDINGS)}."
    ),
    ("form.type", "/type"): Message(
        "không nhận ra được từ tệp; hãy chọn loại trong ô này.",
        "it could not be told from the file; choose it here.",
    ),
    ("form.value", "/number_from"): Message(
        f"phải là một số từ 1 đến {HIGHEST_NUMBER}.", f"must be a number from 1 to {HIGHEST_NUMBER}."
    ),
    ("form.value", "/companion_number_from"): Message(
        f"phải là một số từ 1 đến {HIGHEST_NUMBER}.", f"must be a number from 1 to {HIGHEST_NUMBER}."
    ),
}


def fresh_key() -> str:
    """For the hidden field of a page."""
    return uuid.uuid4().hex


@dataclass
class ClerkForm:
    """What a clerk chose: fields by name, and answers by the key of their question.

    Of files only the name of the one that papers are made of; ``asked`` are the questions that stood on the page.
    """

    key: str = ""
    given: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    file_name: str = ""

    def parts(
        self,
        parts: Iterator[Part],
        incoming: Incoming | None = None,
        types: Mapping[str, DocumentType] | None = None,
    ) -> Iterator[Part]:
        """The parts of the form as a program would send them; read to the end, this knows all that was chosen.

        ``types``: of which one is recognised, where none was chosen, by what is ``incoming``. Raises what ``parts``
        raises, :class:`OSError`.
        """
        for part in parts:
            if part.file_name is not None:
                if part.name == FILE_FIELD:
                    self.file_name = self.file_name or part.file_name
                yield part
                continue
            text = part.text()
            if part.name == KEY_FIELD:
                self.key = text
            elif part.name.startswith(ANSWER):
                self.answers[part.name.removeprefix(ANSWER)] = text
            elif part.name.startswith(ASKED):
                self.asked.add(part.name.removeprefix(ASKED))
            else:
                self.given[part.name] = text
                yield _field("dry_run", "true") if part.name == FORGET else _field(part.name, text)
        if FORGET in self.given:
            self.answers, self.asked = {}, set()
        if self.answers:
            yield _field("answers", json.dumps(self.answers))
        if types and incoming and incoming.source and not self.given.get(TYPE_FIELD):
            yield from _recognised(incoming, types)

    def missed(self) -> set[str]:
        """The questions that stood on the page and were left unanswered."""
        return self.asked - self.answers.keys()

    def once(self, asked: str) -> str | None:
        """The key of an order that is the same where the page and what is ``asked`` are the same."""
        return hashlib.sha256(f"page {self.key} {asked}".encode()).hexdigest() if self.key else None


def _field(name: str, text: str) -> Part:
    return Part(name, None, iter([text.encode()]))


def _recognised(incoming: Incoming, types: Mapping[str, DocumentType]) -> Iterator[Part]:
    if incoming.source.endswith(LINES):  # the reader of the form looks into those itself
        return
    found = type_of_file(incoming.folder.path / incoming.source, types)
    if found is not None:
        yield _field(TYPE_FIELD, found.slug)


def in_words(refusal: CallerError, file: Path | None = None, file_name: str = "") -> list[Message]:
    """What is wrong, with fields called as on the page; ``file``: whose type had to be told by what stands in it.

    Where there is no file, or it cannot be read at all, this is said, not that its type is to be chosen.
    ``file_name``: of the file that was sent, which may tell how to mend it. Raises :class:`OSError`.
    """
    if not isinstance(refusal, InvalidForm):
        return [words_of(refusal).detail]
    instead: dict[tuple[str, str], Message] = {}
    errors = refusal.errors
    if any(each.pointer == "/file" and each.code in _NOTHING_TO_TELL_BY for each in errors):
        errors = tuple(each for each in errors if each.code != _UNKNOWN_TYPE)
        if old := why_not_by_name(file_name):
            instead[_WRONG_KIND, "/file"] = _of_file(old)
    elif file and any(each.code == _UNKNOWN_TYPE for each in errors) and (unreadable := why_unreadable(file)):
        instead[_UNKNOWN_TYPE, "/type"] = _of_file(unreadable)
    return list(dict.fromkeys(instead.get((each.code, each.pointer)) or _fault(each) for each in errors))


def _of_file(message: Message) -> Message:
    label = _LABELS["/file"]
    return Message(f"{label.vi}: {message.vi}", f"{label.en}: {message.en}")


def _fault(found: Finding) -> Message:
    words = _IN_WORDS.get((found.code, found.pointer))
    label = _LABELS.get(found.pointer)
    if words is None or label is None:
        return found.message
    return Message(f"{label.vi}: {words.vi}", f"{label.en}: {words.en}")
