"""The preview: what it marks is what the checker means, and nothing in a file can do anything."""

from __future__ import annotations

import base64
import http.client
import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from service.bootstrap import build_pipeline, sample
from service.config import Settings
from service.conformance import paragraph_positions
from service.conformance.reading import read_paper
from service.documents import discover_types
from service.package import read_package
from tests.docx_builder import R, cell, make_docx, paragraph, row, run, table
from tests.papers import KINDS, paper
from tests.trying import TYPES_THAT_DIFFER_MOST, others_long

SHOW = """async ({ bytes, marks }) => {
    const { showPreview } = await import("/static/clerks/preview.js");
    const content = Uint8Array.from(atob(bytes), (each) => each.charCodeAt(0)).buffer;
    const container = document.getElementById("result");
    window.chosen = [];
    const told = { label: "Nhãn", failed: "Hỏng", marks, onMark: (position) => window.chosen.push(position) };
    window.preview = showPreview(container, content, told);
    return await window.preview.shown;
}"""


@pytest.fixture
def show(page) -> Callable:
    """Shows a DOCX with marks at these positions; gives what the frame answered and the frame."""
    page.goto("/kiem-tra")

    def show(docx: bytes, positions=()):
        marks = [{"position": position, "label": str(position), "title": f"dấu {position}"} for position in positions]
        answer = page.evaluate(SHOW, {"bytes": base64.b64encode(docx).decode(), "marks": marks})
        return answer, page.frames[-1]

    return show


def merged_and_hidden() -> bytes:
    """Paragraphs that a report does not number stand between those that it does."""
    merged = "<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>"
    start = f'<w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>{paragraph("hai dòng")}</w:tc>'
    deleted = f'<w:tr><w:trPr><w:del w:id="1" w:author="a"/></w:trPr>{cell("bị xóa")}</w:tr>'
    control = f"<w:sdt><w:sdtContent>{paragraph('trong ô điều khiển')}</w:sdtContent></w:sdt>"
    inner = table(row("bảng trong", "bảng"))
    return make_docx(
        paragraph("đầu")
        + table(f"<w:tr>{start}{cell('a')}</w:tr>", f"<w:tr>{merged}{cell('b')}</w:tr>", deleted, row("c", "d"))
        + control
        + table(f"<w:tr>{cell('x', inner, '<w:p/>')}{cell('y')}</w:tr>")
        + paragraph("cuối")
    )


def samples() -> dict[str, Callable[[], bytes]]:
    pipeline = build_pipeline(Settings())
    made = {slug: lambda t=t: pipeline.produce(t.slug, sample(t)).content for slug, t in discover_types().items()}
    shapes = ("text_boxes", "vml_boxes", "tabs")
    made |= {kind: lambda kind=kind: paper(kind).docx() for kind in KINDS}
    made |= {shape: lambda shape=shape: paper("decision", letterhead=shape).docx() for shape in shapes}
    return made | {"merged and hidden": merged_and_hidden}


def bare(text: str) -> str:
    """Letters and digits, however the browser shows blanks and capitals."""
    return re.sub(r"\W", "", text).casefold()


PAPERS = samples()


@pytest.mark.parametrize("name", others_long(PAPERS, *TYPES_THAT_DIFFER_MOST))
def test_a_mark_stands_at_the_paragraph_that_the_report_numbers(show, name):
    docx = PAPERS[name]()
    texts = {
        each.number: each.text for each in read_paper(read_package(docx, embedded="kept")).paragraphs if each.number
    }
    positions = paragraph_positions(docx)
    answer, frame = show(docx, positions.values())
    drawn = frame.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll(".marked")].map((each) => {
            const copy = each.cloneNode(true);
            copy.querySelectorAll("button, p").forEach((inner) => inner.remove()); // text boxes are drawn within
            return [each.dataset.position, copy.textContent];
        }))"""
    )

    assert {number: bare(drawn[str(position)]) for number, position in positions.items()} == {
        number: bare(text) for number, text in texts.items()
    }
    assert answer["marked"] == sorted(positions.values())


def test_what_the_paper_has_not_is_not_marked(show):
    answer, _ = show(make_docx(paragraph("a")), [0, 7])

    assert answer["marked"] == [0]


def test_a_mark_can_be_chosen_from_either_side(show, page):
    _, frame = show(make_docx("".join(paragraph(str(n)) for n in range(200))), [3, 190])
    page.evaluate("preview.scrollToMark(190)")
    expect(page.frame_locator("iframe").locator(".chosen")).to_be_in_viewport()
    frame.get_by_label("dấu 190").click()

    assert page.evaluate("chosen") == [190]


def test_the_paper_is_as_wide_as_its_frame_and_no_wider(show, page):
    _, frame = show(paper("report").docx())
    for width in (1366, 390):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_timeout(100)
        assert frame.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        assert frame.evaluate("document.querySelector('section.docx').getBoundingClientRect().width") > width / 3.5


def test_pages_are_reckoned_where_the_file_has_no_breaks(show):
    answer, _ = show(make_docx("".join(paragraph("chữ") for _ in range(150))))

    assert 3 <= answer["pages"] <= 4


@pytest.mark.long
def test_another_paper_takes_the_place_of_the_first_in_the_same_frame(show, page):
    show(make_docx(paragraph("một")))
    show(make_docx(paragraph("hai")))
    show(make_docx(paragraph("ba")))

    assert page.locator("iframe").count() == 1
    assert page.frames[-1].locator("section.docx").inner_text() == "ba"


def test_what_cannot_be_drawn_is_told_and_the_next_paper_is_drawn(show, page):
    answer, _ = show(b"no docx")

    assert answer is None
    expect(page.get_by_text("Hỏng")).to_be_visible()
    assert show(make_docx(paragraph("a")))[0]["pages"] == 1
    expect(page.get_by_text("Hỏng")).to_be_hidden()


def hostile() -> bytes:
    """Script wherever a DOCX may hold a text, and addresses wherever it may hold one."""
    attack = "top.hacked = parent.hacked = hacked = true"
    markup = f"<img src=x onerror='{attack}'><script>{attack}</script>"
    links = "".join(
        f'<Relationship Id="{name}" Type="{R}/{kind}" TargetMode="External" Target="{target}"/>'
        for name, kind, target in [
            ("script", "hyperlink", f"javascript:{attack}"),
            ("away", "hyperlink", "http://elsewhere.example/"),
            ("picture", "image", "http://elsewhere.example/a.png"),
        ]
    )
    links += f'<Relationship Id="chunk" Type="{R}/aFChunk" Target="chunk.html"/>'
    drawing = (
        "<w:r><w:drawing><wp:inline><wp:extent cx='9' cy='9'/>"
        '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData>'
        '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill>'
        '<a:blip r:link="picture" r:embed="picture"/></pic:blipFill><pic:spPr/></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
    body = (
        paragraph(markup, run("font", '<w:rFonts w:ascii="x; } body { background: url(//elsewhere.example/f) } a {"/>'))
        + paragraph(f'<w:hyperlink r:id="script">{run("mã độc")}</w:hyperlink>')
        + paragraph(f'<w:hyperlink r:id="away">{run("nơi khác")}</w:hyperlink>')
        + paragraph(drawing)
        + '<w:altChunk r:id="chunk"/>'
    )
    parts = {"word/chunk.html": f"<body>{markup}</body>".encode()}
    return make_docx(body, relationships=links, parts=parts)


def test_a_hostile_file_does_nothing(show, page, address):
    answer, frame = show(hostile(), [0])
    frame.get_by_text("mã độc").click()
    frame.get_by_text("nơi khác").click()
    page.wait_for_timeout(300)

    assert answer["marked"] == [0]
    assert page.evaluate("window.hacked") is None
    assert frame.evaluate("window.hacked") is None
    assert frame.url == f"{address}/xem-truoc"
    assert frame.locator("#paper :is(iframe, script, a[href], img)").count() == 0


HIDE = ".mark, .marked { display: none !important }"


@pytest.mark.long
@pytest.mark.parametrize(
    "style",
    [
        f'<w:style w:type="paragraph" w:styleId="a {{}} {HIDE} b"/>',
        f'<w:style w:type="paragraph" w:styleId="s"><w:rPr><w:rFonts w:ascii="x; }} {HIDE} b {{"/></w:rPr></w:style>',
        f'<w:style w:type="paragraph" w:styleId="s"><w:rPr><w:color w:val="red; }} {HIDE} b {{"/></w:rPr></w:style>',
        f'<w:style w:type="paragraph" w:styleId="s"><w:pPr><w:jc w:val="&#125; {HIDE} b &#123;"/></w:pPr></w:style>',
    ],
    ids=["id", "font", "colour", "references"],
)
def test_no_name_or_value_of_a_file_becomes_a_rule_of_the_style_sheet(show, style):
    styles = f'<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{style}</w:styles>'
    answer, frame = show(make_docx(paragraph("một"), parts={"word/styles.xml": styles.encode()}), [0])

    assert answer["marked"] == [0]
    assert frame.locator(".mark").is_visible()


def test_a_mark_has_the_colour_of_what_was_found(show, page):
    show(make_docx("".join(paragraph(str(number)) for number in range(3))))
    frame = page.frames[-1]
    colours = frame.evaluate(
        """() => ["error", "warning", "info"].map((severity) => {
            const place = document.querySelector("section.docx p");
            place.className = "marked";
            place.dataset.severity = severity;
            place.innerHTML = "<button class=mark>1</button>";
            return getComputedStyle(place.firstChild).backgroundColor;
        })"""
    )

    assert len(set(colours)) == 3


def test_the_frame_can_reach_nothing_even_if_a_script_ran_in_it(page, show, address):
    """The second line: what the browser itself forbids to the frame."""
    _, frame = show(make_docx(paragraph("a")))

    assert frame.evaluate("self.origin") == "null"
    with pytest.raises(Exception, match=r"cross-origin|Blocked a frame|SecurityError"):
        frame.evaluate("parent.document.title")
    with pytest.raises(Exception, match=r"SecurityError|sandbox"):
        frame.evaluate("document.cookie")


def headers_of(address: str, path: str):
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
    connection.request("GET", path)
    return connection.getresponse().headers


def test_the_policy_of_the_frame_lets_nothing_out_and_only_us_around_it(address):
    policy = headers_of(address, "/xem-truoc")["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "connect-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'self'" in policy
    assert "unsafe-inline" not in headers_of(address, "/kiem-tra")["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("path", "policy"), [("/static/preview/frame.js", "cross-origin"), ("/static/clerks/check.js", "same-origin")]
)
def test_only_the_files_of_the_frame_may_be_loaded_by_its_opaque_origin(address, path, policy):
    assert headers_of(address, path).get_all("Cross-Origin-Resource-Policy") == [policy]
