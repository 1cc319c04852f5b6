"""Programs and fonts of the system that tests need, and the Debian packages that bring them.

``@pytest.mark.needs("soffice", "liberation2")`` names them; ``make test`` installs those that are missing.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple


class Requirement(NamedTuple):
    """``packages``: names of one package in different releases of Debian, the preferred one first."""

    name: str
    is_there: Callable[[], bool]
    packages: tuple[str, ...]


def _program(name: str, *packages: str) -> Requirement:
    return Requirement(name, lambda: shutil.which(name) is not None, packages)


_BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def browser_program() -> str:
    """What Chromium is called on this machine; ``chromium`` where there is none."""
    return next((name for name in _BROWSERS if shutil.which(name)), _BROWSERS[0])


def _has_writer() -> bool:
    """LibreOffice without its Writer library starts, and then cannot open a DOCX."""
    soffice = shutil.which("soffice")
    return soffice is not None and (sys.platform != "linux" or (Path(soffice).resolve().parent / "libswlo.so").exists())


def _has_liberation_2() -> bool:
    """Version 1 lacks Vietnamese letters that version 2 draws; fontconfig counts a version in 1/65536."""
    if (fc_list := shutil.which("fc-list")) is None:
        return False
    listing = subprocess.run([fc_list, "Liberation Serif", "fontversion"], capture_output=True, text=True, check=True)
    versions = [line.partition("fontversion=")[2] for line in listing.stdout.splitlines()]
    return any(int(version) >= 2 * 65536 for version in versions if version)


REQUIREMENTS: dict[str, Requirement] = {
    requirement.name: requirement
    for requirement in [
        Requirement("soffice", _has_writer, ("libreoffice-writer-nogui", "libreoffice-writer")),
        _program("pdfinfo", "poppler-utils"),
        _program("pdftoppm", "poppler-utils"),
        _program("pdftotext", "poppler-utils"),
        _program("fc-list", "fontconfig"),
        Requirement("liberation2", _has_liberation_2, ("fonts-liberation2", "fonts-liberation")),
        _program("git", "git"),
        _program("nginx", "nginx-light", "nginx"),
        _program("openssl", "openssl"),
        _program("systemd-analyze", "systemd"),
        Requirement("chromium", lambda: shutil.which(browser_program()) is not None, ("chromium", "chromium-browser")),
    ]
}


def missing() -> list[Requirement]:
    """What this machine has not."""
    return [requirement for requirement in REQUIREMENTS.values() if not requirement.is_there()]
