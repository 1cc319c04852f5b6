"""``make season``: the 501 papers of samples/seasons/bien-hoa-2019.xlsx, and what is in the ZIP."""

from __future__ import annotations

import argparse
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SEASON = ROOT / "samples" / "seasons" / "bien-hoa-2019.xlsx"
COMMAND = ("batch", "cell-dissolution-decision", str(SEASON), "--companions", "--number-from", "21")
COMMAND += ("--companion-number-from", "1", "--print-files", "duplex")


def main() -> int:
    """Make them by the command line, as an office would, and list the ZIP."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "bien-hoa-2019.zip")
    output = parser.parse_args().output
    output.parent.mkdir(parents=True, exist_ok=True)
    done = subprocess.run([sys.executable, "-m", "service", *COMMAND, "-o", str(output)], cwd=ROOT, check=False)
    if done.returncode == 0:
        print("\n".join(contents_of(output)))
    return done.returncode


def contents_of(archive: Path) -> list[str]:
    """The first papers, how many there are of each sort, and the lists."""
    with zipfile.ZipFile(archive) as opened:
        names = opened.namelist()
    sorts = Counter(sort_of(name) for name in names)
    shown = [*names[:4], "…", *(name for name in names if "/" not in name)]
    return [*shown, "", *(f"{count:5}  {sort}" for sort, count in sorts.items())]


def sort_of(name: str) -> str:
    """What a member of the ZIP is."""
    if name.startswith("Bản in/"):
        return "files for printing"
    if "/" not in name:
        return "lists"
    return "slips" if "-GTSHĐ " in name else "decisions"


if __name__ == "__main__":
    raise SystemExit(main())
