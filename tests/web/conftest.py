"""A running application without a network, as in Flask's tutorial: ``app``, ``client``; and every document type."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from service.access.callers import SCOPES
from service.bootstrap import TEMPLATES, build_pipeline, open_access, sample
from service.config import Settings
from service.documents import discover_types
from service.web import create_app
from tests.web.templates import with_last_paragraph


@pytest.fixture(scope="session")
def settings(tmp_path_factory):
    return Settings(data_dir=tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="session")
def pipeline(settings):
    return build_pipeline(settings)


@pytest.fixture(scope="session")
def app(pipeline, settings):
    return create_app(pipeline, settings)


@pytest.fixture(scope="session")
def with_key(settings) -> dict[str, str]:
    """The header of a system that may do everything, from wherever and under whatever Host it calls."""
    with contextlib.closing(open_access(settings)) as access:
        return {"Authorization": f"Bearer {access.keys.create('tests', SCOPES)[1]}"}


@pytest.fixture
def client(app) -> FlaskClient:
    return app.test_client()


@pytest.fixture(params=sorted(discover_types()))
def slug(request) -> str:
    """Every document type in turn."""
    return request.param


@pytest.fixture
def payload(slug, pipeline) -> dict:
    """The sample of the type."""
    return json.loads(sample(pipeline.document_type(slug)))


@pytest.fixture
def post(client):
    """Posts bytes or a value as JSON."""

    def post(path: str, body: object, **headers: str):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return client.post(path, data=data, headers={"Content-Type": "application/json", **named})

    return post


@pytest.fixture(scope="session")
def faulty_templates(tmp_path_factory, pipeline) -> Path:
    """An office's own templates: they compile and fit, and none of them can be filled in."""
    folder = tmp_path_factory.mktemp("templates")
    for document_type in pipeline.types.values():
        for name in document_type.template_names:
            template = (TEMPLATES / f"{name}.docx").read_bytes()
            faulty = with_last_paragraph(template, "{{ letterhead.issuer|length % 0 }}")
            (folder / f"{name}.docx").write_bytes(faulty)
    return folder


@pytest.fixture(scope="session")
def faulty_app(faulty_templates, tmp_path_factory):
    """The application with those templates."""
    settings = Settings(templates_dir=faulty_templates, data_dir=tmp_path_factory.mktemp("data"))
    return create_app(build_pipeline(settings), settings)
