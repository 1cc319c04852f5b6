"""What cannot be done, as a page: what happened and what to do now, in the language of the pages.

A browser that opens an address gets the page; programs, our scripts and whatever lies below ``/api`` get
problem+json. Status and log line are those of :mod:`service.web.problems` either way.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from flask import Response, g, request
from werkzeug.exceptions import BadRequest, HTTPException, MethodNotAllowed, NotFound, RequestEntityTooLarge

from service.batch.refusals import BatchGone, LedgerBusy, NoRoom, QueueFull, UnknownBatch
from service.errors import CallerError, Message, OurFault, RenderBusy, UnknownType
from service.web.admission import BodyTooLarge, ForeignRequest
from service.web.clerks.page import page
from service.web.forms import NotAForm
from service.web.limits import Overloaded
from service.web.problems import problem_of, problem_response
from service.web.uploads import MalformedForm

FOR_PROGRAMS = "/api/"
HTML = "text/html"
_KEPT_HEADERS = ("Allow", "Content-Range", "Retry-After")


class Words(NamedTuple):
    """What a clerk reads instead of what the problem says to programs."""

    title: Message
    detail: Message


class Section(NamedTuple):
    """A part of the pages: the item of the menu that is marked, and the page to go back to."""

    here: str
    address: str
    label: Message


class NoSuchFile(NotFound):
    """A batch has no file of this name to be mended."""


_GONE = Words(
    Message("Lô này không còn", "This batch is gone"),
    Message(
        "Lô đã bị xóa, đã hết hạn lưu, hoặc địa chỉ không đúng. Nếu còn bảng đã điền thì gửi lại là có ngay.",
        "It was deleted, its time is over, or the address is wrong. If you still have the filled-in workbook, just "
        "send it again.",
    ),
)
_TOO_LARGE = Words(
    Message("Tệp gửi lên quá lớn", "What was sent is too large"),
    Message(
        "Chưa nhận được gì. Hãy chia thành nhiều tệp nhỏ hơn rồi gửi từng tệp; nếu thường phải gửi tệp lớn, hãy nhờ "
        "quản trị nâng mức cho phép.",
        "Nothing was taken. Split it into smaller files and send them one by one; if you often send large files, ask "
        "the operator to raise the limit.",
    ),
)
_BROKE_OFF = Words(
    Message("Chưa nhận được trọn vẹn", "It did not arrive as a whole"),
    Message(
        "Việc gửi bị ngắt giữa chừng. Hãy quay lại trang trước, chọn lại tệp rồi gửi lần nữa.",
        "Sending broke off. Go back to the page before, choose the file again and send it once more.",
    ),
)
_FAILED = Words(
    Message("Dịch vụ gặp lỗi", "The service failed"),
    Message(
        "Lỗi ở dịch vụ, không phải ở dữ liệu hay thao tác của bạn. Hãy thử lại; nếu vẫn thế, hãy báo quản trị kèm mã "
        "yêu cầu dưới đây.",
        "The service is at fault, not your data nor what you did. Try again; if it stays like this, tell the operator "
        "the id of the request below.",
    ),
)
_WORDS: Mapping[type[Exception], Words] = MappingProxyType(
    {
        UnknownBatch: _GONE,
        BatchGone: _GONE,
        NoSuchFile: Words(
            Message("Lô này không có tệp ấy", "The batch has no such file"),
            Message(
                "Tên tệp trong địa chỉ không đúng. Lô vẫn còn: hãy về trang của lô để tải các tệp của nó.",
                "The name of the file in the address is wrong. The batch is still there: go back to its page to "
                "download its files.",
            ),
        ),
        UnknownType: Words(
            Message("Không có loại văn bản này", "There is no such type of paper"),
            Message(
                "Địa chỉ không đúng, hoặc loại văn bản đã được đổi tên. Hãy chọn loại văn bản trong danh sách.",
                "The address is wrong, or the type has been renamed. Choose the type from the list.",
            ),
        ),
        NotFound: Words(
            Message("Không có trang này", "There is no such page"),
            Message(
                "Địa chỉ không đúng, hoặc trang đã được dời đi. Hãy xem lại địa chỉ, hoặc bắt đầu từ trang đầu.",
                "The address is wrong, or the page has moved. Check the address, or begin at the first page.",
            ),
        ),
        MethodNotAllowed: Words(
            Message("Trang này không mở trực tiếp được", "This page cannot be opened like this"),
            Message(
                "Địa chỉ này chỉ dùng khi bấm nút trong một trang khác. Hãy quay lại trang trước rồi bấm nút ở đó.",
                "This address only answers a button on another page. Go back to the page before and press it there.",
            ),
        ),
        ForeignRequest: Words(
            Message("Yêu cầu không được nhận", "The request is refused"),
            Message(
                "Yêu cầu không đến từ trang của dịch vụ này, hoặc trang được mở bằng địa chỉ lạ. Hãy mở lại dịch vụ "
                "bằng địa chỉ thường dùng rồi làm lại; nếu vẫn thế, hãy báo quản trị.",
                "The request did not come from a page of this service, or the page was opened under a strange "
                "address. Open the service by its usual address and do it again; if it stays like this, tell the "
                "operator.",
            ),
        ),
        BodyTooLarge: _TOO_LARGE,
        RequestEntityTooLarge: _TOO_LARGE,
        NotAForm: _BROKE_OFF,
        MalformedForm: _BROKE_OFF,
        BadRequest: _BROKE_OFF,
        HTTPException: Words(
            Message("Chưa thực hiện được", "This could not be done"),
            Message(
                "Hãy quay lại trang trước rồi làm lại; nếu vẫn thế, hãy báo quản trị kèm mã yêu cầu dưới đây.",
                "Go back to the page before and do it again; if it stays like this, tell the operator the id of the "
                "request below.",
            ),
        ),
        OurFault: _FAILED,
        Exception: _FAILED,
    }
)
_ITS_OWN = (CallerError, NoRoom, LedgerBusy, QueueFull, Overloaded, RenderBusy)
"""What these say is said to clerks too, where the table has nothing nearer."""
_BATCH = re.compile(r"/hang-loat/[0-9a-f]{32}(?=/)")
_START = Section("start", "/", Message("Về trang đầu", "To the first page"))
_SECTIONS: tuple[tuple[str, Section], ...] = (
    ("/hang-loat", Section("batches", "/hang-loat", Message("Về trang Tạo hàng loạt", "To “Make many from Excel”"))),
    ("/tai-len", Section("batches", "/tai-len", Message("Về trang Tải tệp dữ liệu lên", "To “Upload data”"))),
    ("/kiem-tra", Section("check", "/kiem-tra", Message("Về trang Kiểm tra thể thức", "To “Check a paper”"))),
    ("/soan", Section("single", "/soan", Message("Về trang Soạn một văn bản", "To “Write a paper”"))),
    ("/tro-giup", Section("help", "/tro-giup", Message("Về trang Trợ giúp", "To “Help”"))),
)


def refusal(error: Exception) -> Response:
    """The answer to a request that ended in ``error``: a page for a browser, else problem+json."""
    answer = problem_response(error)
    if not wants_page():
        return answer
    section = _section(request.path, error)
    response = page(
        "refusal.html",
        answer.status_code,
        here=section.here,
        section=section,
        words=words_of(error),
        technical=error.message if isinstance(error, BodyTooLarge | ForeignRequest) else None,
        request_id=g.request_id if _is_to_be_reported(error) else "",
    )
    for name in _KEPT_HEADERS:
        if name in answer.headers:
            response.headers[name] = answer.headers[name]
    response.headers.add("Vary", "Accept")
    return response


def wants_page() -> bool:
    """Whether the request is that of a browser for one of our pages: it asks for HTML by name."""
    if request.path == "/api" or request.path.startswith(FOR_PROGRAMS):
        return False
    return any(kind.partition(";")[0] == HTML and weight > 0 for kind, weight in request.accept_mimetypes)


def words_of(error: Exception) -> Words:
    """What a clerk is told of ``error``."""
    for kind in type(error).__mro__:
        if kind in _ITS_OWN:
            break
        if kind in _WORDS:
            return _WORDS[kind]
    problem = problem_of(error)
    return Words(problem.title, error.message if isinstance(error, CallerError) else problem.detail)


def _is_to_be_reported(error: Exception) -> bool:
    return isinstance(error, ForeignRequest) or words_of(error) in (_FAILED, _WORDS[HTTPException])


def _section(path: str, error: Exception) -> Section:
    """That of a path; below a batch that is there, the page of the batch."""
    batch = _BATCH.match(path)
    if batch and not isinstance(error, UnknownBatch | BatchGone):
        return Section("batches", batch[0], Message("Về trang của lô", "To the page of the batch"))
    return next((section for prefix, section in _SECTIONS if path == prefix or path.startswith(f"{prefix}/")), _START)
