"""What holds for all files of the repository, and for the lock files."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CHECKOUT = Path(__file__).parents[2]
LOCKS = sorted((CHECKOUT / "requirements").glob("*.txt"))

# Written so that no pattern matches itself.
REGISTRY_HOSTS = re.compile(
    r"py[p]i\.org|pythonho[s]ted[.]org|np[m]js[.](com|org)|yarnpkg[.]com|deb(ian)?[.]deb[i]an[.]org|crates[.]io|docker[.]io"
)
MACHINE_PATHS = re.compile(r"/(work|root)/[\w.]|/home/[\w.]|/Users/[\w.]|[A-Z]:\\Users\\")


@pytest.fixture(scope="module")
def text_files() -> dict[Path, str]:
    """Every file that git keeps or would keep, but the binary ones."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=CHECKOUT,
        capture_output=True,
        check=True,
    )
    texts = {}
    for name in listing.stdout.decode().split("\0"):
        path = CHECKOUT / name
        if path.is_file() and b"\0" not in (content := path.read_bytes()):
            texts[Path(name)] = content.decode()
    return texts


def lines_matching(pattern: re.Pattern[str], texts: dict[Path, str]) -> list[str]:
    """``file:line: text`` of each line in which the pattern is found."""
    return [
        f"{path}:{number}: {line.strip()[:120]}"
        for path, text in texts.items()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


@pytest.mark.needs("git")
def test_no_file_names_a_package_registry(text_files):
    assert lines_matching(REGISTRY_HOSTS, text_files) == []


@pytest.mark.needs("git")
def test_no_file_names_a_folder_of_somebodys_machine(text_files):
    assert lines_matching(MACHINE_PATHS, text_files) == []


@pytest.mark.needs("git")
def test_no_python_file_is_longer_than_400_lines(text_files):
    lengths = {path: text.count("\n") for path, text in text_files.items() if path.suffix == ".py"}

    assert {path: length for path, length in lengths.items() if length > 400} == {}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_file_holds_exact_versions_with_hashes_and_nothing_else(lock):
    entries = lock.read_text().replace("\\\n", " ").splitlines()
    wrong = [
        entry
        for entry in entries
        if entry.strip()
        and not entry.lstrip().startswith("#")
        and not re.fullmatch(r"[a-z0-9-]+==[\w.]+( ; [^\\]+?)?(\s+--hash=sha256:[0-9a-f]{64})+\s*", entry)
    ]

    assert wrong == []


@pytest.mark.parametrize(("lock", "groups"), [("runtime", {"build"}), ("dev", {"build", "dev"}), ("audit", {"audit"})])
def test_a_lock_file_serves_what_pyproject_asks_for(lock, groups):
    pyproject = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
    wanted = [] if lock == "audit" else pyproject["project"]["dependencies"]  # that is an environment of its own
    wanted += [line for group, lines in pyproject["dependency-groups"].items() if group in groups for line in lines]
    pins = re.findall(r"^([a-z0-9-]+)==([\w.]+)", (CHECKOUT / f"requirements/{lock}.txt").read_text(), re.MULTILINE)
    locked = {canonicalize_name(name): version for name, version in pins}
    unserved = [
        str(requirement)
        for requirement in map(Requirement, wanted)
        if not requirement.specifier.contains(locked.get(canonicalize_name(requirement.name), "0"))
    ]

    assert unserved == []
