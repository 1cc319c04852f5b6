"""What every document type keeps to: nothing here names one, a new type is taken in by its files alone."""

from __future__ import annotations

import io
import json
import re
from collections import Counter

import docx
import jsonschema
import pytest
from openxml_audit import AppPrediction, OpenXmlValidator, predict

from scripts import generate
from service.bootstrap import SAMPLES, TEMPLATES
from service.documents import discover_types, json_schema, printed_paths
from service.norm.edition import EDITION_IDS
from service.rendering import check_fit, compile_template
from tests.builders import CHECKOUT, as_json, examples, pipeline, sample
from tests.contract.reading import paper_text
from tests.differential import assert_same_as_docxtpl
from tests.dump import dump
from tests.office import pdf_text

TYPES = discover_types()
TEMPLATE_NAMES = [(each, name) for each in TYPES.values() for name in each.template_names]
EXAMPLES = examples()
GOLDEN = CHECKOUT / "tests" / "golden"

every_type = pytest.mark.parametrize("document_type", TYPES.values(), ids=TYPES)
every_example = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)


@pytest.mark.parametrize(("document_type", "name"), TEMPLATE_NAMES, ids=lambda value: getattr(value, "slug", value))
def test_the_template_uses_exactly_what_the_type_prints(document_type, name):
    template = compile_template((TEMPLATES / f"{name}.docx").read_bytes(), name)

    check_fit(template, printed_paths(document_type.printed), exact=True)


@every_type
class TestType:
    def test_its_sample_is_accepted_without_a_warning(self, document_type):
        verdict = pipeline().validate(document_type.slug, as_json(sample(document_type.slug)))

        assert (verdict.errors, verdict.warnings) == ((), ())

    def test_its_sample_fits_its_json_schema(self, document_type):
        schema = json.loads((CHECKOUT / "schemas" / f"{document_type.slug}.schema.json").read_bytes())

        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.validate(sample(document_type.slug), schema, jsonschema.Draft202012Validator)

    def test_its_schema_file_is_that_of_the_model(self, document_type):
        schema = json.loads((CHECKOUT / "schemas" / f"{document_type.slug}.schema.json").read_bytes())

        assert schema == json_schema(document_type)

    def test_an_example_is_printed_with_each_of_its_templates(self, document_type):
        used = {each.template_name() for each in EXAMPLES if each.slug == document_type.slug}

        assert used == set(document_type.template_names)


@every_example
class TestPaper:
    def test_is_the_golden_one(self, example):
        golden = (GOLDEN / f"{example.name}.txt").read_text().splitlines()
        now = dump(example.docx()).splitlines()

        for number, (line, expected) in enumerate(zip(now, golden, strict=False), 1):
            assert line == expected, f"tests/golden/{example.name}.txt, line {number} (`make generate` writes it anew)"
        assert len(now) == len(golden)

    def test_is_valid_ooxml_that_word_opens_without_repair(self, example, tmp_path):
        (tmp_path / "paper.docx").write_bytes(example.docx())
        result = OpenXmlValidator(strict=True, security_validation=True).validate(tmp_path / "paper.docx")

        assert [str(error) for error in result.errors] == []
        assert predict(result).prediction is AppPrediction.OPENS_CLEAN

    def test_reopens_in_python_docx(self, example):
        assert docx.Document(io.BytesIO(example.docx())).paragraphs

    def test_headings_keep_with_what_follows(self, example):
        """Word then never leaves one at the foot of a page; LibreOffice sometimes does, so pages are not measured."""
        formats = [
            line for line in dump(example.docx()).splitlines() if re.match(r"(Heading \d|Title|Subtitle).*: ", line)
        ]

        assert formats
        assert all("keep with next" in line for line in formats)

    def test_is_what_docxtpl_makes_of_the_template(self, example):
        template = (TEMPLATES / f"{example.template_name()}.docx").read_bytes()

        assert_same_as_docxtpl(template, example.context())

    def test_is_the_same_bytes_each_time(self, example):
        assert example.docx() == example.docx()

    @pytest.mark.parametrize("edition", EDITION_IDS)
    def test_is_printed_by_each_edition_of_the_norm(self, example, edition):
        assert example.with_(norm=edition).docx()


@pytest.fixture(scope="module")
def printed(libreoffice):
    """The text of the printed pages of every example."""
    converted = libreoffice.convert_all({example.name: example.docx() for example in EXAMPLES})
    return {name: pdf_text(pdf) for name, pdf in converted.items()}


@pytest.mark.needs("pdftotext")
@every_example
def test_libreoffice_shows_every_character(printed, example):
    wanted, shown = (Counter("".join(text.split())) for text in (paper_text(example.docx()), printed[example.name]))

    assert wanted - shown == Counter()


@pytest.mark.parametrize("step", generate.STEPS)
def test_generated_files_are_fresh(step):
    stale = [
        path.relative_to(CHECKOUT).as_posix()
        for path, content in generate.STEPS[step]().items()
        if not path.is_file() or path.read_bytes() != content
    ]

    assert stale == [], "run `make generate`"


@pytest.mark.parametrize(
    ("folder", "ending", "names"),
    [
        (TEMPLATES, ".docx", {name for _, name in TEMPLATE_NAMES}),
        (CHECKOUT / "schemas", ".schema.json", set(TYPES)),
        (SAMPLES, ".json", set(TYPES)),
        (GOLDEN, ".txt", {example.name for example in EXAMPLES}),
    ],
    ids=["templates", "schemas", "samples", "golden"],
)
def test_no_file_is_left_over_from_a_type_that_is_gone(folder, ending, names):
    assert {file.name.removesuffix(ending) for file in folder.glob(f"*{ending}")} == names
