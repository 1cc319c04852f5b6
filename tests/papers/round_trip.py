"""Papers that LibreOffice has opened and saved again."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

_FILTERS = {"docx": "docx:MS Word 2007 XML", "odt": "odt:writer8"}


def resaved(documents: Mapping[str, bytes], *formats: str) -> dict[str, bytes]:
    """The documents by the same names, saved as each of these formats in turn: "docx", or "odt", "docx"."""
    with tempfile.TemporaryDirectory(prefix="vanthu-papers-") as folder:
        now = Path(folder) / "0"
        now.mkdir()
        for name, docx in documents.items():
            (now / f"{name}.docx").write_bytes(docx)
        for step, kind in enumerate(formats, 1):
            now = _convert(now, Path(folder) / f"{step}", kind, Path(folder))
        return {name: (now / f"{name}.{formats[-1]}").read_bytes() for name in documents}


def _convert(sources: Path, results: Path, kind: str, home: Path) -> Path:
    command = ["soffice", "--headless", "--norestore", f"-env:UserInstallation={(home / 'profile').as_uri()}"]
    command += ["--convert-to", _FILTERS[kind], "--outdir", str(results), *map(str, sorted(sources.iterdir()))]
    environment = {**os.environ, "HOME": str(home), "SAL_USE_VCLPLUGIN": "svp"}
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=240)
    return results
