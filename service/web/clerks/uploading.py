"""Tải lên: files in, papers out. One payload becomes a DOCX at once, anything more a batch."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import Blueprint, Response, request
from werkzeug import Response as Redirection

from service.batch.labels import TYPE_FIELD
from service.batch.sources.opening import LINES
from service.batch.wishes import Wishes
from service.config import Settings
from service.documents import DocumentType, read_json
from service.errors import CallerError, InvalidPayload, MalformedJson, Message
from service.pipeline import Pipeline
from service.web.auditing import note_batch, note_type
from service.web.authentication import owner, require
from service.web.clerks.batch_form import KEY_FIELD, ClerkForm, fresh_key
from service.web.clerks.batches import HERE
from service.web.clerks.language import language_of_page, sayer
from service.web.clerks.page import led_to, page
from service.web.clerks.plain_words import plain
from service.web.clerks.recognising import type_of_file, type_of_payload, why_not_by_name, why_unreadable
from service.web.clerks.refusing import words_of
from service.web.clerks.titles import titles_of
from service.web.forms import NotAForm, Part, heard_out, parts_of_request
from service.web.problems import problem_of
from service.web.responses import document_response
from service.web.uploads import FILE_FIELD, MalformedForm

if TYPE_CHECKING:
    from service.batch.desk import Desk
    from service.batch.incoming import Incoming

PAYLOAD = ".json"
MOST_IN_MEMORY = 64 * 1024 * 1024
"""Of all payloads of one form, in bytes: they never touch the disk before they are known to be several."""


class RefusedUpload(CallerError):
    """The files, together, are nothing that papers can be made of."""


class Payload(NamedTuple):
    """The data of a paper from the file ``name``; ``value`` is what ``content`` says, and may name its type."""

    name: str
    content: bytes
    value: Mapping[str, Any]


@dataclass
class _Files:
    """The files of a form. ``table`` is the name of that which went into the store, "" where there is none."""

    endings: Sequence[str]
    most_bytes: int
    payloads: list[tuple[str, bytes]] = field(default_factory=list)
    table: str = ""

    def take(self, part: Part, incoming: Incoming) -> None:
        """Keep one file. Raises :class:`RefusedUpload`."""
        name = PurePath((part.file_name or "").replace("\\", "/")).name
        ending = PurePath(name).suffix.lower()
        if not name:  # what a browser sends where nothing was chosen
            return
        if ending == PAYLOAD:
            self.payloads.append((name, self._content(name, part)))
        elif ending not in self.endings:
            if old := why_not_by_name(name):
                raise RefusedUpload(_named(name, old))
            raise _refusal(
                f"{name}: không đọc được loại tệp này; hãy chọn tệp .json, .xlsx, .csv hoặc .jsonl.",
                f"{name}: files of this kind cannot be read; choose .json, .xlsx, .csv or .jsonl.",
            )
        elif self.table:
            raise _refusal(
                "Mỗi lần chỉ gửi một bảng; hãy gửi từng tệp.", "Send one table at a time; send the files one by one."
            )
        else:
            self.table = name
            incoming.put_source(ending, part.pieces, name)

    def _content(self, name: str, part: Part) -> bytes:
        content, before = bytearray(), sum(len(each) for _, each in self.payloads)
        for piece in part.pieces:
            content += piece
            if len(content) > self.most_bytes or before + len(content) > MOST_IN_MEMORY:
                raise _refusal(
                    f"{name}: tệp quá lớn; hãy chia nhỏ, hoặc gửi nhiều văn bản bằng một tệp .jsonl.",
                    f"{name}: the file is too large; split it, or send many papers as one .jsonl.",
                )
        return bytes(content)


def uploading_blueprint(pipeline: Pipeline, settings: Settings, desk: Callable[[], Desk]) -> Blueprint:
    """``/tai-len``."""
    blueprint = Blueprint("uploading", __name__)
    door = _Door(pipeline, settings, desk)
    blueprint.add_url_rule("/tai-len", "ask", door.ask, methods=["GET"])
    blueprint.add_url_rule("/tai-len", "take", door.take, methods=["POST"])
    return blueprint


class _Door:
    def __init__(self, pipeline: Pipeline, settings: Settings, desk: Callable[[], Desk]) -> None:
        self._pipeline = pipeline
        self._settings = settings
        self._desk = desk

    def ask(self) -> Response:
        """The empty form."""
        return self._form(ClerkForm())

    def take(self) -> Response | Redirection:
        """The paper, the page of the batch, or what is wrong."""
        form = ClerkForm()
        try:
            with heard_out(), self._desk().incoming(request.content_length or 0) as incoming:
                files = self._files(form, incoming)
                if files.table:
                    return self._table(form, files.table, incoming)
                payloads = list(_payloads(files.payloads))
                if len(payloads) == 1:
                    return self._paper(form, payloads[0])
                return self._papers(form, payloads, incoming)
        except (NotAForm, MalformedForm):
            raise
        except CallerError as refusal:
            return self._form(form, problem_of(refusal).status, refusals=[words_of(refusal).detail])

    def _files(self, form: ClerkForm, incoming: Incoming) -> _Files:
        files = _Files(self._desk().source_endings(), self._settings.max_body_mib * 1024 * 1024)
        for part in parts_of_request(self._settings.max_upload_mib):
            if part.name == FILE_FIELD and part.file_name is not None:
                files.take(part, incoming)
            elif part.name == KEY_FIELD:
                form.key = part.text()
            elif part.name == TYPE_FIELD:
                form.given[TYPE_FIELD] = part.text()
        if not files.table and not files.payloads:
            raise _refusal("Chưa chọn tệp.", "No file was chosen.")
        if files.table and files.payloads:
            raise _refusal(
                "Tệp JSON và bảng không gửi chung được; hãy gửi riêng.",
                "Send JSON files and a table one after another.",
            )
        return files

    def _form(self, form: ClerkForm, status: int = 200, **values: Any) -> Response:
        return page(
            "upload.html",
            status,
            types=list(self._pipeline.types.values()),
            given=form.given.get(TYPE_FIELD, ""),
            key=form.key or fresh_key(),
            days=self._settings.batch_days,
            **values,
        )

    def _paper(self, form: ClerkForm, payload: Payload) -> Response:
        document_type = self._type(form, payload)
        note_type(document_type.slug)
        try:
            return document_response(self._pipeline.produce(document_type.slug, payload.content))
        except InvalidPayload as refusal:
            titles = titles_of(document_type, say=sayer(language_of_page()))
            faults = [(titles(each.pointer), plain(each.code, each.message)) for each in refusal.errors]
            return self._form(form, 422, faults=faults, name=payload.name, type=document_type)

    def _papers(self, form: ClerkForm, payloads: Sequence[Payload], incoming: Incoming) -> Redirection:
        slugs = [self._type(form, each).slug for each in payloads]
        lines = (_line(each.value, slug) for each, slug in zip(payloads, slugs, strict=True))
        names = dict.fromkeys(each.name for each in payloads)
        incoming.put_source(LINES[0], lines, ", ".join(names))
        return self._batch(form, incoming, slugs[0])

    def _table(self, form: ClerkForm, table: str, incoming: Incoming) -> Redirection:
        types, slug = self._pipeline.types, form.given.get(TYPE_FIELD, "")
        if slug:
            return self._batch(form, incoming, self._pipeline.document_type(slug).slug)
        file = incoming.folder.path / incoming.source
        most = self._settings.max_body_mib * 1024 * 1024
        found = incoming.type_of_first_line(types, most) if file.suffix in LINES else type_of_file(file, types)
        if found is None:
            unreadable = why_unreadable(file)
            raise RefusedUpload(_named(table, unreadable)) if unreadable else _unknown(table)
        return self._batch(form, incoming, found.slug)

    def _batch(self, form: ClerkForm, incoming: Incoming, slug: str) -> Redirection:
        require("batch")
        wishes = Wishes()
        key = form.once(incoming.asked("batch", slug, wishes))
        batch = self._desk().submit(incoming, slug, wishes, owner(), key)
        note_batch(batch)
        return led_to(f"{HERE}/{batch.id}")

    def _type(self, form: ClerkForm, payload: Payload) -> DocumentType:
        """That of the form, else that of the payload. Raises :class:`RefusedUpload`, :class:`UnknownType`."""
        slug = form.given.get(TYPE_FIELD, "")
        found = self._pipeline.document_type(slug) if slug else type_of_payload(payload.value, self._pipeline.types)
        if found is None:
            raise _unknown(payload.name)
        return found


def _payloads(files: Sequence[tuple[str, bytes]]) -> Iterator[Payload]:
    """The payloads of JSON files: one, or a list of them. Raises :class:`RefusedUpload`, naming the file."""
    for name, content in files:
        try:
            value = read_json(content)
        except MalformedJson as fault:
            raise RefusedUpload(_named(name, plain(fault.code, fault.message))) from None
        if isinstance(value, dict) and TYPE_FIELD not in value:
            yield Payload(name, content, value)
            continue
        every = value if isinstance(value, list) else [value]
        several = [each for each in every if isinstance(each, dict)]
        if not several or len(several) < len(every):
            raise _refusal(
                f"{name}: không phải là dữ liệu của văn bản nào; hãy xem có chọn nhầm tệp không.",
                f"{name}: is not the data of a paper; see whether it is the right file.",
            )
        for each in several:
            bare = {key: field for key, field in each.items() if key != TYPE_FIELD}
            yield Payload(name, json.dumps(bare, ensure_ascii=False).encode(errors="replace"), each)


def _line(value: Mapping[str, Any], slug: str) -> bytes:
    """A line of JSONL, in which a payload may say of which type it is."""
    return json.dumps({**value, TYPE_FIELD: slug}).encode() + b"\n"


def _named(name: str, message: Message) -> Message:
    return Message(f"{name}: {message.vi}", f"{name}: {message.en}")


def _refusal(vi: str, en: str) -> RefusedUpload:
    return RefusedUpload(Message(vi, en))


def _unknown(name: str) -> RefusedUpload:
    return _refusal(
        f"{name}: không nhận ra được loại văn bản; hãy chọn trong ô Loại văn bản.",
        f"{name}: the type of paper could not be told; choose it under Type of paper.",
    )
