"""Papers on their printed pages: many are converted in one start of LibreOffice, and measured once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from service.norm import Edition
from tests.builders import Example, examples
from tests.pages.measuring import MM, Line, Page, read_pages
from tests.pages.strain import strained


@dataclass(frozen=True, slots=True)
class PrintedPaper:
    """An example as printed: its text, the norm it keeps, its pages and the PDF."""

    example: Example
    context: Mapping[str, Any]
    norm: Edition
    pages: list[Page]
    pdf: Path

    @property
    def main_pages(self) -> list[Page]:
        """The pages before the annex, which lies across."""
        return [page for page in self.pages if page.width == self.pages[0].width]

    @property
    def annex_pages(self) -> list[Page]:
        """The annex; may be empty."""
        return self.pages[len(self.main_pages) :]

    @property
    def left(self) -> float:
        """The left margin, in points as all that follows."""
        return self.norm.page.margin_left_mm * MM

    @property
    def right(self) -> float:
        """The right edge of the text on an upright page."""
        return self.pages[0].width - self.norm.page.margin_right_mm * MM

    @property
    def indent(self) -> float:
        """Where the first line of a paragraph begins."""
        return self.left + self.norm.body.first_line_mm * MM

    @property
    def foot_page(self) -> Page:
        """The page with the signature; the end of a very long list of recipients may follow on further ones."""
        return next(page for page in self.main_pages if page.holds(foot_texts(self.context)[0]))

    @property
    def signature_top(self) -> Line:
        """The first line of the signature."""
        return self.foot_page.find(foot_texts(self.context)[0])


def foot_texts(context: Mapping[str, Any]) -> list[str]:
    """The lines of the right-hand signature, from the first to the name."""
    if "signature" in context:
        signature = context["signature"]
        return [text for text in (signature["authority"], signature["position"], signature["name"]) if text]
    return ["CHỦ TRÌ HỘI NGHỊ", context["chair"]]


@pytest.fixture(scope="session")
def convert(libreoffice, tmp_path_factory) -> Callable[[Mapping[str, bytes]], dict[str, Path]]:
    """DOCX by name to PDF files by name, all in one start of LibreOffice."""

    def to_files(documents: Mapping[str, bytes]) -> dict[str, Path]:
        folder = tmp_path_factory.mktemp("pdf")
        files = {name: folder / f"{number}.pdf" for number, name in enumerate(documents)}
        numbered = {str(number): docx for number, docx in enumerate(documents.values())}
        for number, pdf in libreoffice.convert_all(numbered).items():
            (folder / f"{number}.pdf").write_bytes(pdf)
        return files

    return to_files


def papers() -> list[Example]:
    """All that is printed and measured: the examples, and papers that strain the layout."""
    return [*examples(), *strained()]


@pytest.fixture(scope="session")
def printed(convert) -> dict[str, PrintedPaper]:
    """Every paper of :func:`papers` as printed, by name."""
    by_name = {example.name: example for example in papers()}
    files = convert({name: example.docx() for name, example in by_name.items()})
    return {
        name: PrintedPaper(example, example.context(), example.norm(), read_pages(files[name]), files[name])
        for name, example in by_name.items()
    }


@pytest.fixture
def paper(request, printed) -> PrintedPaper:
    """The paper that the test is about, asked for by its name."""
    return printed[request.param]
