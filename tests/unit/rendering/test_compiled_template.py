"""A compiled template: the same data give the same bytes, to any number of threads, and faults betray no data."""

from __future__ import annotations

import hashlib
import io
import random
import resource
import traceback
import zipfile
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum

import pytest
from markupsafe import Markup

from service.errors import RenderFault, TemplateFault
from service.rendering import compile_template
from tests.docx_builder import R, W, make_docx, paragraph, read_part, row, table, texts

SECRET = "Bí mật 123"
DOCX = make_docx(
    paragraph("Số {{ number }}: {{ chair.name }}")
    + table(
        row("STT", "Họ tên"), "{%tr for m in members %}", row("{{ loop.index }}", "{{ m.name }}"), "{%tr endfor %}"
    ),
    header=paragraph("{{ number }}"),
    core="<dc:title>{{ title }}</dc:title>",
)


def data(**changes: object) -> dict[str, object]:
    return {
        "number": "05-QĐ/ĐU",
        "title": "Quyết định",
        "chair": {"name": "Nguyễn Văn Ước"},
        "members": [{"name": "Trần Thị Bé"}, {"name": "Lê Văn C"}],
        **changes,
    }


@pytest.fixture(scope="module")
def template():
    return compile_template(DOCX, "giấy")


def test_it_knows_its_name_and_the_hash_of_what_it_was_made_from(template):
    assert (template.name, template.content_hash) == ("giấy", hashlib.sha256(DOCX).hexdigest())


def test_the_document_holds_the_data(template):
    docx = template.render(data())

    assert texts(docx) == ["Số 05-QĐ/ĐU: Nguyễn Văn Ước", "STT", "Họ tên", "1", "Trần Thị Bé", "2", "Lê Văn C"]
    assert texts(docx, "word/header1.xml") == ["05-QĐ/ĐU"]
    assert "<dc:title>Quyết định</dc:title>" in read_part(docx, "docProps/core.xml")


def test_names_of_the_data_are_free():
    """No name collides with a parameter of the engine."""
    names = ("self", "name", "template_name", "context", "cls")
    body = "".join(paragraph(f"{{{{ d.{name} }}}}") for name in names) + paragraph("{{ name }} {{ context }}")

    given = dict.fromkeys(names, "x") | {"d": dict.fromkeys(names, "y")}

    assert texts(compile_template(make_docx(body), "giấy").render(given)) == ["y"] * 5 + ["x x"]


class TestSameBytes:
    def test_for_the_same_data(self, template):
        assert template.render(data()) == template.render(data())

    def test_from_templates_compiled_apart(self, template):
        assert compile_template(DOCX, "giấy").render(data()) == template.render(data())

    def test_whatever_the_order_of_the_data(self, template):
        assert template.render(dict(reversed(data().items()))) == template.render(data())

    def test_for_one_timestamp_and_others_for_another(self):
        def render(timestamp: int) -> bytes:
            return compile_template(DOCX, "giấy", timestamp=timestamp).render(data())

        assert render(1_700_000_000) == render(1_700_000_000) != render(1_800_000_000)

    def test_and_the_data_are_not_changed(self, template):
        given = data()
        template.render(given)

        assert given == data()


def test_nothing_of_a_template_can_be_set(template):
    for name in ("name", "usages", "anything"):
        with pytest.raises((AttributeError, TypeError)):
            setattr(template, name, "x")


def test_eight_threads_share_one_template_and_never_each_others_data(template):
    def render(number: int) -> list[str]:
        name = f"người {number} ắ"
        return texts(template.render(data(number=str(number), chair={"name": name}, members=[{"name": name}] * 5)))

    with ThreadPoolExecutor(8) as threads:
        documents = list(threads.map(render, range(8 * 200)))

    for number, document in enumerate(documents):
        name = f"người {number} ắ"
        assert [line for line in document if "người" in line] == [f"Số {number}: {name}"] + [name] * 5


@pytest.mark.long
def test_memory_stays_flat_over_ten_thousand_documents(template):
    def peak() -> int:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    for number in range(1_000):
        template.render(data(number=str(number)))
    before = peak()
    for number in range(10_000):
        template.render(data(number=f"{number} {SECRET * 20}"))
    growth_in_kib = peak() - before

    assert growth_in_kib < 2_048


class TestRefusedData:
    @pytest.mark.parametrize("code", [0x00, 0x07, 0x0B, 0x0C, 0x0D, 0x1F, 0xD800, 0xDFFF, 0xFFFE, 0xFFFF])
    @pytest.mark.parametrize(
        ("path", "change"),
        [
            ("number", lambda text: {"number": text}),
            ("chair.name", lambda text: {"chair": {"name": text}}),
            ("members[1].name", lambda text: {"members": [{"name": "a"}, {"name": text}]}),
            ("unused[0][0]", lambda text: {"unused": [[text]]}),
        ],
    )
    def test_a_character_that_no_document_can_hold(self, template, code, path, change):
        with pytest.raises(RenderFault) as caught:
            template.render(data(**change(f"{SECRET}{chr(code)}ắ")))

        assert str(caught.value) == f"giấy: “{path}” holds U+{code:04X}, which no document can hold"

    @pytest.mark.parametrize(
        "character",
        [
            "\t",
            "\n",
            "\x20",
            "\x7f",
            "\x85",
            "\xa0",
            "\u2028",
            "\ud7ff",
            "\ue000",
            "\ufffd",
            "\U0001f600",
            "\U0010ffff",
        ],
    )
    def test_any_other_character_is_kept(self, template, character):
        assert texts(template.render(data(chair={"name": f"a{character}b"})))[0] == f"Số 05-QĐ/ĐU: a{character}b"

    @pytest.mark.parametrize(
        "value",
        [
            None,
            1.5,
            b"x",
            ("a",),
            {"a"},
            object(),
            Markup("<b>x</b>"),
            StrEnum("E", ["a"]).a,
            type("D", (dict,), {})(),
            len,
        ],
    )
    def test_anything_but_plain_data(self, template, value):
        with pytest.raises(RenderFault, match=r"is of type .*; only str, int, bool, list and dict are printed"):
            template.render(data(number=value))
        with pytest.raises(RenderFault, match=r"“members\[1\]” is of type"):
            template.render(data(members=[{"name": "a"}, value]))

    @pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 10**40])
    def test_a_number_that_would_not_be_printed_exactly(self, template, number):
        for changed, path in (({"number": number}, "number"), ({"unused": [number]}, "unused[0]")):
            with pytest.raises(RenderFault) as caught:
                template.render(data(**changed))

            assert str(caught.value) == f"giấy: “{path}” has more than 64 bits; give it as text"

    @pytest.mark.parametrize("number", [0, -5, 2**63 - 1, -(2**63)])
    def test_any_other_number_is_printed_exactly(self, template, number):
        assert texts(template.render(data(number=number, unused=[number])), "word/header1.xml") == [str(number)]


class TestMissingData:
    @pytest.mark.parametrize(
        ("change", "nearby", "variable"),
        [
            ({"chair": {}}, "Số {{ number }}: {{ chair.name }}", "chair.name"),
            ({"chair": SECRET}, "Số {{ number }}: {{ chair.name }}", "chair.name"),
            ({"members": [{"name": "x"}, {"ten": SECRET}]}, "{{ m.name }}", "m.name"),
        ],
    )
    def test_is_named_with_its_place_and_no_value(self, template, change, nearby, variable):
        with pytest.raises(RenderFault) as caught:
            template.render(data(**change))

        assert str(caught.value) == f"giấy.docx, word/document.xml, near “{nearby}”: “{variable}” has no value"

    def test_in_a_condition_or_loop_is_no_gap_either(self):
        for text in (
            "{% if a %}x{% endif %}",
            "{% for x in a %}x{% endfor %}",
            "{{ a|length }}",
            "{{ 'x' if a else 'y' }}",
            "{% if a == 'x' %}{% endif %}",
        ):
            with pytest.raises(RenderFault, match=r"has no value|cannot be filled in"):
                compile_template(make_docx(paragraph(text)), "giấy").render({})

    def test_after_vietnamese_text_is_named_rightly(self):
        docx = make_docx(paragraph("Đảng ủy xã Tiên Phong, ngày ") + paragraph("ắ ằ ẳ: {{ a.b }} ẵ ặ"))

        with pytest.raises(RenderFault) as caught:
            compile_template(docx, "giấy").render({"a": {}})

        assert str(caught.value) == "giấy.docx, word/document.xml, near “ắ ằ ẳ: {{ a.b }} ẵ ặ”: “a.b” has no value"


class TestNoValueLeaks:
    """MiniJinja's own messages carry the values of the context."""

    @pytest.mark.parametrize(
        "change",
        [{"members": 5}, {"members": True}, {"members": SECRET}, {"chair": [SECRET]}, {"number": "\x00" + SECRET}],
    )
    def test_in_a_fault_or_its_traceback(self, template, change):
        with pytest.raises(RenderFault) as caught:
            template.render(data(title=SECRET, **change))

        fault: BaseException | None = caught.value
        while fault is not None:
            assert SECRET not in "".join(traceback.format_exception(fault))
            assert SECRET not in repr(fault)
            fault = fault.__context__


class TestEndlessWork:
    def test_a_loop_in_a_loop_in_a_loop_is_stopped(self):
        loops = "".join(f"{{% for {name} in xs %}}" for name in "abc")
        template = compile_template(make_docx(paragraph(f"{loops}x{'{% endfor %}' * 3}")), "giấy")

        with pytest.raises(RenderFault, match="takes more steps than any honest document"):
            template.render({"xs": [1] * 2_000})

    def test_twenty_thousand_rows_of_nine_columns_are_not(self):
        cells = [f"{{{{ m.c{number} }}}}" for number in range(9)]
        body = table(row(*map(str, range(9))), "{%tr for m in ms %}", row(*cells), "{%tr endfor %}", columns=9)
        members = [{f"c{number}": f"ắ {number}" for number in range(9)}] * 20_000

        assert len(texts(compile_template(make_docx(body), "giấy").render({"ms": members}))) == 9 * 20_001


def test_a_template_with_a_picture_is_rendered_with_it():
    picture = b"\x89PNG {{ a }} \xff"
    leading_to_it = f'<Relationship Id="p" Type="{R}/image" Target="media/a.png"/>'
    docx = make_docx(paragraph("{{ a }}"), parts={"word/media/a.png": picture}, relationships=leading_to_it)
    rendered = compile_template(docx, "giấy").render({"a": ""})

    with zipfile.ZipFile(io.BytesIO(rendered)) as archive:
        assert archive.read("word/media/a.png") == picture


def test_a_template_of_more_than_eight_mebibytes_of_text_is_refused():
    letters = random.Random(1).choices("abcdefgh", k=9 * 1024 * 1024)

    with pytest.raises(TemplateFault, match="at most 8 MiB"):
        compile_template(make_docx(paragraph("".join(letters))), "giấy")


class TestSpelling:
    """``rewrite_text`` changes the fixed text of a template, never its data."""

    def rewritten(self, docx: bytes, **context: object) -> bytes:
        return compile_template(docx, "giấy", rewrite_text=lambda text: text.replace("ủy", "uỷ")).render(context)

    def test_fixed_text_of_a_rendered_part(self):
        docx = make_docx(
            paragraph("Đảng ủy & <ủy> {{ a }} ủy {% if a == 'ủy' %}ủy{% endif %}", "<w:r><w:t>ủy</w:t></w:r>")
        )

        assert texts(self.rewritten(docx, a="ủy")) == ["Đảng uỷ & <uỷ> ủy uỷ uỷuỷ"]

    def test_fixed_text_of_static_parts(self):
        docx = make_docx(
            paragraph("ủy"), header=paragraph("ủy & x"), footnotes=f"<w:footnote>{paragraph('ủy')}</w:footnote>"
        )

        rendered = self.rewritten(docx)

        assert texts(rendered) == ["uỷ"]
        assert texts(rendered, "word/header1.xml") == ["uỷ & x"]
        assert texts(rendered, "word/footnotes1.xml") == ["uỷ"]

    def test_names_in_attributes_and_other_parts_stay(self):
        styles = f'<w:styles xmlns:w="{W}"><w:style w:styleId="ủy"/></w:styles>'
        docx = make_docx(
            paragraph("{{ a }}", properties='<w:pStyle w:val="ủy"/>'),
            core="<dc:title>ủy {{ a }}</dc:title>",
            parts={"word/styles.xml": styles.encode()},
        )

        rendered = self.rewritten(docx, a="b")

        assert 'w:val="ủy"' in read_part(rendered)
        assert "ủy b" in read_part(rendered, "docProps/core.xml")
        assert read_part(rendered, "word/styles.xml") == styles

    def test_without_it_static_parts_are_copied_byte_for_byte(self):
        docx = make_docx(paragraph("ủy"), header=paragraph("{{ a }}"))

        assert read_part(compile_template(docx, "giấy").render({"a": "b"})) == read_part(docx)


def test_what_minijinja_cannot_read_is_a_fault_of_the_template():
    docx = make_docx(paragraph("ắ {{ 99999999999999999999999999999999999999999999999 }}"))

    with pytest.raises(TemplateFault) as caught:
        compile_template(docx, "giấy")

    [(place, explanation)] = caught.value.faults
    assert place.nearby == "ắ {{ 99999999999999999999999999999999999999999999999 }}"
    assert explanation == "“ ” cannot be read"


def test_namespaces_that_a_value_names_are_kept():
    docx = make_docx(paragraph("{{ a }}"))
    xml = read_part(docx).replace(
        "<w:document ",
        '<w:document xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" mc:Ignorable="w14" xmlns:unused="urn:x" ',
    )

    rendered = read_part(
        compile_template(make_docx("", parts={"word/document.xml": xml.encode()}), "giấy").render({"a": "b"})
    )

    assert "xmlns:w14=" in rendered
    assert "urn:x" not in rendered
