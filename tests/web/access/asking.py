"""Who asks from elsewhere, and how they are refused."""

from __future__ import annotations

PASSWORD = "một câu ngắn dễ nhớ"
FAR = {"REMOTE_ADDR": "10.1.2.3"}
TYPES = "/api/v1/types"


def assert_unknown(response) -> None:
    """Nobody knows who that is, as programs are told."""
    assert (response.status_code, response.mimetype) == (401, "application/problem+json")
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
