"""vanthu check --annotate, --mend: copies that are whole or not there, and never in the place of the file itself."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from tests.cli.checking import bad, check, checker, names_in


def comments_in(docx: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return archive.read("word/comments.xml").decode()


class TestCopies:
    def test_findings_become_comments_in_a_copy(self, papers):
        result = check(papers / "sai.docx", "--annotate", papers / "góp ý.docx")

        assert (result.exit_code, result.stderr) == (1, "")
        assert (papers / "góp ý.docx").read_bytes() == checker().annotate(bad(), checker().check(bad()), "vi")
        assert names_in(papers) == {"đúng.docx", "sai.docx", "góp ý.docx"}
        assert (papers / "sai.docx").read_bytes() == bad()

    def test_comments_are_english_where_asked_for(self, papers):
        check(papers / "sai.docx", "--annotate", papers / "o.docx", lang="en")

        assert "Expected" in comments_in((papers / "o.docx").read_bytes())

    def test_a_copy_is_mended_and_what_is_left_is_told(self, papers):
        result = check(papers / "sai.docx", "--mend", papers / "o.docx")

        assert result.exit_code == 1
        assert (papers / "o.docx").read_bytes() == checker().mend(bad())
        assert result.stderr == f"{papers}/o.docx: sau khi sửa: 2 lỗi, 1 cảnh báo.\n"
        assert check(papers / "o.docx").stdout.splitlines()[-1] == "2 lỗi, 1 cảnh báo."

    def test_both_may_be_had_at_once(self, papers):
        check(papers / "sai.docx", "--mend", papers / "m.docx", "--annotate", papers / "a.docx")

        assert names_in(papers) == {"đúng.docx", "sai.docx", "a.docx", "m.docx"}

    def test_a_copy_of_what_conforms_is_made_too(self, papers):
        result = check(papers / "đúng.docx", "--mend", papers / "m.docx", "--annotate", papers / "a.docx")

        assert (result.exit_code, result.stderr) == (0, f"{papers}/m.docx: sau khi sửa: không có lỗi.\n")
        assert (papers / "a.docx").read_bytes()[:2] == b"PK"

    @pytest.mark.parametrize("option", ["--annotate", "--mend"])
    def test_a_copy_goes_to_standard_output_and_the_report_to_standard_error(self, papers, option):
        result = check(papers / "sai.docx", option, "-")

        assert result.exit_code == 1
        assert result.stdout_bytes[:2] == b"PK"
        assert zipfile.ZipFile(io.BytesIO(result.stdout_bytes)).testzip() is None
        assert "5 lỗi, 1 cảnh báo" in result.stderr

    def test_the_report_may_be_json_beside_a_copy(self, papers):
        result = check(papers / "sai.docx", "--json", "--annotate", papers / "o.docx")

        assert json.loads(result.stdout)["summary"]["errors"] == 5
        assert (papers / "o.docx").read_bytes()[:2] == b"PK"

    def test_nothing_is_written_of_a_file_that_cannot_be_read(self, tmp_path):
        result = check("-", "--mend", tmp_path / "m.docx", "--annotate", tmp_path / "a.docx", stdin=b"no docx")

        assert (result.exit_code, names_in(tmp_path)) == (2, set())

    def test_what_cannot_be_written_is_bad_input_and_leaves_nothing(self, papers):
        result = check(papers / "sai.docx", "--mend", papers / "none" / "o.docx")

        assert result.exit_code == 2
        assert "5 lỗi, 1 cảnh báo" in result.stdout
        assert "Không ghi được tệp" in result.stderr
        assert names_in(papers) == {"đúng.docx", "sai.docx"}

    @pytest.mark.parametrize("option", ["--annotate", "--mend"])
    @pytest.mark.parametrize("name", ["sai.docx", "link.docx", "../{papers}/sai.docx"])
    def test_the_file_itself_is_never_written_over(self, papers, option, name):
        (papers / "link.docx").symlink_to(papers / "sai.docx")
        result = check(papers / "sai.docx", option, papers / name.format(papers=papers.name))

        assert (result.exit_code, result.stdout) == (2, "")
        assert "chính là tệp được kiểm tra" in result.stderr
        assert (papers / "sai.docx").read_bytes() == bad()

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["a.docx", "b.docx", "--mend", "o.docx"], "chỉ dùng với một tệp"),
            (["a.docx", "b.docx", "--annotate", "o.docx"], "chỉ dùng với một tệp"),
            (["-", "-"], "chỉ đọc được một lần"),
            (["a.docx", "--mend", "-", "--annotate", "-"], "hai nơi khác nhau"),
            (["a.docx", "--mend", "o.docx", "--annotate", "./o.docx"], "hai nơi khác nhau"),
            (["a.docx", "--mend", "-", "--json"], "hãy ghi văn bản ra một tệp"),
            ([], "FILE..."),
        ],
    )
    def test_what_cannot_be_meant_is_refused_before_anything_is_read(self, arguments, said):
        result = check(*arguments)

        assert (result.exit_code, result.stdout) == (2, "")
        assert said in result.stderr
