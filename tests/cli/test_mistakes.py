"""A mistake of the user is told as one: exit code 2 and a sentence. A folder of the set-up is named by its variable."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.bootstrap import sample
from service.cli import cli
from service.cli.streams import write
from service.documents import discover_types
from service.errors import UnreadableFile

CHECKOUT = Path(__file__).parents[2]
TYPES = discover_types()
SLUG = min(TYPES)
TOO_LONG = "x" * 300


def vanthu(*arguments: object, stdin: bytes | None = None, **environment: str) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments], input=stdin, env=environment)


def in_shell(redirection: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """``python -m service`` with its streams as a shell lays them."""
    return subprocess.run(
        ["sh", "-c", f'exec "$@" {redirection}', "sh", sys.executable, "-m", "service", *arguments],
        cwd=CHECKOUT,
        stderr=subprocess.PIPE,
        timeout=60,
        check=False,
    )


class TestOutputThatCannotBeWritten:
    @pytest.fixture
    def render_to(self):
        return lambda output: vanthu("render", SLUG, "-", "-o", output, stdin=sample(TYPES[SLUG]))

    def test_links_that_lead_in_a_circle(self, render_to, tmp_path):
        (tmp_path / "a.docx").symlink_to(tmp_path / "b.docx")
        (tmp_path / "b.docx").symlink_to(tmp_path / "a.docx")

        result = render_to(tmp_path / "a.docx")

        assert result.exit_code == 2
        assert result.stderr == f"Không ghi được tệp {tmp_path}/a.docx: các liên kết dẫn vòng tròn.\n"
        assert (tmp_path / "a.docx").is_symlink()

    @pytest.mark.parametrize("name", [f"{TOO_LONG}.docx", f"{TOO_LONG}/out.docx"])
    def test_a_name_that_is_too_long(self, render_to, tmp_path, name):
        result = render_to(tmp_path / name)

        assert result.exit_code == 2
        assert result.stderr.endswith(": tên quá dài.\n")
        assert not list(tmp_path.iterdir())

    def test_a_file_in_place_of_a_folder(self, render_to, tmp_path):
        (tmp_path / "file").touch()

        result = render_to(tmp_path / "file" / "out.docx")

        assert result.exit_code == 2
        assert result.stderr.endswith(": đường dẫn đi qua một tệp, không phải thư mục.\n")

    def test_a_folder_without_permission(self):
        """Root may write everywhere, so that the writing itself is done as somebody else."""
        with tempfile.TemporaryDirectory() as name:
            Path(name).chmod(0o500)
            as_root = os.geteuid() == 0
            if as_root:
                os.seteuid(65534)
            try:
                with pytest.raises(UnreadableFile) as caught:
                    write(Path(name) / "out.docx", b"")
            finally:
                if as_root:
                    os.seteuid(0)
                Path(name).chmod(0o700)

        assert caught.value.message.vi.endswith(": không có quyền.")


@pytest.mark.parametrize("command", [["types"], ["schema", SLUG], ["sample", SLUG]])
def test_a_full_disk_behind_standard_output_is_told_once(command):
    result = in_shell(">/dev/full", *command)

    assert result.returncode == 2
    assert result.stderr.decode() == "Không ghi được ra đầu ra chuẩn: ổ đĩa đã đầy.\n"


def test_a_closed_standard_output_is_told():
    result = in_shell(">&-", "sample", SLUG)

    assert result.returncode == 2
    assert result.stderr.decode() == "Không ghi được ra đầu ra chuẩn: luồng vào ra này đã đóng.\n"


def test_a_closed_standard_input_is_told():
    result = in_shell("<&-", "validate", SLUG, "-")

    assert result.returncode == 2
    assert result.stderr.decode() == "Không đọc được tệp -: luồng vào ra này đã đóng.\n"


@pytest.mark.parametrize("variable", ["OFFICES_DIR", "TEMPLATES_DIR"])
def test_a_folder_of_the_set_up_that_cannot_be_read_is_our_fault_and_named(variable):
    result = vanthu("validate", SLUG, "-", stdin=b"{}", **{variable: f"/{TOO_LONG}"})

    assert result.exit_code == 3
    assert variable in result.stderr
    assert "cli/" not in result.stderr


@pytest.mark.parametrize("character", ["\x1b", "\x07", "\n", "\r", "\x9b", "\u202e", "\u2028"])
def test_a_key_cannot_command_the_terminal(character):
    """It is shown escaped, and makes no line of its own."""
    result = vanthu("validate", SLUG, "-", stdin=json.dumps({f"a{character}[2J": 1}).encode())

    assert result.exit_code in (1, 2)
    assert f"/a{character.encode('unicode_escape').decode()}[2J: " in result.stderr
    assert character == "\n" or character not in result.stderr
