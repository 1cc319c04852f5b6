"""``make bundle``: all that a server without internet needs, in one file with checksums.

The network is needed here, and only to fetch what the lock files name with their hashes. ``deploy/bundle`` holds what
installs it there.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILES = ("pyproject.toml", "README.md", "README.vi.md", "LICENSE", "CHANGELOG.md", "requirements/runtime.txt")
FOLDERS = ("service", "templates/docx", "schemas", "samples", "docs")
DEPLOYED = ("vanthu.service", "vanthu.env", "nginx.conf")
RUNNING = f"{sys.version_info.major}.{sys.version_info.minor}"


def main() -> None:
    """Write the bundle and its checksum."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=ROOT / "build", help="folder to write into")
    parser.add_argument("--python", action="append", help=f"version of Python there, {RUNNING} by default; repeatable")
    parser.add_argument("--sbom", type=Path, help="software bill of materials to add")
    asked = parser.parse_args()
    name = f"vanthu-{version()}-bundle"
    asked.output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=asked.output) as work:
        folder = Path(work, name)
        gather(folder, sorted(set(asked.python or [RUNNING])))
        if asked.sbom:
            shutil.copyfile(asked.sbom, folder / "sbom.cdx.json")
        (folder / "SHA256SUMS").write_text("".join(f"{sum_of(folder / file)}  {file}\n" for file in files_in(folder)))
        target = asked.output / f"{name}.tar.gz"
        pack(folder, target)
    target.with_name(f"{target.name}.sha256").write_text(f"{sum_of(target)}  {target.name}\n")
    print(f"{target}: {target.stat().st_size / 1e6:.1f} MB")


def version() -> str:
    """That of the project."""
    project: dict[str, str] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return project["version"]


def gather(folder: Path, pythons: Sequence[str]) -> None:
    """All files of the bundle but its checksums and its SBOM."""
    project = folder / "project"
    for name in FILES:
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, project / name)
    for name in FOLDERS:
        shutil.copytree(ROOT / name, project / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    (folder / "deploy").mkdir()
    for name in DEPLOYED:
        shutil.copyfile(ROOT / "deploy" / name, folder / "deploy" / name)
    for name in ("INSTALL.txt", "install.sh"):
        shutil.copy(ROOT / "deploy" / "bundle" / name, folder / name)
    (folder / "VERSION").write_text(f"{version()}\n")
    (folder / "PYTHONS").write_text("".join(f"{each}\n" for each in pythons))
    (folder / "PLATFORM").write_text(f"{sysconfig.get_platform()}\n")
    for python in pythons:
        fetch_wheels(folder / "wheels", ROOT / "requirements" / "runtime.txt", python)
    with tempfile.TemporaryDirectory() as work:
        only_pip = Path(work, "pip.txt")
        only_pip.write_text(locked("pip"))
        fetch_wheels(folder / "wheels", only_pip, RUNNING)


def fetch_wheels(folder: Path, lock: Path, python: str) -> None:
    """The wheels of a lock file for one version of Python on a system like this one."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--require-hashes", "--only-binary=:all:"]
    command += ["--no-deps", "--python-version", python, "--dest", str(folder), "--requirement", str(lock)]
    subprocess.run(command, check=True)


def locked(name: str) -> str:
    """The entry of a package in the lock of the audit tools, with its hashes."""
    text = (ROOT / "requirements" / "audit.txt").read_text()
    found = re.search(rf"^{re.escape(name)}==.*(?:\n    --hash.*)+", text, re.MULTILINE)
    if found is None:
        raise SystemExit(f"requirements/audit.txt has no {name}: make lock")
    return f"{found[0]}\n"


def files_in(folder: Path) -> list[Path]:
    """All of them by their names, relative to it."""
    return sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())


def sum_of(file: Path) -> str:
    """Its SHA-256."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def pack(folder: Path, target: Path) -> None:
    """One file that is the same for the same content, whoever packs it, written whole or not at all."""
    moment = int(os.environ.get("SOURCE_DATE_EPOCH", "0")) or int((ROOT / "pyproject.toml").stat().st_mtime)
    unfinished = target.with_name(f".{target.name}.tmp")
    try:
        with (
            unfinished.open("wb") as stream,
            gzip.GzipFile(fileobj=stream, mode="wb", filename="", compresslevel=6, mtime=moment) as packed,
            tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar,
        ):
            for name in files_in(folder):
                member = tarfile.TarInfo(f"{folder.name}/{name}")
                member.size, member.mtime = (folder / name).stat().st_size, moment
                member.mode = 0o755 if name.suffix == ".sh" else 0o644
                with (folder / name).open("rb") as content:
                    tar.addfile(member, content)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
