"""The start: a set-up that cannot work is refused, naming template, place and variable; an own template is used."""

from __future__ import annotations

import io
import os
import re
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.bootstrap import TEMPLATES, build_pipeline, load_templates
from service.config import Settings
from service.documents import discover_types
from service.errors import OfficeFault, SettingFault, TemplateFault
from service.offices import load_directory
from tests.payloads import ESTABLISHMENT, SLIP, as_bytes, sample


def only(*slugs: str):
    return {slug: kind for slug, kind in discover_types().items() if slug in slugs}


def edited(name: str, old: str, new: str) -> bytes:
    """The project's own template with another text in its main part, as an office would have changed it in Word."""
    result = io.BytesIO()
    with zipfile.ZipFile(TEMPLATES / f"{name}.docx") as source, zipfile.ZipFile(result, "w") as target:
        for item in source.infolist():
            content = source.read(item)
            if item.filename == "word/document.xml":
                assert old in content.decode(), f"{old} is not in the template any more"
                content = content.decode().replace(old, new).encode()
            target.writestr(item, content)
    return result.getvalue()


def test_everything_starts_with_the_defaults():
    pipeline = build_pipeline(Settings())

    assert pipeline.types.keys() == discover_types().keys()
    assert pipeline.produce(SLIP, as_bytes(sample(SLIP))).content.startswith(b"PK")


def test_an_own_copy_of_a_template_is_used_and_the_others_stay(tmp_path: Path):
    (tmp_path / f"{SLIP}.docx").write_bytes(edited(SLIP, "{{ addressee }}", "{{ addressee }} (mẫu riêng)"))
    pipeline = build_pipeline(Settings(templates_dir=tmp_path))

    def text(slug, **changes):
        content = pipeline.produce(slug, as_bytes(sample(slug, **changes))).content
        return zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()

    assert "Chi ủy Chi bộ thôn Đoài (mẫu riêng)" in text(SLIP)
    assert "mẫu riêng" not in text(SLIP, paper="A4") + text(ESTABLISHMENT)


def test_a_broken_own_template_stops_the_start_naming_template_place_and_variable(tmp_path: Path):
    (tmp_path / f"{SLIP}.docx").write_bytes(edited(SLIP, "{{ addressee }}", "{{ adressee }}"))

    with pytest.raises(TemplateFault) as caught:
        build_pipeline(Settings(templates_dir=tmp_path))

    assert f"{SLIP}.docx, word/document.xml, near “" in str(caught.value)
    assert "“adressee” is not offered; did you mean “addressee”?" in str(caught.value)


def test_the_faults_of_all_templates_are_told_at_once(tmp_path: Path):
    for name in (SLIP, f"{SLIP}.a4"):
        (tmp_path / f"{name}.docx").write_bytes(edited(name, "{{ addressee }}", "{{ adressee }}"))
    (tmp_path / f"{ESTABLISHMENT}.docx").write_bytes(b"no docx")

    with pytest.raises(TemplateFault) as caught:
        load_templates(only(SLIP, ESTABLISHMENT), tmp_path, "ủy")

    assert {place.template for place, _ in caught.value.faults} == {SLIP, f"{SLIP}.a4", ESTABLISHMENT}


def test_fixed_text_of_templates_follows_the_spelling_option(tmp_path: Path):
    (tmp_path / f"{SLIP}.docx").write_bytes(edited(SLIP, "{{ addressee }}", "Đảng ủy {{ addressee }}"))
    template = load_templates(only(SLIP), tmp_path, "uỷ")[SLIP]
    kind = discover_types()[SLIP]
    pipeline = build_pipeline(Settings(templates_dir=tmp_path, tone_marks="uỷ"))
    judged = pipeline.judge(kind, as_bytes(sample(SLIP)))
    content = template.render(kind.context(judged.document, judged.circumstances))

    assert "Đảng uỷ Chi ủy Chi bộ" in zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()


def test_folders_that_do_not_exist_name_their_variable(tmp_path: Path):
    with pytest.raises(SettingFault, match="TEMPLATES_DIR"):
        build_pipeline(Settings(templates_dir=tmp_path / "none"))
    with pytest.raises(OfficeFault, match="OFFICES_DIR"):
        build_pipeline(Settings(offices_dir=tmp_path / "none"))


def test_a_template_under_a_name_that_no_type_has_stops_the_start(tmp_path: Path) -> None:
    """It would never be used, and nobody would know."""
    (tmp_path / "cell-establishment.docx").write_bytes(b"")
    (tmp_path / "~$ll-establishment-decision.docx").write_bytes(b"left by Word")

    with pytest.raises(
        SettingFault, match=r"cell-establishment\.docx; there are the files .*cell-establishment-decision\.docx"
    ):
        build_pipeline(Settings(templates_dir=tmp_path))


@pytest.mark.parametrize("name", [f"{SLIP}.DOCX", f"{SLIP}.docm", f"{SLIP}.doc", SLIP, "ghi chú.txt"])
def test_nothing_in_the_folder_of_templates_is_passed_over(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"")

    with pytest.raises(SettingFault, match=rf"TEMPLATES_DIR: no template has the name {re.escape(name)};"):
        load_templates(only(SLIP), tmp_path, "ủy")


def test_a_folder_with_the_name_of_a_template_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / f"{SLIP}.docx").mkdir()

    with pytest.raises(SettingFault, match=rf"TEMPLATES_DIR: .* {SLIP}\.docx;"):
        load_templates(only(SLIP), tmp_path, "ủy")


def test_hidden_files_and_those_that_word_leaves_behind_do_not_matter(tmp_path: Path) -> None:
    for name in ("~$slip.docx", ".DS_Store", ".~lock.slip.docx#"):
        (tmp_path / name).write_bytes(b"")

    assert SLIP in load_templates(only(SLIP), tmp_path, "ủy")


@pytest.fixture
def locked_folder() -> Iterator[Path]:
    """A folder whose content this process may not list, whoever runs the tests."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / f"{SLIP}.docx").write_bytes(b"")
        folder.chmod(0)
        as_root = os.geteuid() == 0
        if as_root:
            os.seteuid(65534)
        try:
            yield folder
        finally:
            if as_root:
                os.seteuid(0)
            folder.chmod(0o700)


def test_folders_that_may_not_be_read_name_their_variable(locked_folder: Path) -> None:
    with pytest.raises(SettingFault, match=r"TEMPLATES_DIR: .* cannot be read: Permission denied"):
        load_templates(only(SLIP), locked_folder, "ủy")
    with pytest.raises(SettingFault, match=r"OFFICES_DIR: .* cannot be read: Permission denied"):
        load_directory(locked_folder)
