"""Many papers in one file are printed as each of them alone: the same text at the same places, on its own sheets.

Backs that stay blank are printed too. Places are in points.
"""

from __future__ import annotations

import io
import random
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest

from service.batch.printing import PrintPaper, join_papers
from tests.builders import examples
from tests.pages.measuring import MM, Page, read_pages

pytestmark = pytest.mark.needs("soffice", "liberation2")

SLIP = "internal-transfer-slip"
NEAR = 0.5 * MM
HALF_SHEET = 297 / 2 * MM
MIRRORED = (30 - 15) * MM
"""The text of a back begins so much further left."""
PAPERS = {example.name: example.docx() for example in examples()}
LONG = "summary-report.seven-pages"
"""Far back in a long file LibreOffice ends one of its pages three lines sooner, so it is looked at in a short one."""
SEED = 20261125
ORDER = [
    "cell-establishment-decision", SLIP, SLIP, SLIP, "cell-dissolution-decision", f"{SLIP}.a4", "summary-report",
    "cell-meeting-minutes", SLIP, *random.Random(SEED).choices(sorted(PAPERS.keys() - {LONG}), k=16),
]  # fmt: skip


def joined(names: list[str], *, duplex: bool) -> bytes:
    target = io.BytesIO()
    join_papers((PrintPaper(name, PAPERS[name]) for name in names), target, duplex=duplex)
    return target.getvalue()


def sheets(names: list[str]) -> list[list[str]]:
    """What begins on one sheet: two slips of A5 that follow one another, or one paper."""
    found: list[list[str]] = []
    for name in names:
        if found and len(found[-1]) == 1 and is_a5(name) and is_a5(found[-1][0]):
            found[-1].append(name)
        else:
            found.append([name])
    return found


def is_a5(name: str) -> bool:
    return name.startswith(SLIP) and not name.startswith(f"{SLIP}.a4")


def printed_with_blanks(docx: bytes, folder: Path) -> list[Page]:
    """The pages with those that LibreOffice leaves blank by itself."""
    (folder / "file.docx").write_bytes(docx)
    options = 'pdf:writer_pdf_Export:{"IsSkipEmptyPages":{"type":"boolean","value":"false"}}'
    command = ["soffice", "--headless", "--norestore", f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
    command += ["--convert-to", options, "--outdir", str(folder), str(folder / "file.docx")]
    subprocess.run(command, capture_output=True, check=True, timeout=300)
    return read_pages(folder / "file.pdf", drawn=False)


@pytest.fixture(scope="module")
def alone(convert) -> dict[str, list[Page]]:
    return {name: read_pages(pdf, drawn=False) for name, pdf in convert(PAPERS).items()}


@pytest.fixture(scope="module")
def single(convert) -> list[Page]:
    return read_pages(convert({"file": joined(ORDER, duplex=False)})["file"], drawn=False)


@pytest.fixture(scope="module")
def duplex(tmp_path_factory) -> list[Page]:
    return printed_with_blanks(joined(ORDER, duplex=True), tmp_path_factory.mktemp("duplex"))


def places(page: Page, *, right: float = 0, down: float = 0) -> list[tuple[str, float, float]]:
    """Every piece of text and where it stands, moved."""
    pieces = [piece for line in page.lines for piece in line.pieces if piece.text.strip()]
    return sorted((" ".join(each.text.split()), each.left + right, each.base + down) for each in pieces)


def assert_same(page: Page, expected: list[tuple[str, float, float]]) -> None:
    found = places(page)
    assert [text for text, *_ in found] == [text for text, *_ in sorted(expected)]
    for (text, left, base), (_, wanted_left, wanted_base) in zip(found, sorted(expected), strict=True):
        assert abs(left - wanted_left) < NEAR, (text, left, wanted_left)
        assert abs(base - wanted_base) < NEAR, (text, base, wanted_base)


def expected_pages(alone: dict[str, list[Page]], names: list[str]) -> list[SimpleNamespace]:
    """Size and text of the pages of all sheets, as the papers alone make them; ``number`` is that of the page."""
    pages = []
    for sheet in sheets(names):
        if is_a5(sheet[0]):
            halves = [places(alone[name][0], down=half * HALF_SHEET) for half, name in enumerate(sheet)]
            pages.append(
                SimpleNamespace(
                    width=210 * MM, height=297 * MM, texts=[text for half in halves for text in half], number=1
                )
            )
            continue
        number, across = 0, False
        for page in alone[sheet[0]]:
            turned = page.width > page.height
            number, across = (1 if turned != across else number + 1), turned
            pages.append(SimpleNamespace(width=page.width, height=page.height, texts=places(page), number=number))
    return pages


class TestOnOneSide:
    def test_has_the_pages_of_its_papers_and_no_other(self, alone, single):
        assert len(single) == len(expected_pages(alone, ORDER))

    def test_has_each_text_where_its_paper_has_it(self, alone, single):
        for page, expected in zip(single, expected_pages(alone, ORDER), strict=True):
            assert (page.width, page.height) == pytest.approx((expected.width, expected.height), abs=1)
            assert_same(page, expected.texts)


def test_a_long_paper_is_the_same_after_another(alone, convert):
    order = ["summary-report", LONG, "summary-report"]
    pages = read_pages(convert({"file": joined(order, duplex=False)})["file"], drawn=False)

    for page, expected in zip(pages, expected_pages(alone, order), strict=True):
        assert_same(page, expected.texts)


class TestOnBothSides:
    def test_begins_each_paper_on_a_front_and_leaves_backs_blank(self, alone, duplex):
        texts = self.with_blanks(expected_pages(alone, ORDER))

        assert len(duplex) == len(texts)
        assert [bool(page.lines) for page in duplex] == [text is not None for text in texts]

    def test_has_each_text_where_its_paper_has_it_and_backs_mirrored(self, alone, duplex):
        for number, (page, expected) in enumerate(
            zip(duplex, self.with_blanks(expected_pages(alone, ORDER)), strict=True), 1
        ):
            if expected is not None:
                assert_same(page, [(text, left - (number % 2 == 0) * MIRRORED, base) for text, left, base in expected])

    @staticmethod
    def with_blanks(pages: list[SimpleNamespace]) -> list[list[tuple[str, float, float]] | None]:
        """The text of each side; None for a back that stays blank."""
        sides: list[list[tuple[str, float, float]] | None] = []
        for page in pages:
            if page.number == 1 and len(sides) % 2:
                sides.append(None)
            sides.append(page.texts)
        return sides


def test_the_papers_of_the_random_order_are_of_all_types():
    assert {name.partition(".")[0] for name in ORDER} == {name.partition(".")[0] for name in PAPERS}
