"""Pages show the way to what whoever is signed in may do, and to nothing else."""

from __future__ import annotations

import re

import pytest

from service.access.callers import SCOPES
from service.web.authentication import SCOPE_OF_PATH
from tests.batch.seasons import SLUG
from tests.web.access.asking import FAR, PASSWORD

PAGES = {"/soan": "generate", "/tai-len": "generate", "/hang-loat": "batch", "/kiem-tra": "check"}
OPEN_PAGES = ("/", "/tro-giup", f"/tro-giup/{SLUG}", "/tro-giup/he-thong", "/tro-giup/the-thuc", "/tai-khoan")
NOTHING = "chưa được cấp quyền làm việc nào"


def tasks_shown(html: str) -> set[str]:
    """The tasks to which a page has a link, or a form that is sent there."""
    linked = re.findall(r'(?:href|action)="(/[^"?#]*)', html)
    return {task for address in linked for task in PAGES if address == task or address.startswith(f"{task}/")}


@pytest.fixture
def signed_in(access, sign_in):
    """``signed_in("check")`` is a browser of a clerk who may do that."""
    names = []

    def signed_in(*scopes: str):
        names.append(f"cuc.{len(names)}")
        access.users.add(names[-1], PASSWORD, scopes)
        return sign_in(names[-1])

    yield signed_in
    for name in names:
        access.users.remove(name)


@pytest.mark.parametrize("scopes", [(), ("generate",), ("batch",), ("check",), ("generate", "check"), ("admin",)])
@pytest.mark.parametrize("path", OPEN_PAGES)
def test_no_page_leads_to_what_is_not_allowed(signed_in, scopes, path):
    html = signed_in(*scopes).get(path).text

    assert tasks_shown(html) <= {task for task, scope in PAGES.items() if scope in scopes}


@pytest.mark.parametrize("scope", ["generate", "batch", "check"])
def test_the_first_page_shows_all_that_is_allowed(signed_in, scope):
    client = signed_in(scope)
    html = client.get("/").text

    assert tasks_shown(html) == {task for task, needed in PAGES.items() if needed == scope}
    assert {client.get(task).status_code for task in tasks_shown(html)} == {200}
    assert NOTHING not in html


@pytest.mark.parametrize(
    ("scope", "path", "shown"),
    [
        ("generate", f"/soan/{SLUG}", {"/soan", "/tai-len"}),
        ("generate", "/tai-len", {"/soan", "/tai-len"}),
        ("batch", "/hang-loat", {"/hang-loat"}),
        ("check", "/kiem-tra", {"/kiem-tra"}),
    ],
)
def test_the_page_of_a_task_shows_no_other(signed_in, scope, path, shown):
    assert tasks_shown(signed_in(scope).get(path).text) == shown


def test_what_the_types_are_is_told_to_everybody(signed_in):
    html = signed_in("check").get("/").text

    assert f'href="/tro-giup/{SLUG}"' in html


def test_who_may_do_nothing_is_told_whom_to_ask(signed_in):
    assert NOTHING in signed_in().get("/").text
    assert NOTHING not in signed_in(*SCOPES).get("/").text


def test_a_refusal_does_not_lead_back_to_what_was_refused(signed_in):
    answer = signed_in("check").get("/hang-loat", headers={"Accept": "text/html"})

    assert (answer.status_code, tasks_shown(answer.text)) == (403, {"/kiem-tra"})
    assert 'href="/"' in answer.text


def test_at_the_machine_itself_and_at_the_door_everything_is_shown(client):
    assert tasks_shown(client.get("/").text) == set(PAGES)
    assert tasks_shown(client.get("/dang-nhap", environ_base=FAR).text) >= {"/soan", "/hang-loat", "/kiem-tra"}


def test_what_it_takes_is_what_the_door_asks_for():
    assert {path: SCOPE_OF_PATH[path] for path in PAGES} == PAGES
