"""What is drawn: the line below the title, and text boxes. In DrawingML with its VML double, or in VML alone."""

from __future__ import annotations

import re
from itertools import count

from tests.papers.markup import emus, points

_numbers = count(1)
_BLACK = '<a:ln w="9525"><a:solidFill><a:srgbClr val="000000"/></a:solidFill></a:ln>'


def renumbered(xml: str) -> str:
    """The shapes of a document counted from 1, so that the same paper is the same bytes each time."""
    found: dict[str, int] = {}
    return re.sub(r"§\d+§", lambda match: str(found.setdefault(match.group(), len(found) + 1)), xml)


def line(kind: str, length_mm: float, *, left_mm: float | None = None, down_mm: float = 6.5) -> str:
    """A run with a line: ``kind`` is "line" or "connector" (DrawingML), or "vml".

    ``left_mm`` from the left of the column, or None for its middle; ``down_mm`` from the top of the paragraph.
    """
    number = f"§{next(_numbers)}§"
    vml = _vml_line(number, length_mm, left_mm, down_mm)
    if kind == "vml":
        return f"<w:r>{vml}</w:r>"
    shape = {"line": "line", "connector": "straightConnector1"}[kind]
    drawing = _anchor(
        number,
        (length_mm, 0),
        left_mm,
        down_mm,
        "<wps:cNvCnPr/>"
        f"<wps:spPr>{_place(length_mm, 0)}"
        f'<a:prstGeom prst="{shape}"><a:avLst/></a:prstGeom>{_BLACK}</wps:spPr><wps:bodyPr/>',
        wrap="<wp:wrapNone/>",
    )
    return _both(drawing, vml)


def text_box(blocks: str, size_mm: tuple[float, float], left_mm: float, *, vml_only: bool = False) -> str:
    """A run with a text box without a frame, at the top of its paragraph; the text under it keeps clear."""
    number = f"§{next(_numbers)}§"
    width, height = size_mm
    style = (
        f"position:absolute;margin-left:{points(left_mm)}pt;margin-top:0;width:{points(width)}pt;"
        f"height:{points(height)}pt;z-index:{number};mso-wrap-style:square;visibility:visible"
    )
    wrap = '<w10:wrap xmlns:w10="urn:schemas-microsoft-com:office:word" type="topAndBottom"/>'
    vml = (
        f'<w:pict><v:shapetype id="_x0000_t{number}" coordsize="21600,21600" o:spt="202" '
        'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"'
        f'/></v:shapetype><v:shape id="box{number}" type="#_x0000_t{number}" style="{style}" stroked="f" filled="f">'
        f'<v:textbox inset="0,0,0,0"><w:txbxContent>{blocks}</w:txbxContent></v:textbox>{wrap}</v:shape></w:pict>'
    )
    if vml_only:
        return f"<w:r>{vml}</w:r>"
    drawing = _anchor(
        number,
        size_mm,
        left_mm,
        0,
        '<wps:cNvSpPr txBox="1"/>'
        f'<wps:spPr>{_place(width, height)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/>'
        f"<a:ln><a:noFill/></a:ln></wps:spPr><wps:txbx><w:txbxContent>{blocks}</w:txbxContent></wps:txbx>"
        '<wps:bodyPr lIns="0" tIns="0" rIns="0" bIns="0"/>',
        wrap="<wp:wrapTopAndBottom/>",
    )
    return _both(drawing, vml)


def _vml_line(number: str, length_mm: float, left_mm: float | None, down_mm: float) -> str:
    start = points(left_mm if left_mm is not None else 8)
    down = points(down_mm)
    return (
        f'<w:pict><v:line id="line{number}" style="position:absolute;z-index:{number}" '
        f'from="{start}pt,{down}pt" to="{round(start + points(length_mm), 2)}pt,{down}pt"/></w:pict>'
    )


def _place(width_mm: float, height_mm: float) -> str:
    return f'<a:xfrm><a:off x="0" y="0"/><a:ext cx="{emus(width_mm)}" cy="{emus(height_mm)}"/></a:xfrm>'


def _anchor(
    number: str, size_mm: tuple[float, float], left_mm: float | None, down_mm: float, shape: str, *, wrap: str
) -> str:
    across = "<wp:align>center</wp:align>" if left_mm is None else f"<wp:posOffset>{emus(left_mm)}</wp:posOffset>"
    return (
        f'<w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="{number}" '
        'behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="column">{across}</wp:positionH><wp:positionV relativeFrom="paragraph">'
        f"<wp:posOffset>{emus(down_mm)}</wp:posOffset></wp:positionV>"
        f'<wp:extent cx="{emus(size_mm[0])}" cy="{emus(size_mm[1])}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f'{wrap}<wp:docPr id="{number}" name="Shape {number}"/><wp:cNvGraphicFramePr/>'
        '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        f"<wps:wsp>{shape}</wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>"
    )


def _both(drawing: str, vml: str) -> str:
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{drawing}</mc:Choice>'
        f"<mc:Fallback>{vml}</mc:Fallback></mc:AlternateContent></w:r>"
    )
