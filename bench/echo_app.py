"""The service with one more address, which validates a payload and echoes it: what making the paper costs beyond.

``POST /bench/echo/<slug>`` reads the body and judges it just as ``POST /api/v1/documents/<slug>`` does, and answers
with the model as JSON. It is kept out of the service.

``python -m bench.echo_app --port 8001`` serves both.
"""

from __future__ import annotations

import argparse

from flask import Flask, Response

from service.bootstrap import build_pipeline
from service.config import Settings, load_settings
from service.errors import InvalidPayload
from service.pipeline import Pipeline
from service.web import create_app
from service.web.admission import json_body
from service.web.server import listen, serve


def create_echo_app(pipeline: Pipeline, settings: Settings) -> Flask:
    """The application of the service with the echo beside it."""
    app = create_app(pipeline, settings)

    @app.post("/bench/echo/<slug>")
    def echo(slug: str) -> Response:
        judged = pipeline.judge(pipeline.document_type(slug), json_body())
        if judged.verdict.errors:
            raise InvalidPayload(judged.verdict.errors, judged.verdict.warnings)
        return Response(judged.document.model_dump_json(), mimetype="application/json")

    return app


def main() -> None:
    """Serve until SIGTERM."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8001)
    port = parser.parse_args().port
    settings = load_settings()
    app = create_echo_app(build_pipeline(settings), settings)
    serve(app, listen("127.0.0.1", port), workers=settings.workers, log_level=settings.log_level)


if __name__ == "__main__":
    main()
