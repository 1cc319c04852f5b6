"""The pages for clerks: server-rendered HTML in Vietnamese or English, usable without training.

``page`` renders and gives the headers that all pages carry, ``language`` chooses the language; each other module is one
thing that a clerk wants to do. Upload, download and check work without JavaScript; where a script helps (the form of
one paper, previews, progress), it lies in ``static/clerks``. Words are written in Vietnamese in the templates;
the folder
``english`` has the English for each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from flask import Blueprint

from service.config import Settings
from service.norm import load_editions
from service.pipeline import Pipeline
from service.web.clerks.batches import batch_pages_blueprint
from service.web.clerks.checking import checking_blueprint
from service.web.clerks.help import help_blueprint
from service.web.clerks.pasting import pasting_blueprint
from service.web.clerks.preview import preview_blueprint
from service.web.clerks.single import single_blueprint
from service.web.clerks.start import start_blueprint
from service.web.clerks.uploading import uploading_blueprint

if TYPE_CHECKING:
    from service.batch.desk import Desk

__all__ = ["clerks_blueprints"]


def clerks_blueprints(pipeline: Pipeline, settings: Settings, desk: Callable[[], Desk]) -> Iterator[Blueprint]:
    """All pages for clerks."""
    yield start_blueprint(pipeline)
    yield single_blueprint(pipeline)
    yield checking_blueprint(pipeline.checker, load_editions())
    yield preview_blueprint()
    yield pasting_blueprint(pipeline)
    yield help_blueprint(pipeline, settings)
    yield batch_pages_blueprint(pipeline, settings, desk)
    yield uploading_blueprint(pipeline, settings, desk)
