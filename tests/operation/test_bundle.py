"""``make bundle``: one file, from which a server without network gets a program that makes papers."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tests.builders import as_json, pipeline, sample

CHECKOUT = Path(__file__).parents[2]
SLUG = "cell-establishment-decision"

pytestmark = pytest.mark.long


def offline(**more: str) -> dict[str, str]:
    """An environment in which nothing can be fetched, not even where pip was set up to look elsewhere."""
    nowhere = "http://127.0.0.1:9"
    path = os.environ["PATH"]
    return {"PATH": path, "HOME": "/nonexistent", "http_proxy": nowhere, "https_proxy": nowhere, **more}


@pytest.fixture(scope="module")
def bundle(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("bundle")
    command = [sys.executable, str(CHECKOUT / "scripts" / "bundle.py"), "--output", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    return next(folder.glob("vanthu-*-bundle.tar.gz"))


@pytest.fixture
def unpacked(tmp_path, bundle) -> Path:
    with tarfile.open(bundle) as opened:
        opened.extractall(tmp_path / "copied", filter="data")
    return next((tmp_path / "copied").iterdir())


def install(unpacked: Path, prefix: Path) -> subprocess.CompletedProcess[str]:
    command = [str(unpacked / "install.sh"), str(prefix)]
    environment = offline(PYTHON=sys.executable)
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd="/")


def test_its_checksums_hold(bundle, unpacked):
    digest, name = bundle.with_name(f"{bundle.name}.sha256").read_text().split()
    sums = dict(reversed(line.split("  ")) for line in (unpacked / "SHA256SUMS").read_text().splitlines())
    files = {str(path.relative_to(unpacked)) for path in unpacked.rglob("*") if path.is_file()}

    assert (digest, name) == (hashlib.sha256(bundle.read_bytes()).hexdigest(), bundle.name)
    assert sums.keys() == files - {"SHA256SUMS"}
    assert {path.suffix for path in (unpacked / "wheels").iterdir()} == {".whl"}
    assert {"INSTALL.txt", "deploy/vanthu.service", "project/LICENSE"} <= files


def test_a_paper_is_made_by_what_it_installs(tmp_path, unpacked):
    done = install(unpacked, tmp_path / "opt")
    program = tmp_path / "opt" / "current" / "venv" / "bin" / "vanthu"

    assert done.returncode == 0, done.stderr
    shutil.rmtree(unpacked)
    (tmp_path / "paper.json").write_bytes(as_json(sample(SLUG)))
    command = [program, "render", SLUG, tmp_path / "paper.json", "-o", tmp_path / "paper.docx"]
    subprocess.run(list(map(str, command)), env=offline(), check=True, cwd=tmp_path)
    assert (tmp_path / "paper.docx").read_bytes() == pipeline().produce(SLUG, as_json(sample(SLUG))).content

    environment = offline(DATA_DIR=str(tmp_path / "data"), TZ="Asia/Ho_Chi_Minh")
    looked = subprocess.run([program, "doctor", "--json"], env=environment, capture_output=True, check=False)
    assert {each["check"]: each["state"] for each in json.loads(looked.stdout)}["packages"] == "ok"


def test_a_version_that_is_there_is_not_touched(tmp_path, unpacked):
    there = tmp_path / "opt" / (unpacked / "VERSION").read_text().strip()
    there.mkdir(parents=True)
    (there / "mine").touch()
    done = install(unpacked, tmp_path / "opt")

    assert done.returncode == 1
    assert "is in" in done.stderr
    assert [path.name for path in there.iterdir()] == ["mine"]


@pytest.mark.parametrize("what", ["wheels", "project"])
def test_a_file_that_was_changed_stops_it(tmp_path, unpacked, what):
    victim = sorted(path for path in (unpacked / what).rglob("*") if path.is_file())[0]
    victim.write_bytes(victim.read_bytes() + b"\0")
    done = install(unpacked, tmp_path / "opt")

    assert done.returncode == 1
    assert "damaged" in done.stderr
    assert not (tmp_path / "opt").exists()


def test_what_breaks_off_leaves_nothing(tmp_path, unpacked):
    lacking = next((unpacked / "wheels").glob("flask-*.whl"))
    lacking.unlink()
    sums = unpacked / "SHA256SUMS"
    sums.write_text("".join(line for line in sums.read_text().splitlines(keepends=True) if lacking.name not in line))
    done = install(unpacked, tmp_path / "opt")

    assert done.returncode != 0
    assert list((tmp_path / "opt").iterdir()) == []


def test_another_python_is_refused(tmp_path, unpacked):
    (unpacked / "PYTHONS").write_text("2.7\n")
    sums = (unpacked / "SHA256SUMS").read_text()
    digest = hashlib.sha256(b"2.7\n").hexdigest()
    (unpacked / "SHA256SUMS").write_text(re.sub(r"[0-9a-f]{64}  PYTHONS", f"{digest}  PYTHONS", sums))
    done = install(unpacked, tmp_path / "opt")

    assert done.returncode == 1
    assert "none of the versions of Python" in done.stderr
