"""Tạo hàng loạt: get the workbook, see what was understood of it, have its papers made, fetch them, mend the rest.

``/hang-loat`` hands in, ``/hang-loat/<id>`` is a batch until it is deleted: the page may be closed meanwhile. A script
sends the forms with ``?manh=1`` and gets only the part of the page that changes.
"""

from __future__ import annotations

import contextlib
import zipfile
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, redirect, request
from werkzeug import Response as Redirection

from service.batch.refusals import BatchGone, UnknownBatch
from service.config import Settings
from service.errors import CallerError, Finding, Message
from service.pipeline import Pipeline
from service.web.batch_forms import FormReader
from service.web.batches import OWNER
from service.web.clerks.batch_form import ClerkForm, fresh_key, in_words
from service.web.clerks.batch_view import Shown, day, figure, files_to_mend, moment, shown, told_errors
from service.web.clerks.language import language_of_page
from service.web.clerks.page import page
from service.web.forms import InvalidForm, NotAForm, has_body, heard_out, parts_of_request
from service.web.openapi_batches import BATCHES
from service.web.problems import problem_of, problem_response
from service.web.responses import content_disposition
from service.web.uploads import MalformedForm

if TYPE_CHECKING:
    from service.batch.desk import Desk
    from service.batch.ledger import Batch
    from service.batch.rows import RowError
    from service.batch.understanding import Understanding

HERE = "/hang-loat"
MOST_BATCHES = 20
MOST_ERRORS = 100
_READ_AT_ONCE = 256 * 1024


def batch_pages_blueprint(pipeline: Pipeline, settings: Settings, desk: Callable[[], Desk]) -> Blueprint:
    """``/hang-loat`` and what lies below it."""
    blueprint = Blueprint("batch_pages", __name__)
    pages = _Pages(pipeline, settings, desk)
    blueprint.add_url_rule(HERE, "ask", pages.ask, methods=["GET"])
    blueprint.add_url_rule(HERE, "hand_in", pages.hand_in, methods=["POST"])
    blueprint.add_url_rule(f"{HERE}/<batch>", "one", pages.one, methods=["GET"])
    blueprint.add_url_rule(f"{HERE}/<batch>/sua/<name>", "mend", pages.file_to_mend, methods=["GET"])
    blueprint.add_url_rule(f"{HERE}/<batch>/lam-lai", "retry", pages.retry, methods=["POST"])
    for what, do in (("huy", pages.cancel), ("xoa", pages.delete)):
        blueprint.add_url_rule(f"{HERE}/<batch>/{what}", f"ask_{what}", pages.confirm, defaults={"what": what})
        blueprint.add_url_rule(f"{HERE}/<batch>/{what}", what, do, methods=["POST"])
    blueprint.register_error_handler(Exception, refused)
    return blueprint


def refused(error: Exception) -> Response:
    """The page for what cannot be done, with the status and the log line that the HTTP interface has for it."""
    answer, problem = problem_response(error), problem_of(error)
    detail = error.message if isinstance(error, CallerError) else problem.detail
    gone = isinstance(error, UnknownBatch | BatchGone)
    response = page(
        "batch_refused.html", answer.status_code, here="batches", title=problem.title, detail=detail, gone=gone
    )
    if "Retry-After" in answer.headers:
        response.headers["Retry-After"] = answer.headers["Retry-After"]
    return response


class _Pages:
    """The pages; each method answers one address."""

    def __init__(self, pipeline: Pipeline, settings: Settings, desk: Callable[[], Desk]) -> None:
        self._pipeline = pipeline
        self._settings = settings
        self._desk = desk

    def ask(self) -> Response:
        """The form, and the batches of before."""
        return self._form(ClerkForm())

    def hand_in(self) -> Response | Redirection:
        """What was understood of the files, or their batch."""
        form = ClerkForm()
        try:
            with heard_out(), self._desk().incoming() as incoming:
                reader = FormReader(incoming, self._desk().source_endings())
                sent = parts_of_request(self._settings.max_upload_mib)
                most = self._settings.max_body_mib * 1024 * 1024
                parts = form.parts(sent, incoming, self._pipeline.types)
                wanted = reader.wanted(parts, self._pipeline.types, most)
                slug, wishes = wanted.document_type.slug, wanted.wishes
                form.given["type"] = slug
                if wanted.dry_run:
                    found = self._desk().understand(incoming, self._pipeline, slug, wishes)
                    return self._understood(form, found)
                key = form.once(incoming.asked("batch", slug, wishes))
                return _to_batch(self._desk().submit(incoming, slug, wishes, OWNER, key))
        except (NotAForm, MalformedForm):
            raise
        except CallerError as refusal:
            return self._form(form, problem_of(refusal).status, refusals=in_words(refusal))

    def _understood(self, form: ClerkForm, found: Understanding) -> Response:
        document_type = self._pipeline.types[form.given["type"]]
        kinds = {
            kind: list(told_errors(_but_questions(getattr(found, kind)), document_type))
            for kind in ("faults", "errors", "warnings", "remarks")
        }
        return self._form(form, found=found, kinds=kinds, found_type=document_type)

    def _form(self, form: ClerkForm, status: int = 200, **values: Any) -> Response:
        values |= {"given": form.given, "answers": form.answers, "figure": _figure()}
        if _part_only():
            return page("batch_preview.html", status, **values)
        desk = self._desk()
        newest = desk.newest(OWNER, MOST_BATCHES + 1, self._after(desk))
        following = newest[MOST_BATCHES - 1].id if len(newest) > MOST_BATCHES else None
        return page(
            "batches.html",
            status,
            here="batches",
            types=list(self._pipeline.types.values()),
            key=form.key or fresh_key(),
            batches=[shown(each, self._pipeline.types) for each in desk.accounts(newest[:MOST_BATCHES])],
            following=following,
            days=self._settings.batch_days,
            moment=moment,
            day=day,
            **values,
        )

    def _after(self, desk: Desk) -> Batch | None:
        given = request.args.get("sau")
        return desk.find(given, OWNER) if given else None

    def one(self, batch: str) -> Response:
        """A batch as it stands."""
        return self._batch(self._desk().find(batch, OWNER))

    def _batch(self, batch: Batch, status: int = 200, **values: Any) -> Response:
        desk = self._desk()
        view = shown(desk.accounts([batch])[0], self._pipeline.types)
        errors = [] if batch.is_open else [each.error for each in desk.errors(batch, -1, 0, MOST_ERRORS + 1)]
        return page(
            "batch_state.html" if _part_only() else "batch.html",
            status,
            earlier=self._earlier(batch),
            here="batches",
            view=view,
            batch=batch,
            errors=list(told_errors(errors[:MOST_ERRORS], self._pipeline.types.get(batch.slug))),
            more_errors=len(errors) > MOST_ERRORS,
            to_mend=self._to_mend(view),
            archive=f"{BATCHES}/{batch.id}/archive",
            key=fresh_key(),
            moment=moment,
            day=day,
            figure=_figure(),
            **values,
        )

    def _to_mend(self, view: Shown) -> list[str]:
        if view.batch.state != "done" or not view.account.progress.failed:
            return []
        return files_to_mend(view.batch, self._desk().archive(view.batch))

    def file_to_mend(self, batch: str, name: str) -> Response:
        """One of the files in the ZIP that hold the failed rows."""
        found = self._desk().find(batch, OWNER)
        archive = self._desk().archive(found)
        if name not in files_to_mend(found, archive):
            raise BatchGone

        def pieces() -> Iterator[bytes]:
            with zipfile.ZipFile(archive) as opened, opened.open(name) as stream:
                yield from iter(lambda: stream.read(_READ_AT_ONCE), b"")

        headers = {"Content-Disposition": content_disposition(name), "Cache-Control": "private, no-store"}
        return Response(pieces(), mimetype="application/octet-stream", headers=headers)

    def retry(self, batch: str) -> Response | Redirection:
        """A batch of the rows that failed: those of a mended file, or as they were."""
        desk, form = self._desk(), ClerkForm()
        old = desk.find(batch, OWNER)
        try:
            with heard_out(), desk.incoming() as incoming:
                reader = FormReader(incoming, desk.source_endings())
                sent = parts_of_request(self._settings.max_upload_mib) if has_body() else iter(())
                if reader.mended(form.parts(sent, incoming)):
                    key = form.once(f"retry {old.id} {incoming.input_sha256}")
                    return _to_batch(desk.retry_mended(old, incoming, OWNER, key))
            if request.args.get("nhu-cu") != "1":
                return self._batch(old, 422, refusals=in_words(_nothing_chosen()))
            return _to_batch(desk.retry(old, OWNER, form.once(f"retry {old.id}")))
        except (NotAForm, MalformedForm):
            raise
        except CallerError as refusal:
            return self._batch(desk.find(batch, OWNER), problem_of(refusal).status, refusals=in_words(refusal))

    def confirm(self, batch: str, what: str) -> Response:
        """Asked before anything is lost."""
        found = self._desk().find(batch, OWNER)
        view = shown(self._desk().accounts([found])[0], self._pipeline.types)
        return page("batch_confirm.html", here="batches", view=view, batch=found, what=what, moment=moment)

    def _earlier(self, batch: Batch) -> str | None:
        """The batch that this one retries, where it is still there."""
        if batch.retry_of is None:
            return None
        with contextlib.suppress(UnknownBatch, BatchGone):
            return self._desk().find(batch.retry_of, OWNER).id
        return None

    def cancel(self, batch: str) -> Response | Redirection:
        """End a batch that is not over; one that is, stays."""
        found = self._desk().find(batch, OWNER)
        if found.is_open:
            found = self._desk().cancel(found)
        return _to_batch(found)

    def delete(self, batch: str) -> Redirection:
        """Wipe a batch; one that is gone already is no fault."""
        with contextlib.suppress(UnknownBatch, BatchGone):
            self._desk().delete(self._desk().find(batch, OWNER))
        return redirect(HERE, 303)


def _part_only() -> bool:
    """Whether a script asks, which puts the answer into the page that is there."""
    return request.args.get("manh") == "1"


def _to_batch(batch: Batch) -> Response | Redirection:
    address = f"{HERE}/{batch.id}"
    if not _part_only():
        return redirect(address, 303)
    return Response(status=201, headers={"Location": address, "Cache-Control": "no-store"})


def _figure() -> Callable[[int], str]:
    language = language_of_page()
    return lambda number: figure(number, language)


def _but_questions(told: Sequence[RowError]) -> list[RowError]:
    """They stand above, with their choices."""
    return [each for each in told if each.code != "list.question"]


def _nothing_chosen() -> CallerError:
    return InvalidForm([Finding("/file", "form.missing", Message("Chưa chọn tệp.", "No file was chosen."))])
