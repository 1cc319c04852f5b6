"""The application without a network, as the tests of the web have it."""

from tests.web.conftest import app, client, pipeline, settings

__all__ = ["app", "client", "pipeline", "settings"]
