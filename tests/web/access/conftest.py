"""An application with users of its own, asked from elsewhere: ``key`` and ``sign_in`` are the ways in."""

from __future__ import annotations

import pytest

from service.bootstrap import open_access
from service.web import create_app
from tests.batch.seasons import desk_at
from tests.web.access.asking import FAR, PASSWORD


@pytest.fixture(scope="module")
def own(tmp_path_factory, settings):
    """Settings with a data folder of these tests' own. They try more passwords a minute than anybody may."""
    return settings.model_copy(update={"data_dir": tmp_path_factory.mktemp("access"), "sign_ins_per_minute": 10_000})


@pytest.fixture(scope="module")
def access(own):
    found = open_access(own)
    found.users.add("lan", PASSWORD, ["generate", "batch"])
    found.users.add("hoa", PASSWORD, ["batch"])
    yield found
    found.close()


@pytest.fixture(scope="module")
def desk(own):
    found = desk_at(own.data_dir, processes=1)
    yield found
    found.close()


@pytest.fixture(scope="module")
def app(pipeline, own, access, desk):
    return create_app(pipeline, own, lambda: desk, lambda: access)


@pytest.fixture
def key(access):
    """``key("generate")`` makes a key and gives the header that shows it."""

    def key(*scopes):
        return {"Authorization": f"Bearer {access.keys.create('x', scopes)[1]}"}

    return key


@pytest.fixture
def sign_in(app):
    """``sign_in("lan")`` gives a browser that is signed in from elsewhere."""

    def sign_in(name: str, password: str = PASSWORD):
        client = app.test_client()
        response = client.post("/dang-nhap", data={"name": name, "password": password}, environ_base=FAR)
        assert response.status_code == 303, response.text
        client.environ_base.update(FAR)
        return client

    return sign_in
