"""Write what is generated from authored files: DOCX templates, schemas, seasons, golden dumps, reference pages.

``generate.py [templates|schemas|seasons|golden|reference …]``; without a word, all of them in this order.
``generate.py --check`` writes nothing and exits 1 naming every file that is not fresh.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from service.documents import discover_types  # noqa: E402
from templates.source.page import package_bytes  # noqa: E402


def templates() -> dict[Path, bytes]:
    """Every DOCX template, built by its file in templates/source."""
    built: dict[Path, bytes] = {}
    for slug in discover_types():
        source = ROOT / "templates" / "source" / f"{slug}.py"
        spec = importlib.util.spec_from_file_location(slug.replace("-", "_"), source)
        assert spec and spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        for name, paper in module.build().items():
            built[ROOT / "templates" / "docx" / f"{name}.docx"] = package_bytes(paper)
    return built


def schemas() -> dict[Path, bytes]:
    """Every JSON Schema."""
    from service.documents import json_schema

    return {
        ROOT / "schemas" / f"{slug}.schema.json": _json(json_schema(document_type))
        for slug, document_type in discover_types().items()
    }


def seasons() -> dict[Path, bytes]:
    """The batches of samples/seasons."""
    from scripts.season import as_json_lines, as_workbook, bien_hoa, xuan_loc

    folder = ROOT / "samples" / "seasons"
    return {
        folder / "bien-hoa-2019.xlsx": as_workbook(bien_hoa()),
        folder / "xuan-loc-2019.jsonl": as_json_lines(xuan_loc()),
    }


def golden() -> dict[Path, bytes]:
    """A readable dump of every sample and case as rendered."""
    from tests.dump import golden_dumps

    return {ROOT / "tests" / "golden" / name: text.encode() for name, text in golden_dumps().items()}


def reference() -> dict[Path, bytes]:
    """The pages of docs/reference."""
    from scripts.reference_pages import pages

    return {ROOT / "docs" / "reference" / name: text.encode() for name, text in pages().items()}


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


STEPS: dict[str, Callable[[], dict[Path, bytes]]] = {
    "templates": templates,
    "schemas": schemas,
    "seasons": seasons,
    "golden": golden,
    "reference": reference,
}


def main(arguments: list[str]) -> int:
    """Run the steps asked for; 1 where ``--check`` finds a stale file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("steps", nargs="*", choices=[*STEPS, []], default=[])
    parser.add_argument("--check", action="store_true")
    chosen = parser.parse_args(arguments)
    stale: list[Path] = []
    for step in chosen.steps or STEPS:
        for path, content in STEPS[step]().items():
            if path.is_file() and path.read_bytes() == content:
                continue
            stale.append(path)
            if not chosen.check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
    for path in stale:
        print(("stale: " if chosen.check else "wrote ") + path.relative_to(ROOT).as_posix())
    return 1 if chosen.check and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
