"""vanthu: what goes to standard output, what to standard error, and the exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.bootstrap import TEMPLATES, build_pipeline, sample
from service.cli import cli, main
from service.config import Settings
from service.documents import DocumentType, discover_types, json_schema
from tests.web.templates import with_last_paragraph

CHECKOUT = Path(__file__).parents[2]
TYPES = discover_types()
SLUG = min(TYPES)


@pytest.fixture(scope="module")
def pipeline():
    return build_pipeline(Settings())


@pytest.fixture(params=TYPES.values(), ids=sorted(TYPES))
def document_type(request) -> DocumentType:
    """Every document type in turn."""
    return request.param


@pytest.fixture
def folder(tmp_path, document_type) -> Path:
    """An empty folder but for ``payload.json``, the sample of the type."""
    (tmp_path / "payload.json").write_bytes(sample(document_type))
    return tmp_path


def vanthu(*arguments: object, stdin: bytes | None = None, **environment: str) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments], input=stdin, env=environment)


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


class TestTypes:
    def test_every_type_is_listed_with_its_title(self):
        result = vanthu("types")

        assert (result.exit_code, result.stderr) == (0, "")
        assert [line.split(maxsplit=1) for line in result.stdout.splitlines()] == [
            [t.slug, t.title] for t in TYPES.values()
        ]

    def test_a_schema_is_printed(self, document_type):
        result = vanthu("schema", document_type.slug)

        assert (result.exit_code, result.stderr) == (0, "")
        assert json.loads(result.stdout) == json_schema(document_type)
        assert document_type.title in result.stdout

    def test_a_sample_is_printed_as_it_is(self, document_type):
        result = vanthu("sample", document_type.slug)

        assert (result.exit_code, result.stderr, result.stdout_bytes) == (0, "", sample(document_type))


@pytest.mark.parametrize(
    "command", [["schema", "x"], ["sample", "x"], ["validate", "x", "-"], ["render", "x", "-", "-o", "-"]]
)
def test_an_unknown_type_is_bad_input(command):
    result = vanthu(*command, stdin=b"{}")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"Không có loại văn bản này. Các loại hiện có: {', '.join(sorted(TYPES))}.\n"


class TestValidate:
    def test_a_valid_payload_is_done(self, document_type, folder, pipeline):
        warnings = len(pipeline.validate(document_type.slug, sample(document_type)).warnings)
        result = vanthu("validate", document_type.slug, folder / "payload.json")

        assert (result.exit_code, result.stdout) == (0, "")
        assert result.stderr.splitlines()[-1] == f"Dữ liệu hợp lệ, {warnings} cảnh báo."

    def test_findings_are_told_all_at_once_with_place_and_code(self, document_type, pipeline):
        result = vanthu("validate", document_type.slug, "-", stdin=b'{"colour": "red"}')

        errors = pipeline.validate(document_type.slug, b'{"colour": "red"}').errors
        assert (result.exit_code, result.stdout) == (1, "")
        assert len(errors) > 2
        for finding in errors:
            assert (
                f"lỗi: {finding.pointer or 'toàn bộ dữ liệu'}: {finding.message.vi} [{finding.code}]\n" in result.stderr
            )
        assert result.stderr.splitlines()[-1].startswith(f"Dữ liệu có {len(errors)} lỗi, ")

    def test_the_verdict_is_printed_as_json_where_asked_for(self, document_type):
        result = vanthu("validate", document_type.slug, "-", "--json", stdin=b'{"colour": "red"}')

        verdict = json.loads(result.stdout)
        assert (result.exit_code, result.stderr) == (1, "")
        assert verdict.keys() == {"valid", "errors", "warnings"}
        assert verdict["valid"] is False
        assert "/colour" in [finding["pointer"] for finding in verdict["errors"]]
        assert "hãy bỏ đi" in result.stdout

    @pytest.mark.parametrize("how", [{"option": ["--lang", "en"]}, {"variable": "en"}])
    def test_english_is_spoken_where_asked_for(self, how):
        arguments = [*how.get("option", []), "validate", SLUG, "-"]
        result = vanthu(
            *arguments, stdin=b'{"colour": "red"}', **{"VANTHU_LANG": how["variable"]} if "variable" in how else {}
        )

        assert "error: /colour: This field is not part of the document" in result.stderr

    def test_broken_json_is_bad_input_with_its_place(self):
        result = vanthu("validate", SLUG, "-", stdin=b'{"number": 1,\n"number" 2}')

        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith("JSON sai cú pháp ở dòng 2, cột 10.")

    def test_a_file_that_is_not_there_is_bad_input(self, tmp_path):
        result = vanthu("validate", SLUG, tmp_path / "nothing.json")

        assert result.exit_code == 2
        assert result.stderr == f"Không đọc được tệp {tmp_path}/nothing.json: không có tệp hoặc thư mục này.\n"

    def test_a_file_over_the_limit_is_bad_input_and_the_setting_named(self):
        result = vanthu("validate", SLUG, "-", stdin=b" " * (1024 * 1024 + 1), MAX_BODY_MIB="1")

        assert (result.exit_code, result.stderr) == (2, "Tệp - lớn hơn 1 MiB (giới hạn MAX_BODY_MIB).\n")


class TestRender:
    def test_the_paper_is_written_as_the_pipeline_makes_it(self, document_type, folder, pipeline):
        result = vanthu("render", document_type.slug, folder / "payload.json", "-o", folder / "văn bản.docx")

        assert (result.exit_code, result.stdout) == (0, "")
        product = pipeline.produce(document_type.slug, sample(document_type))
        assert (folder / "văn bản.docx").read_bytes() == product.content
        assert names_in(folder) == {"payload.json", "văn bản.docx"}
        assert result.stderr.count("cảnh báo: ") == len(product.warnings)

    def test_the_paper_goes_to_standard_output_where_asked_for(self, document_type, pipeline):
        result = vanthu("render", document_type.slug, "-", "-o", "-", stdin=sample(document_type))

        assert result.exit_code == 0
        assert result.stdout_bytes == pipeline.produce(document_type.slug, sample(document_type)).content

    def test_an_invalid_payload_is_bad_input_with_every_finding_and_no_file(self, document_type, folder, pipeline):
        result = vanthu("render", document_type.slug, "-", "-o", folder / "out.docx", stdin=b'{"colour": "red"}')

        errors = pipeline.validate(document_type.slug, b'{"colour": "red"}').errors
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.count("lỗi: ") == len(errors)
        assert result.stderr.endswith(f"Dữ liệu có {len(errors)} lỗi, chưa lập được văn bản.\n")
        assert names_in(folder) == {"payload.json"}

    def test_warnings_are_told_and_do_no_harm(self, tmp_path):
        slug = "cell-establishment-decision"
        payload = json.loads(sample(TYPES[slug]))
        payload["members"][0]["party_card_no"] = "12345678"  # too short for a card of today
        result = vanthu("render", slug, "-", "-o", tmp_path / "out.docx", stdin=json.dumps(payload).encode())

        assert (result.exit_code, result.stdout) == (0, "")
        assert result.stderr.startswith("cảnh báo: /members/0/party_card_no: ")
        assert result.stderr.endswith(" [member.card-length]\n")
        assert names_in(tmp_path) == {"out.docx"}

    def test_the_finished_paper_is_checked_where_that_is_asked_for(self, tmp_path):
        """Its words break a rule of the format, which no rule about payloads looks for."""
        payload = json.loads(sample(TYPES["summary-report"]))
        payload["results"][0]["paragraphs"] = ["Theo Công văn V/v xây dựng."]
        arguments = ["render", "summary-report", "-", "-o", tmp_path / "out.docx"]
        silent, told = (vanthu(*arguments, *more, stdin=json.dumps(payload).encode()) for more in ([], ["--check"]))

        assert (silent.exit_code, silent.stderr) == (0, "")
        assert (told.exit_code, told.stdout) == (0, "")
        assert told.stderr.startswith("cảnh báo: toàn bộ dữ liệu: ")
        assert told.stderr.endswith(" [check.practice.forbidden-form]\n")
        assert names_in(tmp_path) == {"out.docx"}

    def test_an_output_must_be_named(self):
        result = vanthu("render", SLUG, "-")

        assert result.exit_code == 2
        assert "--output" in result.stderr


class TestOutput:
    """Whole or not at all, and only where an ordinary file may stand."""

    @pytest.fixture
    def document_type(self) -> DocumentType:
        """One type will do."""
        return TYPES[SLUG]

    def test_an_earlier_file_is_replaced_whole_or_left_alone(self, folder):
        (folder / "out.docx").write_bytes(b"earlier")

        vanthu("render", SLUG, "-", "-o", folder / "out.docx", stdin=b"{}")
        assert (folder / "out.docx").read_bytes() == b"earlier"

        vanthu("render", SLUG, folder / "payload.json", "-o", folder / "out.docx")
        assert (folder / "out.docx").read_bytes()[:2] == b"PK"
        assert names_in(folder) == {"payload.json", "out.docx"}

    def test_a_link_stays_and_what_it_points_to_is_replaced(self, folder):
        (folder / "link.docx").symlink_to(folder / "target.docx")

        vanthu("render", SLUG, folder / "payload.json", "-o", folder / "link.docx")

        assert (folder / "link.docx").is_symlink()
        assert (folder / "target.docx").read_bytes()[:2] == b"PK"

    @pytest.mark.parametrize("umask", [0, 0o022, 0o077])
    def test_a_new_file_is_for_its_owner_alone(self, folder, umask):
        before = os.umask(umask)
        try:
            vanthu("render", SLUG, folder / "payload.json", "-o", folder / "out.docx")
        finally:
            os.umask(before)

        assert (folder / "out.docx").stat().st_mode & 0o777 == 0o600

    @pytest.mark.parametrize("rights", [0o640, 0o666])
    def test_a_file_that_was_there_may_be_read_by_whom_it_could_be(self, folder, rights):
        (folder / "out.docx").touch()
        (folder / "out.docx").chmod(rights)
        vanthu("render", SLUG, folder / "payload.json", "-o", folder / "out.docx")

        assert (folder / "out.docx").read_bytes()[:2] == b"PK"
        assert (folder / "out.docx").stat().st_mode & 0o777 == rights

    def test_what_is_no_ordinary_file_is_not_replaced(self, folder):
        result = vanthu("render", SLUG, folder / "payload.json", "-o", folder)

        assert result.exit_code == 2
        assert "không phải là tệp thường" in result.stderr
        assert names_in(folder) == {"payload.json"}

    def test_a_folder_that_is_not_there_is_bad_input(self, folder):
        result = vanthu("render", SLUG, folder / "payload.json", "-o", folder / "no" / "out.docx")

        assert result.exit_code == 2
        assert result.stderr.startswith(f"Không ghi được tệp {folder}/no/out.docx: không có tệp hoặc thư mục này.\n")


class TestOurFault:
    @pytest.mark.parametrize("command", [["validate"], ["render", "-o", "-"]])
    def test_every_setting_that_cannot_work_is_named(self, command):
        result = vanthu(command[0], SLUG, "-", *command[1:], stdin=b"{}", WORKERS="0", LOG_LEVEL="loud")

        assert (result.exit_code, result.stdout) == (3, "")
        assert result.stderr.startswith("Lỗi của chương trình hoặc cài đặt, không phải của dữ liệu:\n")
        assert "WORKERS: " in result.stderr
        assert "LOG_LEVEL: " in result.stderr

    def test_a_template_that_cannot_be_filled_is_named_with_place_and_variable(self, document_type, folder):
        own_templates = folder / "templates"
        own_templates.mkdir()
        for name in document_type.template_names:
            template = with_last_paragraph(
                (TEMPLATES / f"{name}.docx").read_bytes(), "{{ letterhead.issuer|length % 0 }}"
            )
            (own_templates / f"{name}.docx").write_bytes(template)
        before = names_in(folder)

        arguments = ["render", document_type.slug, folder / "payload.json", "-o", folder / "out.docx"]
        result = vanthu(*arguments, TEMPLATES_DIR=str(own_templates))

        assert (result.exit_code, result.stdout) == (3, "")
        for told in (f"{document_type.slug}", "word/document.xml", "letterhead.issuer|length % 0"):
            assert told in result.stderr
        assert names_in(folder) == before

    def test_a_template_that_does_not_fit_is_named(self, tmp_path):
        name = TYPES[SLUG].template_names[0]
        template = with_last_paragraph((TEMPLATES / f"{name}.docx").read_bytes(), "{{ letterhead.colour }}")
        (tmp_path / f"{name}.docx").write_bytes(template)

        result = vanthu("render", SLUG, "-", "-o", "-", stdin=b"{}", TEMPLATES_DIR=str(tmp_path))

        assert result.exit_code == 3
        assert f"{name}.docx" in result.stderr
        assert "letterhead.colour" in result.stderr

    def test_a_failure_that_nobody_foresaw_is_ours_and_shows_no_value(self):
        @cli.command("fail")
        def fail() -> None:
            raise ValueError("Nguyễn Văn An")

        try:
            result = vanthu("fail")
        finally:
            del cli.commands["fail"]

        assert result.exit_code == 3
        assert "ValueError\n" in result.stderr
        assert "cli/test_cli.py:" in result.stderr
        assert "Nguyễn" not in result.stderr

    def test_an_interrupted_run_is_told_apart_from_findings(self):
        @cli.command("wait")
        def wait() -> None:
            raise KeyboardInterrupt

        try:
            result = vanthu("wait")
        finally:
            del cli.commands["wait"]

        assert result.exit_code == 130


def python_m_service(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "service", *arguments],
        cwd=CHECKOUT,
        env={**os.environ, **environment},
        capture_output=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("locale", [{}, {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}, {"PYTHONIOENCODING": "latin-1"}])
def test_python_m_service_is_the_same_and_writes_vietnamese_under_every_locale(locale):
    result = python_m_service("types", **locale)

    assert (result.returncode, result.stderr) == (0, b"")
    assert result.stdout.decode() == vanthu("types").stdout


def test_python_m_service_gives_its_exit_code():
    assert python_m_service("schema", "love-letter").returncode == 2


def test_a_layout_that_breaks_the_norm_is_told_to_operators_and_the_paper_written(tmp_path):
    """An office's own template may do so."""
    name, templates = f"{SLUG}.docx", tmp_path / "templates"
    templates.mkdir()
    with zipfile.ZipFile(TEMPLATES / name) as source, zipfile.ZipFile(templates / name, "w") as target:
        for item in source.infolist():
            target.writestr(item, source.read(item).replace(b'w:left="1701"', b'w:left="1134"'))
    (tmp_path / "payload.json").write_bytes(sample(TYPES[SLUG]))
    arguments = ["render", SLUG, str(tmp_path / "payload.json"), "-o", str(tmp_path / "out.docx"), "--check"]
    result = python_m_service(*arguments, TEMPLATES_DIR=str(templates))

    assert (result.returncode, result.stdout) == (0, b"")
    assert f"a paper of ours breaks page.margin-left at page ({SLUG})" in result.stderr.decode().splitlines()
    assert (tmp_path / "out.docx").read_bytes()[:2] == b"PK"


def test_vanthu_is_the_command_that_pyproject_installs():
    scripts = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]["scripts"]

    assert scripts == {"vanthu": f"{main.__module__}:{main.__name__}"}
