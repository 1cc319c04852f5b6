"""Tạo hàng loạt: get the workbook, see what was understood of it, have its papers made, fetch them, mend the rest.

``/hang-loat`` hands in, ``/hang-loat/<id>`` is a batch until it is deleted: the page may be closed meanwhile. A script
sends the forms with ``?manh=1`` and gets only the part of the page that changes.
"""

from __future__ import annotations

import contextlib
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, request
from werkzeug import Response as Redirection

from service.batch.refusals import BatchGone, TooManyBatches, UnknownBatch
from service.batch.retrying import may_be_answered
from service.config import Settings
from service.documents import DocumentType
from service.errors import CallerError, Finding, Message, OurFault
from service.pipeline import Pipeline
from service.web.addresses import below_prefix
from service.web.auditing import note_batch
from service.web.authentication import owner
from service.web.batch_forms import FormReader
from service.web.batches import archive_response
from service.web.clerks.batch_form import ClerkForm, fresh_key, in_words
from service.web.clerks.batch_view import (
    QUESTION,
    AskedOfList,
    Shown,
    ToldError,
    but_questions,
    day,
    figure,
    files_to_mend,
    moment,
    shown,
    told_errors,
)
from service.web.clerks.language import language_of_page
from service.web.clerks.page import led_to, page
from service.web.clerks.refusing import NoSuchFile
from service.web.forms import InvalidForm, NotAForm, has_body, heard_out, parts_of_request
from service.web.problems import problem_of
from service.web.responses import content_disposition
from service.web.uploads import MalformedForm

if TYPE_CHECKING:
    from service.batch.desk import Desk
    from service.batch.incoming import Incoming
    from service.batch.ledger import Batch
    from service.batch.rows import RowError
    from service.batch.understanding import Understanding

HERE = "/hang-loat"
MOST_BATCHES = 20
MOST_ERRORS = 100
_READ_AT_ONCE = 256 * 1024
_UNANSWERED = Message("Hãy chọn một câu trả lời cho mỗi câu hỏi.", "Choose an answer to each question.")


def batch_pages_blueprint(pipeline: Pipeline, settings: Settings, desk: Callable[[], Desk]) -> Blueprint:
    """``/hang-loat`` and what lies below it."""
    blueprint = Blueprint("batch_pages", __name__)
    pages = _Pages(pipeline, settings, desk)
    blueprint.add_url_rule(HERE, "ask", pages.ask, methods=["GET"])
    blueprint.add_url_rule(HERE, "hand_in", pages.hand_in, methods=["POST"])
    blueprint.add_url_rule(f"{HERE}/<batch>", "one", pages.one, methods=["GET"])
    blueprint.add_url_rule(f"{HERE}/<batch>/sua/<name>", "mend", pages.file_to_mend, methods=["GET"])
    blueprint.add_url_rule(f"{HERE}/<batch>/van-ban.zip", "archive", pages.archive, methods=["GET"])
    for what, do in (("lam-lai", pages.retry), ("tra-loi", pages.answer)):
        blueprint.add_url_rule(f"{HERE}/<batch>/{what}", what, do, methods=["POST"])
        blueprint.add_url_rule(f"{HERE}/<batch>/{what}", f"back_{what}", pages.back, methods=["GET"])
    for what, do in (("huy", pages.cancel), ("xoa", pages.delete)):
        blueprint.add_url_rule(f"{HERE}/<batch>/{what}", f"ask_{what}", pages.confirm, defaults={"what": what})
        blueprint.add_url_rule(f"{HERE}/<batch>/{what}", what, do, methods=["POST"])
    return blueprint


class _Pages:
    """The pages; each method answers one address."""

    def __init__(self, pipeline: Pipeline, settings: Settings, desk: Callable[[], Desk]) -> None:
        self._pipeline = pipeline
        self._settings = settings
        self._desk = desk

    def ask(self) -> Response:
        """The form, and the batches of before; where there are too many unfinished ones, that is told at once."""
        try:
            self._desk().refuse_early(owner())
        except TooManyBatches as refusal:
            return self._form(ClerkForm(), refusals=in_words(refusal))
        except OurFault:  # others hand in too many, or the ledger is busy: by the time of sending that may be over
            pass
        return self._form(ClerkForm())

    def hand_in(self) -> Response | Redirection:
        """What was understood of the files, or their batch."""
        form = ClerkForm()
        try:
            with heard_out(), self._desk().incoming(request.content_length or 0) as incoming:
                reader = FormReader(incoming, self._desk().source_endings())
                sent = parts_of_request(self._settings.max_upload_mib)
                most = self._settings.max_body_mib * 1024 * 1024
                parts = form.parts(sent, incoming, self._pipeline.types)
                try:
                    wanted = reader.wanted(parts, self._pipeline.types, most)
                except InvalidForm as refusal:
                    told = in_words(refusal, self._guessed(form, incoming), form.file_name)
                    return self._form(form, problem_of(refusal).status, refusals=told)
                slug, wishes = wanted.document_type.slug, wanted.wishes
                form.given["type"] = slug
                if wanted.dry_run:
                    found = self._desk().understand(incoming, self._pipeline, slug, wishes)
                    return self._understood(form, found)
                key = form.once(incoming.asked("batch", slug, wishes))
                return _to_batch(self._desk().submit(incoming, slug, wishes, owner(), key))
        except (NotAForm, MalformedForm):
            raise
        except CallerError as refusal:
            return self._form(form, problem_of(refusal).status, refusals=in_words(refusal))

    def _guessed(self, form: ClerkForm, incoming: Incoming) -> Path | None:
        """The file whose type was to be told by what stands in it; None where there is none, or the type is chosen."""
        return incoming.folder.path / incoming.source if incoming.source and not form.given.get("type") else None

    def _understood(self, form: ClerkForm, found: Understanding) -> Response:
        document_type = self._pipeline.types[form.given["type"]]
        kinds = {
            kind: self._told(getattr(found, kind), document_type)
            for kind in ("faults", "errors", "warnings", "remarks")
        }
        return self._form(form, found=found, kinds=kinds, found_type=document_type)

    def _form(self, form: ClerkForm, status: int = 200, **values: Any) -> Response:
        values |= {"given": form.given, "answers": form.answers, "missed": form.missed(), "figure": _figure()}
        if _part_only():
            return page("batch_part.html", status, **values)
        desk = self._desk()
        newest = desk.newest(owner(), MOST_BATCHES + 1, self._after(desk))
        following = newest[MOST_BATCHES - 1].id if len(newest) > MOST_BATCHES else None
        return page(
            "batches.html",
            status,
            here="batches",
            types=list(self._pipeline.types.values()),
            key=form.key or fresh_key(),
            batches=[shown(each, self._pipeline.types) for each in desk.accounts(newest[:MOST_BATCHES])],
            name_of=lambda batch: desk.folder(batch.id).given_name,
            retried=self._retried,
            following=following,
            days=self._settings.batch_days,
            moment=moment,
            day=day,
            **values,
        )

    def _after(self, desk: Desk) -> Batch | None:
        given = request.args.get("sau")
        return desk.find(given, owner()) if given else None

    def one(self, batch: str) -> Response:
        """A batch as it stands."""
        return self._batch(self._desk().find(batch, owner()))

    def _batch(
        self, batch: Batch, status: int = 200, *, answers: Mapping[str, str] | None = None, **values: Any
    ) -> Response:
        desk = self._desk()
        view, document_type = (
            shown(desk.accounts([batch])[0], self._pipeline.types),
            self._pipeline.types.get(batch.slug),
        )
        errors = [] if batch.is_open else [each.error for each in desk.errors(batch, -1, 0, MOST_ERRORS + 1)]
        return page(
            "batch_state.html" if _part_only() else "batch.html",
            status,
            earlier=self._retried(batch),
            given_name=desk.folder(batch.id).given_name,
            here="batches",
            view=view,
            batch=batch,
            errors=self._told(errors[:MOST_ERRORS], document_type),
            more_errors=len(errors) > MOST_ERRORS,
            remarks=[] if batch.is_open else self._told(desk.remarks(batch)[:MOST_ERRORS], document_type),
            asked=self._asked(batch, errors),
            answers=answers or {},
            to_mend=self._to_mend(view),
            has_archive=batch.state == "done" and self._desk().folder(batch.id).archive.is_file(),
            key=fresh_key(),
            moment=moment,
            day=day,
            figure=_figure(),
            **values,
        )

    def _told(self, errors: Sequence[RowError], document_type: DocumentType | None) -> list[ToldError]:
        return list(told_errors(but_questions(errors), document_type, self._pipeline.types))

    def _asked(self, batch: Batch, errors: Sequence[RowError]) -> list[AskedOfList]:
        """What is to be answered about the lists of a batch that ended for want of it."""
        if not any(each.code == QUESTION for each in errors):
            return []
        lists = self._desk().questions(batch)
        return [AskedOfList(each.file, each.sheet, *asked) for each in lists for asked in each.questions]

    def _to_mend(self, view: Shown) -> list[str]:
        if view.batch.state != "done" or not view.account.progress.failed:
            return []
        with contextlib.suppress(BatchGone):
            return files_to_mend(view.batch, self._desk().archive(view.batch))
        return []

    def back(self, batch: str) -> Redirection:
        """An address that only a button asks for, opened by itself: the page of its batch."""
        return led_to(f"{HERE}/{self._desk().find(batch, owner()).id}")

    def archive(self, batch: str) -> Response | Redirection:
        """The ZIP, by the address of a page, so that a refusal is a page too."""
        if self._desk().find(batch, owner()).state != "done":
            return self.back(batch)
        return archive_response(self._desk(), self._pipeline, batch)

    def file_to_mend(self, batch: str, name: str) -> Response:
        """One of the files in the ZIP that hold the failed rows."""
        found = self._desk().find(batch, owner())
        archive = self._desk().archive(found)
        if name not in files_to_mend(found, archive):
            raise NoSuchFile
        note_batch(found)

        def pieces() -> Iterator[bytes]:
            with zipfile.ZipFile(archive) as opened, opened.open(name) as stream:
                yield from iter(lambda: stream.read(_READ_AT_ONCE), b"")

        headers = {"Content-Disposition": content_disposition(name), "Cache-Control": "private, no-store"}
        return Response(pieces(), mimetype="application/octet-stream", headers=headers)

    def retry(self, batch: str) -> Response | Redirection:
        """A batch of the rows that failed: those of a mended file, or as they were."""
        desk, form = self._desk(), ClerkForm()
        old = desk.find(batch, owner())
        try:
            with heard_out(), desk.incoming(request.content_length or 0) as incoming:
                reader = FormReader(incoming, desk.source_endings())
                sent = parts_of_request(self._settings.max_upload_mib) if has_body() else iter(())
                if reader.mended(form.parts(sent)):
                    key = form.once(f"retry {old.id} {incoming.input_sha256}")
                    return _to_batch(desk.retry_mended(old, incoming, owner(), key))
            if request.args.get("nhu-cu") != "1" or may_be_answered(old):  # those rows are to be mended first
                return self._batch(old, 422, refusals=in_words(_nothing_chosen()))
            return _to_batch(desk.retry(old, owner(), form.once(f"retry {old.id}")))
        except (NotAForm, MalformedForm):
            raise
        except CallerError as refusal:
            told = in_words(refusal, file_name=form.file_name)
            return self._batch(desk.find(batch, owner()), problem_of(refusal).status, refusals=told)

    def answer(self, batch: str) -> Response | Redirection:
        """A batch of the same files, with answers to what was asked about the lists."""
        desk, form = self._desk(), ClerkForm()
        old = desk.find(batch, owner())
        with heard_out():
            for _ in form.parts(parts_of_request(self._settings.max_body_mib)):
                pass  # the form remembers them
        try:
            keys = {key for each in desk.questions(old) for key, _ in each.questions}
            chosen = {key: value for key, value in form.answers.items() if key in keys}
            if missed := keys - chosen.keys():
                return self._batch(old, 422, refusals=[_UNANSWERED], answers=chosen, missed=missed)
            return _to_batch(desk.retry_answered(old, chosen, owner(), form.once(f"answer {old.id} {sorted(chosen)}")))
        except CallerError as refusal:
            return self._batch(desk.find(batch, owner()), problem_of(refusal).status, refusals=in_words(refusal))

    def confirm(self, batch: str, what: str) -> Response:
        """Asked before anything is lost."""
        found = self._desk().find(batch, owner())
        view = shown(self._desk().accounts([found])[0], self._pipeline.types)
        return page("batch_confirm.html", here="batches", view=view, batch=found, what=what, moment=moment)

    def _retried(self, batch: Batch) -> Batch | None:
        """The batch that this one retries, where it is still there."""
        if batch.retry_of is None:
            return None
        with contextlib.suppress(UnknownBatch, BatchGone):
            return self._desk().find(batch.retry_of, owner())
        return None

    def cancel(self, batch: str) -> Response | Redirection:
        """End a batch that is not over; one that is, stays."""
        found = self._desk().find(batch, owner())
        if not found.is_open:
            return led_to(f"{HERE}/{found.id}")
        return _to_batch(self._desk().cancel(found))

    def delete(self, batch: str) -> Redirection:
        """Wipe a batch; one that is gone already is no fault."""
        with contextlib.suppress(UnknownBatch, BatchGone):
            found = self._desk().find(batch, owner())
            self._desk().delete(found)
            note_batch(found)
        return led_to(HERE)


def _part_only() -> bool:
    """Whether a script asks, which puts the answer into the page that is there."""
    return request.args.get("manh") == "1"


def _to_batch(batch: Batch) -> Response | Redirection:
    note_batch(batch)
    address = f"{HERE}/{batch.id}"
    if not _part_only():
        return led_to(address)
    return Response(status=201, headers={"Location": below_prefix(address), "Cache-Control": "no-store"})


def _figure() -> Callable[[int], str]:
    language = language_of_page()
    return lambda number: figure(number, language)


def _nothing_chosen() -> CallerError:
    return InvalidForm([Finding("/file", "form.missing", Message("Chưa chọn tệp.", "No file was chosen."))])
