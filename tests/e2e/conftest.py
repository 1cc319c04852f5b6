"""The pages for clerks in the system's own browser, against the service as it is run.

``page`` is a browser window of an office computer, ``phone`` one of a telephone, ``either_page`` both in turn (that of
the computer only in ``make test-long``), ``plain_page`` one without JavaScript, and ``open_page`` opens any other.
After each test whatever went wrong in any of them fails it: an error on the console, an exception in a script, a file
that could not be loaded, a request to another origin. ``axe(page)`` tells what a screen reader's user would stumble
over.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, sync_playwright

from tests.system import browser_program
from tests.trying import others_long

CHECKOUT = Path(__file__).parents[2]
OFFICE = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
LONGEST_WAIT_MS = 20_000
_REFUSED = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")
"""What Chromium writes for every answer that refuses; ``Watch`` looks at those of files itself."""
_SHOTS = os.environ.get("SCREENSHOTS")
"""A folder: each ``shot`` is kept there. Unset: none is taken."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that opens a page needs the browser without saying so."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.needs("chromium"))


@dataclass
class Watch:
    """What goes wrong in the windows of one test."""

    address: str
    faults: list[str] = field(default_factory=list)

    def over(self, context) -> None:
        """Listen to all that happens in a context."""
        context.on("console", self._console)
        context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))
        context.on("request", self._request)
        context.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not _REFUSED.match(message.text):
            self.faults.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.address}/", "data:", "blob:")):
            self.faults.append(f"asks elsewhere: {request.url}")

    def _response(self, response: Response) -> None:
        page_or_call = response.request.resource_type in ("document", "fetch", "xhr")
        if response.status >= 500 or (response.status >= 400 and not page_or_call):
            self.faults.append(f"{response.status}: {response.url}")


@pytest.fixture(scope="session")
def address(tmp_path_factory) -> Iterator[str]:
    """``http://127.0.0.1:port`` of a service with the offices of ``samples`` and a data folder of its own."""
    folder = tmp_path_factory.mktemp("service")
    messages = folder / "messages"
    settings = {"DATA_DIR": str(folder / "data"), "OFFICES_DIR": str(CHECKOUT / "samples/offices")}
    settings |= {"WORKERS": "2", "BATCH_PROCESSES": "1"}
    with messages.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "service", "serve", "--port", "0"],
            cwd=CHECKOUT,
            env={**os.environ, **settings},
            stdout=stream,
            stderr=stream,
        )
    try:
        yield f"http://127.0.0.1:{_port(process, messages)}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def _port(process: subprocess.Popen, messages: Path) -> int:
    for _ in range(600):
        if found := re.search(r"Listening at: http://127\.0\.0\.1:(\d+)", messages.read_text()):
            return int(found.group(1))
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise AssertionError(messages.read_text())


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One browser for all tests here; it ends with them, for Playwright keeps a loop of asyncio meanwhile."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which(browser_program()),
            args=["--no-sandbox"],  # as root, as in most containers, it does not start with one
        )
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser, address) -> Iterator[Callable[..., Page]]:
    """``open_page(size, javascript=True, language="vi")`` opens a window; ``page.goto("/kiem-tra")`` is enough."""
    watch, contexts = Watch(address), []

    def open_page(size: dict[str, int] = OFFICE, *, javascript: bool = True, language: str = "vi", **more) -> Page:
        context = browser.new_context(
            base_url=address, viewport=size, java_script_enabled=javascript, locale="vi-VN", **more
        )
        context.add_cookies([{"name": "lang", "value": language, "url": address}])
        context.set_default_timeout(LONGEST_WAIT_MS)
        watch.over(context)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert watch.faults == []


@pytest.fixture
def page(open_page) -> Page:
    """A window of an office computer."""
    return open_page(OFFICE)


@pytest.fixture
def phone(open_page) -> Page:
    """A window of a telephone."""
    return open_page(PHONE)


@pytest.fixture(params=others_long(["office", "phone"], "phone"))
def either_page(request, open_page) -> Page:
    """A window of either size in turn."""
    return open_page(OFFICE if request.param == "office" else PHONE)


@pytest.fixture
def plain_page(open_page) -> Page:
    """A window of an office computer where no script runs."""
    return open_page(OFFICE, javascript=False)


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """``axe(page)``: each serious or critical finding with the places that it is about; it should be ``[]``.

    It is a script itself: not for windows without JavaScript, where it would never end.
    """

    def axe(page: Page) -> list[str]:
        violations = Axe().run(page).response["violations"]
        return [
            f"{each['id']}: {each['help']}: {', '.join(str(node['target']) for node in each['nodes'])}"
            for each in violations
            if each["impact"] in ("serious", "critical")
        ]

    return axe


@pytest.fixture
def shot(request) -> Callable[[Page, str], None]:
    """``shot(page, "empty")`` keeps a picture of the whole page, where SCREENSHOTS names a folder."""

    def shot(page: Page, name: str) -> None:
        if _SHOTS:
            width = (page.viewport_size or OFFICE)["width"]
            page.screenshot(path=Path(_SHOTS) / f"{request.module.__name__[15:]}-{name}-{width}.png", full_page=True)

    return shot
