"""Write service/norm/times_new_roman.toml: how wide each character of the norm's font is.

Measured on Liberation Serif, which has the widths of Times New Roman by design. Run it where that font is installed:
``PYTHONPATH=. python scripts/font_widths.py``.
"""

from __future__ import annotations

import subprocess
from collections import defaultdict
from pathlib import Path

from fontTools.ttLib import TTFont

TARGET = Path(__file__).resolve().parent.parent / "service" / "norm" / "times_new_roman.toml"
STYLES = {"regular": "Regular", "bold": "Bold"}
# Latin and Vietnamese letters, and the punctuation of running text.
CHARACTERS = [
    chr(code)
    for codes in (
        range(0x20, 0x7F),
        range(0xA0, 0x100),
        (0x102, 0x103, 0x110, 0x111, 0x128, 0x129, 0x168, 0x169, 0x1A0, 0x1A1, 0x1AF, 0x1B0),
        range(0x1EA0, 0x1EFA),
        (0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2026),
    )
    for code in codes
]
HEAD = """\
# Advance widths of Times New Roman in units of 1/2048 em: each line is a width and the characters that have it.
# Written by scripts/font_widths.py from Liberation Serif, which has the same widths by design. By them a name is broken
# evenly over lines, and the title is known to be 206.7 pt long at 15 pt bold.
"""


def widths_toml() -> str:
    """The content of the file."""
    parts = [HEAD]
    units = {_font(style)["head"].unitsPerEm for style in STYLES.values()}
    parts.append(f"units_per_em = {units.pop()}\n")
    for name, style in STYLES.items():
        rows = "".join(
            f'{width} = "{_escaped("".join(characters))}"\n' for width, characters in sorted(_by_width(style).items())
        )
        parts.append(f"[{name}]\n{rows}")
    return "\n".join(parts)


def _by_width(style: str) -> dict[int, list[str]]:
    font = _font(style)
    glyphs, metrics = font.getBestCmap(), font["hmtx"]
    rows: defaultdict[int, list[str]] = defaultdict(list)
    for character in CHARACTERS:
        rows[metrics[glyphs[ord(character)]][0]].append(character)
    return rows


def _font(style: str) -> TTFont:
    query = ["fc-match", "--format=%{file}", f"Liberation Serif:style={style}"]
    return TTFont(subprocess.run(query, capture_output=True, text=True, check=True).stdout)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


if __name__ == "__main__":
    TARGET.write_text(widths_toml(), encoding="utf-8")
