"""The title "Đảng Cộng sản Việt Nam" and the line below it (mục 1.1; ô 1)."""

from __future__ import annotations

from collections.abc import Iterator

from service.conformance.components.wording import composed
from service.conformance.paper import DrawnLine, Line, to_mm
from service.conformance.reading.names import local_name
from service.conformance.remedies import SetCharacters
from service.conformance.rules.registry import Examined, Fault, rule
from service.errors import Message
from service.norm.measuring import text_width_pt
from service.norm.printing import vietnamese

_SHORTEST_RULE = 36.0  # what is shorter than half an inch is an ornament, no line below a title


@rule("title.missing", "error", "title", "Có tiêu đề “{norm.title.text}”", "The title “{norm.title.text}” is there")
def title_missing(examined: Examined) -> Iterator[Fault]:
    """No line says it."""
    if examined.found.letterhead.title is None:
        text = examined.edition.title.text
        yield Fault(
            None,
            Message("không thấy tiêu đề", "no title"),
            Message(text, text),
            Message(f"Gõ “{text}” ở dòng đầu, bên phải trang 1.", f"Type “{text}” on the first line, right block."),
        )


@rule("title.text", "error", "title", "Tiêu đề viết đúng “{norm.title.text}”, chữ in hoa",
      "The title reads “{norm.title.text}”", concern="text")  # fmt: skip
def title_text(examined: Examined) -> Iterator[Fault]:
    """Letter by letter, in capitals."""
    title, wanted = examined.found.letterhead.title, examined.edition.title.text
    if title is not None and composed(title.text) != wanted:
        yield Fault(
            title,
            Message(f"“{title.text}”", f"“{title.text}”"),
            Message(f"“{wanted}”", f"“{wanted}”"),
            Message(f"Gõ lại: {wanted}", f"Type: {wanted}"),
        )


@rule("title.position", "error", "title", "Tiêu đề ở dòng đầu, bên phải trang 1",
      "The title stands on the first line, on the right of page 1")  # fmt: skip
def title_position(examined: Examined) -> Iterator[Fault]:
    """Nothing above it on its side, and the names to its left."""
    title = examined.found.letterhead.title
    if title is None:
        return
    head = examined.found.letterhead
    beside = (*head.issuer, *head.superior, head.draft_mark, *head.others)
    starts = min((line.order for line in (*head.issuer, *head.superior)), default=0)
    above = [
        line
        for line in examined.paper.lines
        if starts <= line.order < title.order and line.side != "left" and line not in beside
    ]
    if title.side != "right":
        found = Message("không ở bên phải", "not on the right")
    elif above:
        found = Message(f"dưới dòng “{above[0].text[:40]}”", f"below “{above[0].text[:40]}”")
    else:
        return
    yield Fault(
        title,
        found,
        Message("dòng đầu, bên phải trang 1", "first line, right block of page 1"),
        Message("Lập bảng hai cột không kẻ viền: tên cơ quan ở cột trái, tiêu đề ở dòng đầu cột phải.",
                "Use a table of two columns without borders: names left, title on the first line right."),
    )  # fmt: skip


def rules_below_title(examined: Examined) -> list[DrawnLine]:
    """Lines drawn in the half of the letterhead where the title stands."""
    head = examined.found.letterhead
    sides = (head.title_side, "full")
    return [
        drawn
        for drawn in examined.paper.drawn_lines
        if drawn.side in sides and drawn.length >= _SHORTEST_RULE and drawn.order < head.region_ends + _anchored(drawn)
    ]


def _anchored(drawn: DrawnLine) -> bool:
    """A shape may be anchored in the paragraph below the letterhead and stand higher; a border may not."""
    return local_name(drawn.element) not in ("p", "tc")


@rule("title.rule-missing", "error", "title", "Dưới tiêu đề có đường kẻ (nét vẽ, không gạch chân chữ)",
      "A drawn line below the title, not an underlined font")  # fmt: skip
def title_rule_missing(examined: Examined) -> Iterator[Fault]:
    """A shape or a border, in whatever way it was drawn."""
    title = examined.found.letterhead.title
    if title is None:
        return
    underlined = [span for span in title.visible if span.format.underline]
    if underlined or not rules_below_title(examined):
        yield Fault(
            title,
            Message("gạch chân bằng phông chữ", "an underlined font")
            if underlined
            else Message("không có đường kẻ", "no line"),
            Message("một đường kẻ dài bằng tiêu đề", "a drawn line as long as the title"),
            Message("Bỏ gạch chân (Ctrl+U); vẽ một đường kẻ (Insert → Shapes → Line) dài bằng tiêu đề, sát phía dưới.",
                    "No underline; draw a line (Insert → Shapes → Line) as long as the title, right below it."),
            (SetCharacters(tuple(underlined), underline=False),) if underlined and rules_below_title(examined) else (),
        )  # fmt: skip


@rule("title.rule-length", "warning", "title", "Đường kẻ dài bằng tiêu đề (± {norm.title.rule_tolerance:.0%})",
      "The line is as long as the title (± {norm.title.rule_tolerance:.0%})")  # fmt: skip
def title_rule_length(examined: Examined) -> Iterator[Fault]:
    """As long as the title is, or as it will be once it is set by the norm."""
    title = examined.found.letterhead.title
    drawn = rules_below_title(examined)
    if title is None or not drawn:
        return
    norm = examined.edition.title
    wanted = norm.rule_length_pt
    nearest = min(drawn, key=lambda each: abs(each.length - wanted))
    if all(abs(nearest.length - right) > norm.rule_tolerance * right for right in (wanted, _width(title))):
        given_mm, wanted_mm = to_mm(nearest.length), to_mm(wanted)
        yield Fault(
            title,
            Message(f"đường kẻ dài {vietnamese(given_mm)} mm", f"a line of {given_mm:.1f} mm"),
            Message(f"{vietnamese(wanted_mm)} mm, bằng tiêu đề", f"{wanted_mm:.1f} mm, as the title"),
            Message(
                f"Kéo đường kẻ dài đúng {vietnamese(wanted_mm / 10, 2)} cm.",
                f"Make the line {wanted_mm / 10:.2f} cm long.",
            ),
        )


def _width(title: Line) -> float:
    size = max(span.format.size for span in title.visible)
    return text_width_pt(composed(title.text), size, "bold" if title.bold else "regular")


@rule("title.motto", "error", "title", "Không ghi quốc hiệu và “Độc lập - Tự do - Hạnh phúc”",
      "No name of the state, no motto", concern="text")  # fmt: skip
def title_motto(examined: Examined) -> Iterator[Fault]:
    """Papers of the Party carry neither."""
    for line in examined.found.letterhead.mottos:
        yield Fault(
            line,
            Message("quốc hiệu hoặc tiêu ngữ", "the name of the state or its motto"),
            Message("không có", "none"),
            Message("Xóa dòng này.", "Delete this line."),
        )
