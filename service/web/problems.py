"""The one table from an exception to the answer that the caller gets: problem details of RFC 9457."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from flask import Response, g
from gunicorn.http.errors import ParseException
from werkzeug.exceptions import BadRequest, HTTPException, MethodNotAllowed, NotFound, RequestedRangeNotSatisfiable

from service.audit import AuditFault
from service.batch.refusals import (
    BatchGone,
    KeyReused,
    LedgerBusy,
    NoRoom,
    QueueFull,
    TooManyBatches,
    UnknownBatch,
    WrongState,
)
from service.database.faults import DatabaseBusy, DatabaseFault
from service.errors import (
    BatchFault,
    CallerError,
    InvalidPayload,
    Language,
    MalformedJson,
    Message,
    OurFault,
    RenderBusy,
    UnknownType,
    UnreadableDocx,
    described,
)
from service.web.admission import BodyTooLarge, ForeignRequest, InvalidQuery, MalformedKey, NotJson, SlowBody
from service.web.authentication import NoCredentials, NotAllowed, WrongKey
from service.web.forms import InvalidForm, NotAForm
from service.web.limits import Overloaded, TooManyRequests
from service.web.responses import json_response, language_of_request
from service.web.uploads import MalformedForm, NotDocx, NotOneFile

ANY_STATUS = 0
"""The status that the exception itself carries."""

PROBLEM_JSON = "application/problem+json"
_LOG = logging.getLogger("service.web")


NOTHING_MORE = Message("", "")


@dataclass(frozen=True, slots=True)
class Problem:
    """One kind of problem. ``detail`` says how to mend it where the exception itself has no words for the caller."""

    name: str
    status: int
    title: Message
    detail: Message = NOTHING_MORE

    @property
    def type(self) -> str:
        """The stable identifier that programs compare."""
        return f"urn:vanthu:problem:{self.name}"


_UNREADABLE_REQUEST = Problem(
    "bad-request",
    400,
    Message("Yêu cầu không đọc được", "The request cannot be read"),
    Message(
        "Yêu cầu bị ngắt giữa chừng hoặc sai quy cách HTTP. Hãy gửi lại.",
        "The request broke off or is not proper HTTP. Send it again.",
    ),
)

_OVERLOADED = Problem(
    "overloaded",
    503,
    Message("Dịch vụ đang quá tải", "The service is overloaded"),
    Message("Hãy thử lại sau ít giây.", "Try again in a few seconds."),
)

PROBLEMS: Mapping[type[Exception], Problem] = MappingProxyType(
    {
        InvalidPayload: Problem("invalid-payload", 422, Message("Dữ liệu chưa hợp lệ", "The payload is not valid")),
        MalformedJson: Problem("malformed-json", 400, Message("JSON không đọc được", "The JSON cannot be read")),
        UnreadableDocx: Problem("unreadable-docx", 422, Message("Không đọc được tệp DOCX", "The DOCX cannot be read")),
        UnknownType: Problem("unknown-type", 404, Message("Không có loại văn bản này", "No such document type")),
        ForeignRequest: Problem("foreign-request", 403, Message("Yêu cầu không được nhận", "The request is refused")),
        NotJson: Problem("not-json", 415, Message("Không phải application/json", "Not application/json")),
        NotDocx: Problem("not-docx", 415, Message("Không gửi dưới dạng tệp DOCX", "Not sent as a DOCX")),
        MalformedForm: Problem("malformed-form", 400, Message("Biểu mẫu không đọc được", "The form cannot be read")),
        NotOneFile: Problem("not-one-file", 422, Message("Không phải đúng một tệp", "Not just one file")),
        InvalidQuery: Problem("invalid-query", 422, Message("Tham số chưa hợp lệ", "The parameters are not valid")),
        CallerError: Problem("refused", 422, Message("Yêu cầu chưa đáp ứng được", "The request cannot be met")),
        BodyTooLarge: Problem("body-too-large", 413, Message("Dữ liệu quá lớn", "The data is too large")),
        SlowBody: Problem("slow-body", 408, Message("Dữ liệu gửi quá chậm", "The data came too slowly")),
        NotAForm: Problem("not-a-form", 415, Message("Không gửi dưới dạng biểu mẫu", "Not sent as a form")),
        InvalidForm: Problem("invalid-form", 422, Message("Biểu mẫu chưa hợp lệ", "The form is not valid")),
        MalformedKey: Problem(
            "malformed-key", 400, Message("Idempotency-Key sai quy cách", "Malformed Idempotency-Key")
        ),
        KeyReused: Problem("key-reused", 422, Message("Idempotency-Key đã dùng", "The Idempotency-Key was used")),
        UnknownBatch: Problem("unknown-batch", 404, Message("Không có lô này", "No such batch")),
        BatchGone: Problem("batch-gone", 410, Message("Lô không còn", "The batch is gone")),
        WrongState: Problem("batch-state", 409, Message("Trạng thái của lô không cho phép", "Not in this state")),
        RequestedRangeNotSatisfiable: Problem(
            "range-not-satisfiable",
            416,
            Message("Tệp không có đoạn này", "The file has no such range"),
            Message("Hãy tải lại từ đầu.", "Fetch it from the beginning."),
        ),
        NoRoom: Problem(
            "no-room",
            507,
            Message("Ổ đĩa của máy chủ đã đầy", "The disk of the server is full"),
            Message(
                "Chưa nhận được tệp vì máy chủ hết chỗ; không có gì được lưu lại. Hãy báo quản trị, rồi gửi lại sau.",
                "Nothing was received, for there is no room; nothing was kept. Tell the operator, and send it later.",
            ),
        ),
        NoCredentials: Problem("no-credentials", 401, Message("Chưa đăng nhập", "Nobody is signed in")),
        WrongKey: Problem("wrong-key", 401, Message("Khóa không đúng", "The key is wrong")),
        NotAllowed: Problem("not-allowed", 403, Message("Không có quyền", "This is not allowed")),
        TooManyRequests: Problem("too-many-requests", 429, Message("Quá nhiều yêu cầu", "Too many requests")),
        TooManyBatches: Problem("too-many-batches", 429, Message("Quá nhiều lô", "Too many batches")),
        QueueFull: Problem(
            "queue-full",
            503,
            Message("Hàng đợi các lô đã đầy", "The queue of batches is full"),
            Message(
                "Máy chủ đang làm rất nhiều lô; không có gì được lưu lại. Hãy gửi lại sau ít phút.",
                "A great many batches are being made; nothing was kept. Send it again in a few minutes.",
            ),
        ),
        Overloaded: _OVERLOADED,
        RenderBusy: _OVERLOADED,
        DatabaseBusy: Problem(
            "database-busy",
            503,
            Message("Dịch vụ đang bận", "The service is busy"),
            Message("Hãy thử lại sau ít giây.", "Try again in a few seconds."),
        ),
        DatabaseFault: Problem(
            "database-fault",
            500,
            Message("Cơ sở dữ liệu có lỗi", "The database is at fault"),
            Message("Hãy báo quản trị kèm mã yêu cầu.", "Tell the operator the id of this request."),
        ),
        LedgerBusy: Problem(
            "ledger-busy",
            503,
            Message("Dịch vụ đang bận", "The service is busy"),
            Message("Hãy thử lại sau ít giây.", "Try again in a few seconds."),
        ),
        BatchFault: Problem(
            "batch-fault",
            500,
            Message("Nơi lưu các lô có lỗi", "The store of batches is at fault"),
            Message("Hãy báo quản trị kèm mã yêu cầu.", "Tell the operator the id of this request."),
        ),
        AuditFault: Problem(
            "audit-fault",
            503,
            Message("Chưa ghi được nhật ký", "The audit trail cannot be written"),
            Message(
                "Dịch vụ không ghi được nhật ký kiểm tra nên không lập, nhận hay trả văn bản nào. Hãy báo quản trị kèm "
                "mã yêu cầu.",
                "The service cannot write its audit trail, so it makes, takes and gives out nothing. Tell its operator "
                "the id of this request.",
            ),
        ),
        ParseException: _UNREADABLE_REQUEST,
        BadRequest: _UNREADABLE_REQUEST,
        NotFound: Problem(
            "not-found",
            404,
            Message("Không có địa chỉ này", "No such address"),
            Message("Các địa chỉ của dịch vụ có ở /docs.", "The addresses of the service are listed at /docs."),
        ),
        MethodNotAllowed: Problem(
            "method-not-allowed",
            405,
            Message("Phương thức không dùng được ở đây", "The method is not allowed here"),
            Message("Tiêu đề Allow liệt kê các phương thức dùng được.", "The header Allow lists those that are."),
        ),
        HTTPException: Problem(
            "http",
            ANY_STATUS,
            Message("Yêu cầu không thực hiện được", "The request cannot be carried out"),
            Message("Hãy xem cách gọi dịch vụ ở /docs.", "See /docs for how to call the service."),
        ),
        OurFault: Problem(
            "template-fault",
            500,
            Message("Mẫu văn bản có lỗi", "The template is at fault"),
            Message(
                "Dữ liệu không sai, nhưng mẫu in của dịch vụ có lỗi. Hãy báo quản trị kèm mã yêu cầu.",
                "The data is right, but a template of the service is not. Tell its operator the id of this request.",
            ),
        ),
        Exception: Problem(
            "internal-error",
            500,
            Message("Dịch vụ gặp lỗi", "The service failed"),
            Message(
                "Đây là lỗi của dịch vụ, không phải của dữ liệu. Hãy báo quản trị kèm mã yêu cầu.",
                "The service is at fault, not the data. Tell its operator the id of this request.",
            ),
        ),
    }
)


def problem_of(error: Exception) -> Problem:
    """The problem for ``error``, by the nearest of its classes that the table has."""
    if type(error) is HTTPException:  # one without a status
        return PROBLEMS[Exception]
    known = next(PROBLEMS[kind] for kind in type(error).__mro__ if kind in PROBLEMS)
    if known.status == ANY_STATUS and isinstance(error, HTTPException) and error.code:
        return replace(known, name=f"http-{error.code}", status=error.code)
    return known


def problem_response(error: Exception) -> Response:
    """The answer to a request that ended in ``error``. What is our fault is logged, by type and place only."""
    problem, language = problem_of(error), language_of_request()
    if problem.status >= 500:
        _LOG.error("request failed", extra={"fields": {"request_id": g.request_id, **described(error)}})
    body = _problem_json(problem, error, language)
    response = json_response(body, language, problem.status, PROBLEM_JSON)
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    if isinstance(error, RequestedRangeNotSatisfiable) and error.length is not None:
        response.headers["Content-Range"] = f"{error.units} */{error.length}"
    if isinstance(error, NoRoom | LedgerBusy | DatabaseBusy):
        response.headers["Retry-After"] = "600" if isinstance(error, NoRoom) else "5"
    if isinstance(error, TooManyRequests | TooManyBatches | QueueFull | Overloaded | RenderBusy):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _problem_json(problem: Problem, error: Exception, language: Language) -> dict[str, Any]:
    placed = {"status": problem.status, "instance": f"urn:vanthu:request:{g.request_id}"}
    return problem_details(problem, error, language) | placed


def problem_details(problem: Problem, error: Exception, language: Language) -> dict[str, Any]:
    """``{type, title, detail}`` and what ``error`` itself has to tell, as the command line shows it too."""
    detail = (error.message if isinstance(error, CallerError) else problem.detail).say(language)
    body: dict[str, Any] = {"type": problem.type, "title": problem.title.say(language), "detail": detail}
    if isinstance(error, InvalidPayload):
        body["errors"] = [finding.as_json(language) for finding in error.errors]
        body["warnings"] = [finding.as_json(language) for finding in error.warnings]
    if isinstance(error, InvalidForm):
        body["errors"] = [finding.as_json(language) for finding in error.errors]
    if isinstance(error, NotAllowed):
        body["scope"] = error.scope
    if isinstance(error, UnreadableDocx):
        body["faults"] = [{"part": fault.part, "message": fault.message.say(language)} for fault in error.faults]
    if isinstance(error, MalformedJson):
        places = {"line": error.line, "column": error.column, "pointer": error.pointer}
        body |= {"code": error.code} | {name: place for name, place in places.items() if place is not None}
    return body
