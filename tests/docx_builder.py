"""Small DOCX templates written in Python, so that a test of rendering is read without opening Word.

``make_docx(paragraph("Số {{ number }}") + table(row(cell("{{ name }}"), cell("x"))))``
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_CORE_RELATIONSHIP = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_ROOT = f'xmlns:w="{W}" xmlns:r="{R}" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def run(text: str, properties: str = "") -> str:
    """A run; ``properties`` is the inside of its ``w:rPr``."""
    inside = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{inside}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(*texts: str, properties: str = "") -> str:
    """A paragraph of plain texts, or of runs and other XML when they start with ``<w:``."""
    inside = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{inside}{''.join(text if text.startswith('<w:') else run(text) for text in texts)}</w:p>"


def cell(*texts: str, span: int = 1) -> str:
    """A table cell with a paragraph for each text; XML is taken as it is."""
    grid_span = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    blocks = "".join(text if text.startswith("<w:") else paragraph(text) for text in texts)
    return f'<w:tc><w:tcPr><w:tcW w:w="{span * 1000}" w:type="dxa"/>{grid_span}</w:tcPr>{blocks}</w:tc>'


def row(*cells: str) -> str:
    """A table row; plain texts become cells."""
    return f"<w:tr>{''.join(text if text.startswith('<w:') else cell(text) for text in cells)}</w:tr>"


def table(*rows: str, columns: int = 2) -> str:
    """A table with a grid of so many columns; plain texts become rows of one cell across, as for ``{%tr … %}``."""
    grid = '<w:gridCol w:w="1000"/>' * columns
    inside = "".join(text if text.startswith("<w:") else row(cell(text, span=columns)) for text in rows)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{inside}</w:tbl>"


def make_docx(
    body: str,
    *,
    header: str | None = None,
    footer: str | None = None,
    footnotes: str | None = None,
    core: str | None = "",
    parts: Mapping[str, bytes] | None = None,
    relationships: str = "",
) -> bytes:
    """A DOCX with this body; ``core`` is the inside of the core properties (None: no such part).

    ``parts`` adds or replaces parts; ``relationships`` adds to those of the document.
    """
    kinds = {"header": header, "footer": footer, "footnotes": footnotes}
    extra = {kind: xml for kind, xml in kinds.items() if xml is not None}
    contents: dict[str, str | bytes] = {
        "[Content_Types].xml": _content_types(extra, core is not None),
        "_rels/.rels": _package_relationships(core is not None),
        "word/document.xml": f"{DECLARATION}<w:document {_ROOT}><w:body>{body}{_section(extra)}</w:body></w:document>",
        "word/_rels/document.xml.rels": _document_relationships(extra, relationships),
        "word/styles.xml": f"{DECLARATION}<w:styles {_ROOT}><w:docDefaults/></w:styles>",
    }
    elements = {"header": "hdr", "footer": "ftr", "footnotes": "footnotes"}
    for kind, xml in extra.items():
        contents[f"word/{kind}1.xml"] = f"{DECLARATION}<w:{elements[kind]} {_ROOT}>{xml}</w:{elements[kind]}>"
    if core is not None:
        contents["docProps/core.xml"] = _core(core)
    return zip_parts({**contents, **(parts or {})})


def zip_parts(contents: Mapping[str, str | bytes]) -> bytes:
    """A ZIP file of these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def read_part(docx: bytes, name: str = "word/document.xml") -> str:
    """The text of a part."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return archive.read(name).decode()


def texts(docx: bytes, name: str = "word/document.xml") -> list[str]:
    """What a reader sees in a part: one line for each paragraph."""
    from lxml import etree

    root = etree.fromstring(read_part(docx, name).encode())
    return [_paragraph_text(element) for element in root.iter(f"{{{W}}}p")]


def _paragraph_text(element: object) -> str:
    shown = {f"{{{W}}}br": "\n", f"{{{W}}}tab": "\t"}
    return "".join(
        shown.get(part.tag) or (part.text or "" if part.tag == f"{{{W}}}t" else "")
        for part in element.iter()  # type: ignore[attr-defined]
    )


def _content_types(extra: Mapping[str, str], with_core: bool) -> str:
    kinds = {"document": "document.main", "styles": "styles", **{f"{kind}1": kind for kind in extra}}
    overrides = {f"/word/{name}.xml": f"{_WORD_TYPE}.{kind}+xml" for name, kind in kinds.items()}
    if with_core:
        overrides["/docProps/core.xml"] = "application/vnd.openxmlformats-package.core-properties+xml"
    lines = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides.items())
    return (
        f'{DECLARATION}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        f"{lines}</Types>"
    )


def _package_relationships(with_core: bool) -> str:
    core = f'<Relationship Id="rId2" Type="{_CORE_RELATIONSHIP}" Target="docProps/core.xml"/>' if with_core else ""
    return (
        f'{DECLARATION}<Relationships xmlns="{_RELATIONSHIPS}">'
        f'<Relationship Id="rId1" Type="{R}/officeDocument" Target="word/document.xml"/>{core}</Relationships>'
    )


def _document_relationships(extra: Mapping[str, str], relationships: str) -> str:
    lines = "".join(f'<Relationship Id="{kind}1" Type="{R}/{kind}" Target="{kind}1.xml"/>' for kind in extra)
    styles = f'<Relationship Id="styles1" Type="{R}/styles" Target="styles.xml"/>'
    return f'{DECLARATION}<Relationships xmlns="{_RELATIONSHIPS}">{styles}{lines}{relationships}</Relationships>'


def _section(extra: Mapping[str, str]) -> str:
    references = "".join(
        f'<w:{kind}Reference w:type="default" r:id="{kind}1"/>' for kind in ("header", "footer") if kind in extra
    )
    return f'<w:sectPr>{references}<w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'


def _core(inside: str) -> str:
    return (
        f"{DECLARATION}<cp:coreProperties "
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{inside}</cp:coreProperties>'
    )


def split_runs(xml: str) -> str:
    """Every character of every text in a run of its own, as Word does to text that was edited often."""
    return re.sub(
        r'<w:r><w:t xml:space="preserve">([^<]*)</w:t></w:r>',
        lambda match: "".join(
            f'<w:r><w:t xml:space="preserve">{character}</w:t></w:r>'
            for character in re.findall(r"&[a-z]+;|.", match.group(1), re.DOTALL)
        ),
        xml,
    )
