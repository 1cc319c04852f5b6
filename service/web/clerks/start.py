"""Where a clerk begins: what do you want to do?"""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug import Response as Redirection

from service.pipeline import Pipeline
from service.web.clerks.language import switched
from service.web.clerks.page import page


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
        ours = path.startswith("/") and not path.startswith(("//", "/\\")) and "\n" not in path
        return switched("en" if request.args.get("lang") == "en" else "vi", path if ours else "/")

    return blueprint
