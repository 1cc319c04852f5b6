"""Batches: handed in, followed, fetched, cancelled, retried, deleted. The desk does it all."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, request
from werkzeug.wsgi import FileWrapper

from service.batch.refusals import UnknownBatch
from service.config import Settings
from service.errors import Language, Message
from service.pipeline import Pipeline, as_file_name
from service.web.addresses import below_prefix
from service.web.admission import InvalidQuery, idempotency_key, query_number
from service.web.auditing import note_batch
from service.web.authentication import owner
from service.web.batch_forms import FormReader
from service.web.forms import READ_AT_ONCE, has_body, heard_out, parts_of_request
from service.web.openapi_batches import BATCHES
from service.web.responses import content_disposition, json_response, language_of_request

if TYPE_CHECKING:
    from service.batch.account import Account
    from service.batch.desk import Desk
    from service.batch.ledger import Batch, PlacedError
    from service.batch.rows import RowError

MOST_BATCHES = 100
MOST_ERRORS = 1000
MOST_REMARKS = 20
_SOON_READ_BYTES = 1024 * 1024
"""A body that is no larger is read in a moment, and then it is known whether it is a dry run."""
_PLACE_OF_ERROR = re.compile(r"([0-9]{1,9})\.([0-9]{1,9})")
_ONE_RANGE = re.compile(r"bytes\s*=\s*(?:[0-9]+\s*-\s*[0-9]*|-\s*[0-9]+)")
_WAITING = {
    "disk-full": Message(
        "Ổ đĩa của máy chủ đã đầy; lô sẽ được làm tiếp khi có chỗ.",
        "The disk of the server is full; the batch goes on when there is room.",
    )
}


def batches_blueprint(pipeline: Pipeline, settings: Settings, desk: Callable[[], Desk]) -> Blueprint:
    """``/api/v1/batches`` and what lies below it."""
    blueprint = Blueprint("batches", __name__)
    _add_handing_in(blueprint, pipeline, settings, desk)
    _add_following(blueprint, desk)
    _add_ending(blueprint, desk)
    _add_archive(blueprint, pipeline, desk)
    return blueprint


def _add_handing_in(blueprint: Blueprint, pipeline: Pipeline, settings: Settings, desk: Callable[[], Desk]) -> None:
    @blueprint.post(BATCHES)
    def hand_in() -> Response:
        language = language_of_request()
        with heard_out():
            key = idempotency_key()
            with desk().incoming(request.content_length or 0) as incoming:
                reader = FormReader(incoming, desk().source_endings(), lambda: _refuse_early(desk(), key))
                parts = parts_of_request(settings.max_upload_mib)
                wanted = reader.wanted(parts, pipeline.types, settings.max_body_mib * 1024 * 1024)
                slug = wanted.document_type.slug
                if wanted.dry_run:
                    found = desk().understand(incoming, pipeline, slug, wanted.wishes)
                    return json_response(found.as_json(language), language)
                batch = desk().submit(incoming, slug, wanted.wishes, owner(), key)
        return _accepted(desk(), batch, language)

    @blueprint.post(f"{BATCHES}/<batch>/retry")
    def retry(batch: str) -> Response:
        language = language_of_request()
        with heard_out():
            key, old = idempotency_key(), desk().find(batch, owner())
            desk().refuse_early(owner(), key)
            if has_body():
                with desk().incoming(request.content_length or 0) as incoming:
                    reader = FormReader(incoming, desk().source_endings())
                    if reader.mended(parts_of_request(settings.max_upload_mib)):
                        new = desk().retry_mended(old, incoming, owner(), key)
                        return _accepted(desk(), new, language)
            return _accepted(desk(), desk().retry(old, owner(), key), language)


def _add_following(blueprint: Blueprint, desk: Callable[[], Desk]) -> None:
    @blueprint.get(BATCHES)
    def newest() -> Response:
        language, limit = language_of_request(), query_number("limit", MOST_BATCHES, 20)
        found = desk().newest(owner(), limit + 1, _after(desk()))
        accounts = desk().accounts(found[:limit])
        following = found[limit - 1].id if len(found) > limit else None
        value = {"batches": [_batch_json(each, language) for each in accounts], "next": following}
        return json_response(value, language)

    @blueprint.get(f"{BATCHES}/<batch>")
    def one(batch: str) -> Response:
        language = language_of_request()
        return json_response(_shown(desk(), desk().find(batch, owner()), language), language)

    @blueprint.get(f"{BATCHES}/<batch>/errors")
    def errors(batch: str) -> Response:
        language, limit = language_of_request(), query_number("limit", MOST_ERRORS, 100)
        row, position = _after_error()
        found = desk().errors(desk().find(batch, owner()), row, position, limit + 1)
        last = found[limit - 1] if len(found) > limit else None
        value = {
            "errors": [_error_json(each, language) for each in found[:limit]],
            "next": f"{last.error.row}.{last.position}" if last else None,
        }
        return json_response(value, language)


def _add_ending(blueprint: Blueprint, desk: Callable[[], Desk]) -> None:
    @blueprint.post(f"{BATCHES}/<batch>/cancel")
    def cancel(batch: str) -> Response:
        language = language_of_request()
        return json_response(_shown(desk(), desk().cancel(_found(desk(), batch)), language), language)

    @blueprint.delete(f"{BATCHES}/<batch>")
    def delete(batch: str) -> Response:
        desk().delete(_found(desk(), batch))
        return Response(status=204, headers={"Cache-Control": "no-store"})


def _add_archive(blueprint: Blueprint, pipeline: Pipeline, desk: Callable[[], Desk]) -> None:
    @blueprint.get(f"{BATCHES}/<batch>/archive")
    def archive(batch: str) -> Response:
        return archive_response(desk(), pipeline, batch)


def archive_response(desk: Desk, pipeline: Pipeline, batch: str) -> Response:
    """The ZIP of a batch. Raises :class:`UnknownBatch`, :class:`BatchGone`, :class:`WrongState`."""
    found = _found(desk, batch)
    document_type = pipeline.types.get(found.slug)
    title = document_type.title if document_type else found.slug
    day = datetime.fromtimestamp(found.created, UTC).astimezone()
    return _archive_response(found.id, desk.archive(found), as_file_name(f"{title} {day:%Y-%m-%d %H.%M}", ".zip"))


def _found(desk: Desk, batch: str) -> Batch:
    """A batch of the caller's with which something is to be done."""
    found = desk.find(batch, owner())
    note_batch(found)
    return found


def _archive_response(batch: str, file: Path, name: str) -> Response:
    """The file or the one range of it that is asked for (RFC 9110); other ranges are passed over."""
    stream = file.open("rb")
    try:
        about = os.fstat(stream.fileno())
        response = Response(FileWrapper(stream, READ_AT_ONCE), mimetype="application/zip", direct_passthrough=True)
        response.headers["Content-Disposition"] = content_disposition(name)
        response.headers["Cache-Control"] = "private, no-store"
        response.content_length = about.st_size
        response.set_etag(hashlib.sha256(f"{batch} {about.st_size} {about.st_mtime_ns}".encode()).hexdigest()[:32])
        ranged = request.method == "GET" and _ONE_RANGE.fullmatch(request.headers.get("Range", ""))
        response.make_conditional(request, accept_ranges=bool(ranged), complete_length=about.st_size)
        response.headers["Accept-Ranges"] = "bytes"
    except BaseException:
        stream.close()
        raise
    return response


def _refuse_early(desk: Desk, key: str | None) -> None:
    """Tell before an upload comes that its batch would be one too many. Raises as :meth:`Desk.refuse_early`."""
    if (request.content_length or _SOON_READ_BYTES + 1) > _SOON_READ_BYTES:
        desk.refuse_early(owner(), key)


def _accepted(desk: Desk, batch: Batch, language: Language) -> Response:
    note_batch(batch)
    response = json_response(_shown(desk, batch, language), language, 202)
    response.headers["Location"] = below_prefix(f"{BATCHES}/{batch.id}")
    return response


def _shown(desk: Desk, batch: Batch, language: Language) -> dict[str, Any]:
    remarks = desk.remarks(batch)
    first = [_remark_json(each, language) for each in remarks[:MOST_REMARKS]]
    return _batch_json(desk.accounts([batch])[0], language) | {"remarks": {"count": len(remarks), "first": first}}


def _batch_json(account: Account, language: Language) -> dict[str, Any]:
    batch, progress, address = account.batch, account.progress, below_prefix(f"{BATCHES}/{account.batch.id}")
    reason = _WAITING.get(batch.trouble, batch.reason)
    return {
        "id": batch.id,
        "type": batch.slug,
        "state": batch.state,
        "rows": account.rows,
        "done": progress.ok + progress.failed,
        "failed": progress.failed,
        "papers": progress.papers,
        "rate": None if account.rate is None else round(account.rate, 2),
        "seconds_left": account.seconds_left,
        "created": _moment(batch.created),
        "ended": None if batch.ended is None else _moment(batch.ended),
        "expires": _moment(batch.expires),
        "trouble": batch.trouble or None,
        "reason": reason.say(language) or None,
        "retry_of": batch.retry_of,
        "links": {
            "self": address,
            "errors": f"{address}/errors",
            "archive": f"{address}/archive" if batch.state == "done" else None,
            "cancel": f"{address}/cancel" if batch.is_open else None,
            "retry": f"{address}/retry" if account.can_be_retried else None,
        },
    }


def _error_json(placed: PlacedError, language: Language) -> dict[str, Any]:
    error = placed.error
    return {"row": error.row, "pointer": error.pointer} | _remark_json(error, language)


def _remark_json(remark: RowError, language: Language) -> dict[str, Any]:
    sheet, cell = remark.place or (None, None)
    return {"sheet": sheet, "cell": cell or None, "code": remark.code, "message": remark.message.say(language)}


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")


def _after(desk: Desk) -> Batch | None:
    given = request.args.get("after")
    if given is None:
        return None
    try:
        return desk.find(given, owner())
    except UnknownBatch:
        raise InvalidQuery(
            Message("Tham số after nhận mã một lô, như next cho biết.", "The parameter after takes what next says.")
        ) from None


def _after_error() -> tuple[int, int]:
    given = request.args.get("after")
    if given is None:
        return -1, 0
    place = _PLACE_OF_ERROR.fullmatch(given)
    if place is None:
        raise InvalidQuery(
            Message("Tham số after nhận giá trị mà next cho biết.", "The parameter after takes what next says.")
        )
    return int(place[1]), int(place[2])
