"""Where a clerk begins: what do you want to do?"""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug import Response as Redirection

from service.errors import Language
from service.pipeline import Pipeline
from service.web.addresses import own_path
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
        language: Language = "en" if request.args.get("lang") == "en" else "vi"
        return switched(language, own_path(request.args.get("trang")))

    return blueprint
