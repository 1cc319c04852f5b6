"""What a schema cannot say about a form: ``common.toml`` for all types, ``<slug>.toml`` for one."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Hints:
    """``fields`` by ``key`` (of the payload itself), ``Definition.key`` or ``*.key`` (of any definition).

    ``long`` names, in the same way, those that hold long texts. ``before`` and ``after`` are the sections common to all
    types, around ``own``, those of the type; each has a ``title``, its ``fields`` and perhaps ``fold``. ``repeat`` says
    how the next paper is begun from this one.
    """

    fields: Mapping[str, Mapping[str, Any]]
    long: frozenset[str]
    before: tuple[Mapping[str, Any], ...]
    own: tuple[Mapping[str, Any], ...]
    after: tuple[Mapping[str, Any], ...]
    repeat: Mapping[str, Any]

    def of(self, owner: str, key: str) -> Mapping[str, Any]:
        """The hints for ``key`` of the definition ``owner``, ``""`` for the payload itself."""
        found: dict[str, Any] = {}
        for name in (f"*.{key}", f"{owner}.{key}") if owner else (key,):
            found |= {"long": True} if name in self.long else {}
            found |= self.fields.get(name, {})
        return found


def hints_for(slug: str) -> Hints:
    """The hints for a type; one without a file of its own has those that are common to all."""
    common, own = _read("common"), _read(slug)
    return Hints(
        fields={**common.get("fields", {}), **own.get("fields", {})},
        long=frozenset((*common.get("long", ()), *own.get("long", ()))),
        before=tuple(common.get("before", ())),
        own=tuple(own.get("sections", ())),
        after=tuple(common.get("after", ())),
        repeat=own.get("repeat", {}),
    )


def _read(name: str) -> dict[str, Any]:
    file = _FOLDER / f"{name}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
