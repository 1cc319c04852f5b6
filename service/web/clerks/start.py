"""Where a clerk begins: what do you want to do?"""

from __future__ import annotations

import re

from flask import Blueprint, Response, request
from werkzeug import Response as Redirection

from service.pipeline import Pipeline
from service.web.clerks.language import switched
from service.web.clerks.page import page

_OUR_PATH = re.compile(r"/(?!/)[A-Za-z0-9._~/-]*")
"""What our paths are made of; browsers take a tab or a backslash away and read two slashes as another host."""


def start_blueprint(pipeline: Pipeline) -> Blueprint:
    """``/`` and the switch of the language."""
    blueprint = Blueprint("start", __name__)
    types = list(pipeline.types.values())

    @blueprint.get("/")
    def start() -> Response:
        return page("start.html", types=types, here="start")

    @blueprint.get("/ngon-ngu")
    def switch_language() -> Redirection | Response:
        path = request.args.get("trang", "/")
        return switched("en" if request.args.get("lang") == "en" else "vi", path if _OUR_PATH.fullmatch(path) else "/")

    return blueprint
