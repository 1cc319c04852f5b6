"""The frame that previews are drawn in: a page of its own, with a policy of its own, without any access to ours.

The library that draws a DOCX needs styles in its HTML, which no page of ours allows. So it runs in a frame of an opaque
origin (``sandbox="allow-scripts"``); the file goes in and the height comes out as messages. See ``static/preview``.
"""

from __future__ import annotations

from flask import Blueprint, Response, request

from service.web.clerks.page import page

FRAME = "/xem-truoc"
ASSETS = "/static/preview/"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src blob: data:; "
    "font-src 'self' blob: data:; connect-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; "
    "sandbox allow-scripts"
)
"""``sandbox`` once more, for whoever opens the page by itself."""


def preview_blueprint() -> Blueprint:
    """``/xem-truoc``, and the leave for its opaque origin to load ``/static/preview``."""
    blueprint = Blueprint("preview", __name__)

    @blueprint.get(FRAME)
    def frame() -> Response:
        response = page("preview.html")
        response.headers["Content-Security-Policy"] = POLICY
        return response

    @blueprint.after_app_request
    def open_assets(response: Response) -> Response:
        if request.path.startswith(ASSETS):
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return blueprint
