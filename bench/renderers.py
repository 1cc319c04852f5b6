"""What is compared: ours, docxtpl as everybody uses it, and the floor that no renderer on this path can go below."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Mapping

from docxtpl import DocxTemplate
from isal.isal_zlib import compress, crc32

from bench.cases import Case

Render = Callable[[], bytes]


def ours(case: Case) -> Render:
    """The compiled template filled with the context."""
    return lambda: case.template.render(case.context)


def docxtpl(case: Case) -> Render:
    """A template opened from its path, rendered with autoescape, saved to memory."""

    def render() -> bytes:
        template = DocxTemplate(case.template_file)
        template.render(case.context, autoescape=True)
        saved = io.BytesIO()
        template.save(saved)
        return saved.getvalue()

    return render


def floor(case: Case) -> Render:
    """Checksum, deflate (isal, level 1) and ZIP records of the finished XML; static parts copied in one piece.

    Nothing is rendered: what is left is the least that a DOCX with this content takes, written without generality.
    """
    with zipfile.ZipFile(io.BytesIO(case.template.render(case.context))) as package:
        entries = package.infolist()
        with zipfile.ZipFile(case.template_file) as template:
            unchanged = {name for name in template.namelist() if template.read(name) == package.read(name)}
        static = _zip_of({entry.filename: package.read(entry) for entry in entries if entry.filename in unchanged})
        rendered = [
            (entry.filename.encode(), package.read(entry)) for entry in entries if entry.filename not in unchanged
        ]
    return lambda: _write(*static, rendered)


def _zip_of(parts: Mapping[str, bytes]) -> tuple[bytes, bytes, int]:
    """Local records, central directory and number of entries of ``parts``, deflated once."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    content = packed.getvalue()
    count, size, start = struct.unpack("<H2I", content[-12:-2])
    return content[:start], content[start : start + size], count


def _write(static: bytes, directory: bytes, count: int, rendered: list[tuple[bytes, bytes]]) -> bytes:
    records, headers, offset = [static], [directory], len(static)
    for name, xml in rendered:
        packed = compress(xml, 1, -15)
        sizes = crc32(xml), len(packed), len(xml), len(name), 0
        record = struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, 8, 0, 33, *sizes) + name
        headers.append(struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 8, 0, 33, *sizes, 0, 0, 0, 0, offset) + name)
        records += (record, packed)
        offset += len(record) + len(packed)
    central = b"".join(headers)
    count += len(rendered)
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count, count, len(central), offset, 0)
    return b"".join((*records, central, end))
