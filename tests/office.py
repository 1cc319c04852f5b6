"""DOCX to PDF by LibreOffice, and what the PDF shows, for tests that look at the printed page."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path


class ConversionError(AssertionError):
    """LibreOffice gave no PDF for a document; the text names it and what LibreOffice said."""


class LibreOffice:
    """``libreoffice(docx) -> pdf``, and ``convert_all`` for many documents in one start.

    Every start has a profile of its own: two that share one wait for each other, or fail.
    """

    def __call__(self, docx: bytes) -> bytes:
        """One document."""
        return self.convert_all({"document": docx})["document"]

    def convert_all(self, documents: Mapping[str, bytes]) -> dict[str, bytes]:
        """PDF by the same names; a name must do as a file name. One start costs seconds, one more document little."""
        with tempfile.TemporaryDirectory(prefix="vanthu-office-") as folder:
            return self._convert_in(Path(folder), documents)

    def _convert_in(self, folder: Path, documents: Mapping[str, bytes]) -> dict[str, bytes]:
        sources, results = folder / "docx", folder / "pdf"
        sources.mkdir()
        for name, docx in documents.items():
            (sources / f"{name}.docx").write_bytes(docx)
        said = _run(folder, results, sorted(sources.iterdir()), seconds=120 + 5 * len(documents))
        unreadable = sorted(name for name in documents if not (results / f"{name}.pdf").exists())
        if unreadable:
            raise ConversionError(f"LibreOffice cannot open: {', '.join(unreadable)}. It said: {said}")
        return {name: (results / f"{name}.pdf").read_bytes() for name in documents}


def pdf_text(pdf: bytes) -> str:
    """The text of all pages as pdftotext lays it out; pages end with a form feed."""
    return _output_of("pdftotext", "-layout", "-", "-", given=pdf)


def pdf_pages(pdf: bytes) -> int:
    """How many pages the PDF has."""
    return int(_output_of("pdfinfo", "-", given=pdf).partition("Pages:")[2].split()[0])


def _output_of(*command: str, given: bytes) -> str:
    return subprocess.run(command, input=given, capture_output=True, check=True).stdout.decode()


def _run(folder: Path, results: Path, sources: list[Path], seconds: float) -> str:
    """What soffice said. On a time-out its whole process group is ended: the program starts another one."""
    command = ["soffice", "--headless", "--norestore", f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
    command += ["--convert-to", "pdf:writer_pdf_Export", "--outdir", str(results), *map(str, sources)]
    environment = {**os.environ, "HOME": str(folder), "SAL_USE_VCLPLUGIN": "svp"}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    ) as office:
        try:
            return office.communicate(timeout=seconds)[0]
        except BaseException:
            os.killpg(office.pid, signal.SIGKILL)
            raise
