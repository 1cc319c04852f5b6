"""What is drawn: the line below the title, and text boxes. In DrawingML with its VML double, or in VML alone."""

from __future__ import annotations

import re
from itertools import count

from tests.papers.markup import emus, points

_numbers = count(1)
_NO_WRAP = "<wp:wrapNone/>"
_BLACK = '<a:ln w="9525"><a:solidFill><a:srgbClr val="000000"/></a:solidFill></a:ln>'


def renumbered(xml: str, first: int = 1) -> str:
    """The shapes of a part counted from ``first``, so that the same paper is the same bytes each time."""
    found: dict[str, int] = {}
    return re.sub(r"§\d+§", lambda match: str(found.setdefault(match.group(), len(found) + first)), xml)


def line(
    kind: str,
    length_mm: float,
    *,
    left_mm: float | None = None,
    down_mm: float = 6.5,
    start: str = "column",
    in_cell: bool = True,
) -> str:
    """A run with a line: ``kind`` is "line", "connector" or "group" (DrawingML), "vml" or "vml_group".

    ``left_mm`` from the left of ``start`` ("column", "margin" or "page"), or None for its middle; ``down_mm`` from the
    top of the paragraph. Laid out in a cell, it counts from the cell whatever ``start`` says.
    """
    number = f"§{next(_numbers)}§"
    if kind == "vml_group":
        return f"<w:r>{_vml_group(number, length_mm, left_mm, down_mm)}</w:r>"
    vml = _vml_line(number, length_mm, left_mm, down_mm, start=start, in_cell=in_cell)
    if kind == "vml":
        return f"<w:r>{vml}</w:r>"
    where = (number, (length_mm, 0), left_mm, down_mm)
    if kind == "group":
        return _both(_anchor(*where, _grouped_line(length_mm), wrap=_NO_WRAP, graphic="Group"), vml, needs="wpg")
    shape = _line_shape({"line": "line", "connector": "straightConnector1"}[kind], emus(length_mm))
    return _both(_anchor(*where, shape, wrap=_NO_WRAP, start=start, in_cell=in_cell), vml)


def _line_shape(shape: str, length: int, left: int = 0) -> str:
    return (
        f'<wps:wsp><wps:cNvCnPr/><wps:spPr>{_place(length, 0, left)}<a:prstGeom prst="{shape}"><a:avLst/></a:prstGeom>'
        f"{_BLACK}</wps:spPr><wps:bodyPr/></wps:wsp>"
    )


def _grouped_line(length_mm: float) -> str:
    """A group with measures of its own: a thousand of them are a centimetre."""
    inside = round(length_mm * 100)
    frame = _place(emus(length_mm), 0).replace(
        "</a:xfrm>", f'<a:chOff x="500" y="0"/><a:chExt cx="{inside}" cy="0"/></a:xfrm>'
    )
    return f"<wpg:wgp><wpg:cNvGrpSpPr/><wpg:grpSpPr>{frame}</wpg:grpSpPr>{_line_shape('line', inside, 500)}</wpg:wgp>"


def picture(width_mm: float = 60, height_mm: float = 30) -> str:
    """A run with a picture in the line of the text, of which the file is lost."""
    number = f"§{next(_numbers)}§"
    name = "http://schemas.openxmlformats.org/drawingml/2006/picture"
    extent = f'cx="{emus(width_mm)}" cy="{emus(height_mm)}"'
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {extent}/>'
        f'<wp:docPr id="{number}" name="Picture {number}"/><a:graphic><a:graphicData uri="{name}">'
        f'<pic:pic xmlns:pic="{name}"><pic:nvPicPr><pic:cNvPr id="0" name="anh.png"/><pic:cNvPicPr/></pic:nvPicPr>'
        "<pic:blipFill><a:blip/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
        f'<pic:spPr>{_place(emus(width_mm), emus(height_mm))}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def text_box(blocks: str, size_mm: tuple[float, float], left_mm: float | None, *, vml_only: bool = False) -> str:
    """A run with a text box without a frame, at the top of its paragraph; the text under it keeps clear.

    ``left_mm`` from the left of the column, or None for the middle between the margins.
    """
    number = f"§{next(_numbers)}§"
    width, height = size_mm
    style = (
        f"position:absolute;margin-left:{points(left_mm or 0)}pt;margin-top:0;width:{points(width)}pt;"
        f"height:{points(height)}pt;z-index:{number};mso-wrap-style:square;visibility:visible"
        + ("" if left_mm is not None else ";mso-position-horizontal:center;mso-position-horizontal-relative:margin")
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
        '<wps:wsp><wps:cNvSpPr txBox="1"/>'
        f'<wps:spPr>{_place(emus(width), emus(height))}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/>'
        f"<a:ln><a:noFill/></a:ln></wps:spPr><wps:txbx><w:txbxContent>{blocks}</w:txbxContent></wps:txbx>"
        '<wps:bodyPr lIns="0" tIns="0" rIns="0" bIns="0"/></wps:wsp>',
        wrap="<wp:wrapTopAndBottom/>",
        start="column" if left_mm is not None else "margin",
    )
    return _both(drawing, vml)


def _vml_line(
    number: str, length_mm: float, left_mm: float | None, down_mm: float, *, start: str, in_cell: bool
) -> str:
    left = points(left_mm if left_mm is not None else 8)
    down = points(down_mm)
    relative = "" if start == "column" else f";mso-position-horizontal-relative:{start}"
    laid_out = "" if in_cell else ' o:allowincell="f"'
    return (
        f'<w:pict><v:line id="line{number}" style="position:absolute;z-index:{number}{relative}" '
        f'from="{left}pt,{down}pt" to="{round(left + points(length_mm), 2)}pt,{down}pt"'
        f"{laid_out}/></w:pict>"
    )


def _vml_group(number: str, length_mm: float, left_mm: float | None, down_mm: float) -> str:
    """A line in a group with measures of its own: a thousand of them are a centimetre."""
    end = 500 + round(length_mm * 100)
    return (
        f'<w:pict><v:group id="group{number}" style="position:absolute;margin-left:{points(left_mm or 8)}pt;'
        f'margin-top:{points(down_mm)}pt;width:{points(length_mm)}pt;height:1pt;z-index:{number}" '
        f'coordorigin="500,0" coordsize="{end - 500},20"><v:line id="line{number}" from="500,0" to="{end},0"/>'
        "</v:group></w:pict>"
    )


def _place(width: int, height: int, left: int = 0) -> str:
    return f'<a:xfrm><a:off x="{left}" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'


def _anchor(
    number: str,
    size_mm: tuple[float, float],
    left_mm: float | None,
    down_mm: float,
    shape: str,
    *,
    wrap: str,
    start: str = "column",
    in_cell: bool = True,
    graphic: str = "Shape",
) -> str:
    across = "<wp:align>center</wp:align>" if left_mm is None else f"<wp:posOffset>{emus(left_mm)}</wp:posOffset>"
    return (
        f'<w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="{number}" '
        'behindDoc="0" locked="0" '
        f'layoutInCell="{int(in_cell)}" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="{start}">{across}</wp:positionH><wp:positionV relativeFrom="paragraph">'
        f"<wp:posOffset>{emus(down_mm)}</wp:posOffset></wp:positionV>"
        f'<wp:extent cx="{emus(size_mm[0])}" cy="{emus(size_mm[1])}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f'{wrap}<wp:docPr id="{number}" name="Shape {number}"/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessing{graphic}">'
        f"{shape}</a:graphicData></a:graphic></wp:anchor></w:drawing>"
    )


def _both(drawing: str, vml: str, *, needs: str = "wps") -> str:
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="{needs}">{drawing}</mc:Choice>'
        f"<mc:Fallback>{vml}</mc:Fallback></mc:AlternateContent></w:r>"
    )
