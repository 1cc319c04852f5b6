"""What is pasted into a form: a member list from Excel, a whole report from Word. Read, answered, and forgotten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from service.batch.member_lists import MemberList
from service.batch.sources.list_papers import member_fields
from service.documents import DocumentType, read_json
from service.errors import CallerError, Language, Message
from service.pasting import PastedMembers, PastedReport, read_pasted_members, split_report
from service.pipeline import Pipeline
from service.web.admission import json_body
from service.web.clerks.language import language_of_page
from service.web.responses import json_response

Json = dict[str, Any]
_NOT_USED = ("unused", "unknown")


class NotPasted(CallerError):
    """The request is not what ``pasting.js`` sends, or the type has no place for it."""


class _Pasted(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    text: str
    convert_legacy: bool = False
    answers: dict[str, str] = Field(default_factory=dict, max_length=200)


def pasting_blueprint(pipeline: Pipeline, today: Callable[[], date] = date.today) -> Blueprint:
    """``/soan/<slug>/dan-danh-sach`` and ``/soan/<slug>/dan-bao-cao``; ``today`` tells what a short year can be."""
    blueprint = Blueprint("pasting", __name__)

    @blueprint.post("/soan/<slug>/dan-danh-sach")
    def members(slug: str) -> Response:
        document_type = pipeline.document_type(slug)
        if not member_fields(document_type):
            raise _no_place(Message("không có danh sách đảng viên", "has no member list"))
        sent = _sent()
        found = read_pasted_members(
            sent.text, document_type, sent.answers, today=today(), convert_legacy=sent.convert_legacy
        )
        return _answer(members_json(found, language_of_page()))

    @blueprint.post("/soan/<slug>/dan-bao-cao")
    def report(slug: str) -> Response:
        if not _takes_sections(pipeline.document_type(slug)):
            raise _no_place(Message("không có các phần tự soạn", "has no sections"))
        sent = _sent()
        found = split_report(sent.text, convert_legacy=sent.convert_legacy)
        return _answer(report_json(found, language_of_page()))

    return blueprint


def _takes_sections(document_type: DocumentType) -> bool:
    return "sections" in document_type.model.model_fields


def _no_place(lack: Message) -> NotPasted:
    return NotPasted(
        Message(
            f"Loại văn bản này {lack.vi}; hãy dán vào biểu mẫu của loại khác.",
            f"This type of paper {lack.en}; paste into the form of another type.",
        )
    )


def _sent() -> _Pasted:
    """The request. Raises :class:`NotPasted`; NotJson, MalformedJson and BodyTooLarge as every call does."""
    try:
        return _Pasted.model_validate(read_json(json_body()))
    except ValidationError:
        raise NotPasted(
            Message(
                "Yêu cầu không đúng dạng mà trang này gửi; hãy tải lại trang rồi dán lại.",
                "Send text (what was pasted) and, where needed, convert_legacy and answers.",
            )
        ) from None


def _answer(value: Json) -> Response:
    response = json_response(value, language_of_page())
    response.headers["Vary"] = "Cookie"
    return response


def members_json(found: PastedMembers, language: Language) -> Json:
    """What was understood, skipped and is asked, in words; ``members`` are items of the payload."""
    every: MemberList = found.found
    return {
        "members": list(found.items),
        "columns": [
            {
                "letter": column.letter,
                "heading": column.heading,
                "meaning": column.meaning.say(language),
                "used": column.how not in _NOT_USED,
            }
            for column in every.columns
        ],
        "skipped": [
            {"first": rows.first, "last": rows.last, "message": rows.message.say(language)} for rows in every.skipped
        ],
        "questions": [
            {
                "key": question.key,
                "place": found.spoken(question.place).say(language),
                "message": question.message.say(language),
                "choices": [
                    {"value": choice.value, "message": choice.message.say(language)} for choice in question.choices
                ],
                "default": question.default,
            }
            for question in every.questions
        ],
        "remarks": [
            {
                "level": remark.level,
                "place": found.spoken(remark.place).say(language),
                "message": remark.message.say(language),
                "count": remark.count,
            }
            for remark in every.remarks
            if remark.code != "cell.cleaned"  # told once for the whole list
        ]
        + [_info(_unused(meaning), language) for meaning in found.unused]
        + [_info(cleaned, language) for cleaned in [found.cleaned] if cleaned]
        + [_info(_kept(found.kept), language) for _ in range(min(found.kept, 1))],
        "legacy": found.is_legacy,
        "settled": every.settled,
    }


def _info(message: Message, language: Language) -> Json:
    return {"level": "info", "place": "", "message": message.say(language), "count": 1}


def _kept(count: int) -> Message:
    return Message(
        f"{count} ô không đọc được sẽ vào bảng nguyên như đã ghi; hãy sửa ở đó, nút “Kiểm tra” chỉ ra từng ô.",
        f"{count} cell(s) that cannot be read come into the table as typed; mend them there, “Check” shows each.",
    )


def _unused(meaning: Message) -> Message:
    return Message(
        f"Biểu mẫu này không có chỗ cho “{meaning.vi}” nên cột ấy không được lấy.",
        f"This form has no place for “{meaning.en}”; the column is not taken.",
    )


def report_json(found: PastedReport, language: Language) -> Json:
    """The outline for correction, the payload that follows from it, what was left out, and what is to be looked at."""
    return {
        "payload": found.payload,
        "parts": [part.as_json() for part in found.parts],
        "left_out": [{"what": left.what.say(language), "lines": list(left.lines)} for left in found.left_out],
        "remarks": [remark.say(language) for remark in found.remarks],
        "legacy": found.legacy,
    }
