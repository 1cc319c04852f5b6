"""The data folder and what is made in it: for the user alone that the service runs as, whoever makes it first.

Any command may be that, and the umask is the caller's: so every folder on the way is made 0700 by name. One that was
made beforehand, wider, is closed to others where that is ours to do.
"""

from __future__ import annotations

import logging
import os
import stat
from pathlib import Path

_LOG = logging.getLogger("service.data_folder")
_ALONE = 0o700
_OF_OTHERS = 0o077
_OWN_FOLDERS = frozenset({"batches", "audit", "lost+found"})
_OWN_BEGINNINGS = (".", "before-restore-")


def make_private(folder: Path) -> None:
    """Make ``folder`` and those above it that are not there, each 0700. Raises :class:`OSError`."""
    missing = [folder]
    while not missing[-1].parent.exists():
        missing.append(missing[-1].parent)
    for each in reversed(missing):
        each.mkdir(mode=_ALONE, exist_ok=True)


def see_to_data_folder(root: Path) -> None:
    """Make the data folder, or take from others what rights they have in it; the log tells of that.

    It stays as it is where it is another user's, is shared by everybody (``/tmp``), or has other folders in it (a home,
    or ``/srv``): then ``DATA_DIR`` names what was never meant for the service alone. Raises :class:`OSError` where it
    cannot be made.
    """
    make_private(root)
    if os.name != "posix":
        return
    about = root.stat()
    wide = stat.S_IMODE(about.st_mode)
    if not wide & _OF_OTHERS or about.st_uid != os.geteuid() or wide & stat.S_ISVTX:
        return
    try:
        if _holds_others(root):
            return
        root.chmod(wide & ~_OF_OTHERS)
    except OSError:  # a disk that knows no rights, or is read-only: the doctor tells of it
        return
    _LOG.warning("DATA_DIR was open to others (%04o) and is its owner's alone now", wide)


def _holds_others(root: Path) -> bool:
    """Whether there are folders in it that the service does not make."""
    folders = (each.name for each in root.iterdir() if each.is_dir())
    return any(name not in _OWN_FOLDERS and not name.startswith(_OWN_BEGINNINGS) for name in folders)
