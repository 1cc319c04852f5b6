"""The parts of a DOCX around its text, and the ZIP file of them all."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from tests.papers.markup import DECLARATION, ROOT, R
from tests.papers.numbering import numbering_xml

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_ELEMENTS = {"header": "hdr", "footer": "ftr"}


def package(
    body: str,
    styles: str,
    margins: Mapping[str, str],
    *,
    place: str = "header",
    mirrored: bool = False,
    parts: Mapping[str, str] | None = None,
) -> bytes:
    """A DOCX. ``margins``: the inside of each header (or footer, as ``place`` says), by kind. ``parts``: more parts."""
    named = {f"{place}_{kind}": xml for kind, xml in margins.items()}
    contents = {
        "word/document.xml": f"{DECLARATION}<w:document {ROOT}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": f"{DECLARATION}<w:styles {ROOT}>{styles}</w:styles>",
        "word/settings.xml": _settings(mirrored),
        "word/numbering.xml": f"{DECLARATION}<w:numbering {ROOT}>{numbering_xml()}</w:numbering>",
        "word/fontTable.xml": _fonts(),
        "word/theme/theme1.xml": _theme(),
        **{
            f"word/{name}.xml": f"{DECLARATION}<w:{_ELEMENTS[place]} {ROOT}>{xml}</w:{_ELEMENTS[place]}>"
            for name, xml in named.items()
        },
    }
    kinds = dict.fromkeys(named, place)
    contents = {
        "[Content_Types].xml": _content_types(kinds),
        "_rels/.rels": _relationships({"rId1": ("officeDocument", "word/document.xml")}),
        "word/_rels/document.xml.rels": _relationships(
            {
                "styles": ("styles", "styles.xml"),
                "settings": ("settings", "settings.xml"),
                "numbering": ("numbering", "numbering.xml"),
                "fonts": ("fontTable", "fontTable.xml"),
                "theme": ("theme", "theme/theme1.xml"),
                **{name: (kind, f"{name}.xml") for name, kind in kinds.items()},
            }
        ),
        **contents,
        **(parts or {}),
    }
    return zipped(contents)


def zipped(contents: Mapping[str, str | bytes]) -> bytes:
    """A ZIP file, the same bytes each time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 8, 20, 8, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _content_types(kinds: Mapping[str, str]) -> str:
    overrides = {
        "/word/document.xml": f"{_WORD}.document.main+xml",
        "/word/styles.xml": f"{_WORD}.styles+xml",
        "/word/settings.xml": f"{_WORD}.settings+xml",
        "/word/numbering.xml": f"{_WORD}.numbering+xml",
        "/word/fontTable.xml": f"{_WORD}.fontTable+xml",
        "/word/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
        **{f"/word/{name}.xml": f"{_WORD}.{kind}+xml" for name, kind in kinds.items()},
    }
    lines = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides.items())
    return (
        f'{DECLARATION}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{lines}</Types>'
    )


def _relationships(targets: Mapping[str, tuple[str, str]]) -> str:
    lines = "".join(
        f'<Relationship Id="{name}" Type="{R}/{kind}" Target="{target}"/>' for name, (kind, target) in targets.items()
    )
    return f'{DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'


def _settings(mirrored: bool) -> str:
    return (
        f'{DECLARATION}<w:settings {ROOT}><w:zoom w:percent="100"/>{"<w:mirrorMargins/>" if mirrored else ""}'
        '<w:defaultTabStop w:val="720"/><w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        '</w:compat><w:themeFontLang w:val="vi-VN"/></w:settings>'
    )


def _fonts() -> str:
    font = '<w:font w:name="Times New Roman"><w:charset w:val="00"/><w:family w:val="roman"/></w:font>'
    return f"{DECLARATION}<w:fonts {ROOT}>{font}</w:fonts>"


def _theme() -> str:
    colors = {"dk1": "000000", "lt1": "FFFFFF", "dk2": "44546A", "lt2": "E7E6E6", "accent1": "4472C4"}
    colors |= {"accent2": "ED7D31", "accent3": "A5A5A5", "accent4": "FFC000", "accent5": "5B9BD5", "accent6": "70AD47"}
    colors |= {"hlink": "0563C1", "folHlink": "954F72"}
    scheme = "".join(f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>' for name, value in colors.items())
    fonts = "".join(
        f'<a:{kind}><a:latin typeface="{font}"/><a:ea typeface=""/><a:cs typeface=""/></a:{kind}>'
        for kind, font in (("majorFont", "Calibri Light"), ("minorFont", "Calibri"))
    )
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    stroke = f'<a:ln w="6350">{fill}</a:ln>'
    return (
        f'{DECLARATION}<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Office">'
        f'<a:themeElements><a:clrScheme name="Office">{scheme}</a:clrScheme><a:fontScheme name="Office">{fonts}'
        f'</a:fontScheme><a:fmtScheme name="Office"><a:fillStyleLst>{fill * 3}</a:fillStyleLst>'
        f"<a:lnStyleLst>{stroke * 3}</a:lnStyleLst><a:effectStyleLst>{effect * 3}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )
