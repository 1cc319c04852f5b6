"""Installs the programs and fonts that the tests need and this machine has not, where it may.

Where it may not, it says what is missing and ends well: pytest then names each test that it leaves out.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.system import missing

APT_INSTALL = Path(__file__).with_name("apt-install.sh")


def main() -> None:
    """Ask for the packages of everything that is missing, in one call."""
    wanted = missing()
    if not wanted:
        return
    packages = sorted({",".join(requirement.packages) for requirement in wanted})
    subprocess.run([str(APT_INSTALL), *packages], check=False)
    left = [requirement.name for requirement in missing()]
    if left:
        print(f"Not on this machine: {', '.join(left)}. The tests that need them are left out.", file=sys.stderr)


if __name__ == "__main__":
    main()
