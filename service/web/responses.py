"""What answers are made of: JSON, fixed content with an ETag, the finished paper, and headers that all carry."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass, field
from urllib.parse import quote

from flask import Response, g, request

from service.errors import Language
from service.pipeline import Product

FINDINGS = "X-Document-Findings"
"""The header with the number of findings in a paper that was checked."""
FINDINGS_LEFT = "X-Document-Findings-Left"
"""The same of the copy that was mended."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

# RFC 8187 section 3.2.1, attr-char; letters, digits and -._~ are never quoted.
_FILE_NAME_CHARACTERS = "!#$&+^`|"
# All that is visible in ASCII but the percent sign, so that decoding gives back what was sent.
_CLIENT_REF_CHARACTERS = "!\"#$&'()*+,/:;<=>?@[\\]^`{|}"
_MARKS = re.compile("[\u0300-\u036f]+")
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9 ._()-]")

_EVERYWHERE = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)


def json_bytes(value: object) -> bytes:
    """``value`` as JSON in UTF-8. A lone surrogate, which a payload's key may hold, becomes a question mark."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def json_response(value: object, language: Language, status: int = 200, mimetype: str = "application/json") -> Response:
    """An answer of this moment, in the caller's language."""
    response = Response(json_bytes(value), status, mimetype=mimetype)
    response.headers["Content-Language"] = language
    response.headers["Vary"] = "Accept-Language"
    response.headers["Cache-Control"] = "no-store"
    return response


def language_of_request() -> Language:
    """English where Accept-Language prefers it, of whatever region, else Vietnamese."""
    weights = {"en": 0.0, "vi": 0.0}
    for tag, weight in request.accept_languages:
        language = tag.lower().partition("-")[0]
        if language in weights:
            weights[language] = max(weights[language], weight)
    return "en" if weights["en"] > weights["vi"] else "vi"


@dataclass(frozen=True)
class FixedContent:
    """Content that stays the same while the service runs, answered with a strong ETag and 304 where it is known."""

    body: bytes
    mimetype: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    etag: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "etag", hashlib.sha256(self.body).hexdigest()[:32])

    def response(self) -> Response:
        """The content, or 304 for a caller that has it already."""
        response = Response(self.body, mimetype=self.mimetype, headers=list(self.headers))
        response.set_etag(self.etag)
        response.headers["Cache-Control"] = "no-cache"
        response.make_conditional(request)
        return response


def document_response(product: Product) -> Response:
    """The paper with the number of warnings, that of findings where it was checked, and the caller's own reference."""
    response = docx_response(product.content, product.filename)
    response.headers["X-Document-Warnings"] = str(len(product.warnings))
    if product.report is not None:
        response.headers[FINDINGS] = str(len(product.report.findings))
    if product.client_ref:
        response.headers["X-Client-Ref"] = quote(product.client_ref, safe=_CLIENT_REF_CHARACTERS)
    return response


def docx_response(content: bytes, filename: str) -> Response:
    """A DOCX that is kept by no cache, with its name and its digest (RFC 9530)."""
    digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
    headers = [
        ("Content-Disposition", content_disposition(filename)),
        ("Repr-Digest", f"sha-256=:{digest}:"),
        ("Cache-Control", "no-store"),
    ]
    return Response(content, mimetype=DOCX, headers=headers)


def content_disposition(filename: str) -> str:
    """``attachment`` with the Vietnamese name (RFC 6266, RFC 8187) and one without marks for old programs."""
    bare = _MARKS.sub("", unicodedata.normalize("NFD", filename.replace("đ", "d").replace("Đ", "D")))
    plain = _NOT_PLAIN.sub("_", bare)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe=_FILE_NAME_CHARACTERS)}"


def add_common_headers(response: Response) -> Response:
    """The request's id, and what keeps a browser from guessing, embedding or telling others."""
    headers = response.headers
    headers.add("X-Request-Id", g.request_id)
    for name, value in _EVERYWHERE:
        headers.setdefault(name, value)
    if "Content-Security-Policy" not in headers:
        headers.add("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
    return response
