"""vanthu check: the report of any DOCX, for people and as JSON, and the worst of all exit codes."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from service.cli.checking import Wish, check_files
from service.cli.report import KINDS, report_text
from service.norm import PAPER_KINDS, load_editions
from tests.cli.checking import bad, check, checker, good
from tests.hostile_docx import HOSTILE
from tests.papers import paper

CHECKOUT = Path(__file__).parents[2]


class TestExitCode:
    def test_a_paper_that_conforms_is_done(self, papers):
        result = check(papers / "đúng.docx")

        assert (result.exit_code, result.stderr) == (0, "")
        assert result.stdout.splitlines()[-1] == "Không có lỗi."

    def test_warnings_do_no_harm(self):
        result = check("-", stdin=paper("decision", line_mm=50).docx())

        assert result.exit_code == 0
        assert result.stdout.splitlines()[-1] == "Không có lỗi, 1 cảnh báo."

    def test_errors_are_findings(self, papers):
        assert check(papers / "sai.docx").exit_code == 1

    @pytest.mark.parametrize("name", HOSTILE)
    def test_what_is_no_docx_that_can_be_read_is_bad_input_and_told_in_words(self, name):
        result = check("-", stdin=HOSTILE[name].docx())

        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith("(đầu vào chuẩn): ")
        assert HOSTILE[name].vi in result.stderr
        assert HOSTILE[name].en in check("-", stdin=HOSTILE[name].docx(), lang="en").stderr

    def test_a_file_that_is_not_there_is_bad_input(self, tmp_path):
        result = check(tmp_path / "x.docx")

        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr == f"Không đọc được tệp {tmp_path}/x.docx: không có tệp hoặc thư mục này.\n"

    def test_a_file_over_the_limit_is_bad_input_and_the_setting_named(self):
        result = check("-", stdin=bytes(1024 * 1024 + 1), MAX_BODY_MIB="1")

        assert (result.exit_code, result.stderr) == (2, "Tệp - lớn hơn 1 MiB (giới hạn MAX_BODY_MIB).\n")

    def test_a_setting_that_cannot_work_is_ours(self, papers):
        result = check(papers / "đúng.docx", MAX_BODY_MIB="0")

        assert (result.exit_code, result.stdout) == (3, "")
        assert "MAX_BODY_MIB" in result.stderr


class TestManyFiles:
    def test_each_is_judged_and_one_that_cannot_be_read_does_not_stop_the_others(self, papers):
        (papers / "a.docx").write_bytes(b"no docx")
        files = [papers / name for name in ("a.docx", "none.docx", "sai.docx", "đúng.docx")]
        result = check(*files)

        assert result.exit_code == 2
        assert [line for line in result.stdout.splitlines() if line.startswith("/")] == list(map(str, files[2:]))
        assert result.stdout.splitlines()[-1] == "4 tệp: 1 không có lỗi, 1 có lỗi, 2 không kiểm tra được."
        told = result.stderr.splitlines()
        assert told[0].startswith(f"{files[0]}: Tệp này không phải DOCX")
        assert told[1].startswith(f"Không đọc được tệp {files[1]}: ")

    @pytest.mark.parametrize(
        ("names", "code"),
        [(["đúng", "đúng"], 0), (["sai", "đúng"], 1), (["đúng", "sai"], 1), (["none", "sai"], 2), (["sai", "none"], 2)],
    )
    def test_the_worst_exit_code_counts(self, papers, names, code):
        assert check(*(papers / f"{name}.docx" for name in names)).exit_code == code

    @pytest.mark.parametrize("as_json", [False, True])
    def test_a_failure_of_ours_is_the_worst_stops_no_other_and_shows_no_value(self, papers, capfdbinary, as_json):
        files = [papers / name for name in ("sai.docx", "đúng.docx", "none.docx")]
        wish = Wish(None, None, None, None)
        code = check_files(FailingChecker(), files, wish, max_mib=1, as_json=as_json, language="vi")
        shown, told = (stream.decode() for stream in capfdbinary.readouterr())

        assert code == 3
        assert f"{files[0]}:\n" in told
        assert "ZeroDivisionError" in told
        assert "cli/test_check.py:" in told
        assert SECRET not in shown + told
        if as_json:
            first, second, third = json.loads(shown)
            assert first["problem"]["type"] == "urn:vanthu:problem:internal-error"
            assert second["summary"]["conforms"] is True
            assert third["problem"]["type"] == "urn:vanthu:problem:unreadable-file"
        else:
            assert shown.splitlines()[-1] == "3 tệp: 1 không có lỗi, 0 có lỗi, 2 không kiểm tra được."


SECRET = "Nguyễn Văn Ẩn"


class FailingChecker:
    """The real one, but for papers with errors."""

    def check(self, docx: bytes, **how):
        report = checker().check(docx, **how)
        if not report.conforms:
            raise ZeroDivisionError(SECRET)
        return report


class TestJson:
    def test_one_file_gives_the_report_itself(self, papers):
        result = check(papers / "sai.docx", "--json")

        assert (result.exit_code, result.stderr) == (1, "")
        assert json.loads(result.stdout) == checker().check(bad()).as_json("vi")

    def test_the_report_is_english_where_asked_for(self, papers):
        assert json.loads(check(papers / "sai.docx", "--json", lang="en").stdout) == checker().check(bad()).as_json(
            "en"
        )

    def test_several_files_give_a_list_of_reports_and_problems(self, papers):
        (papers / "a.docx").write_bytes(b"no docx")
        files = [papers / name for name in ("sai.docx", "a.docx", "none.docx")]
        result = check(*files, "--json")

        first, second, third = json.loads(result.stdout)
        assert (result.exit_code, result.stderr) == (2, "")
        assert first == {"file": str(files[0]), **checker().check(bad()).as_json("vi")}
        assert second.keys() == third.keys() == {"file", "problem"}
        assert second["problem"]["type"] == "urn:vanthu:problem:unreadable-docx"
        assert third["problem"]["type"] == "urn:vanthu:problem:unreadable-file"

    def test_one_file_that_cannot_be_read_gives_a_problem_with_all_its_faults(self):
        result = check("-", "--json", stdin=HOSTILE["two faults"].docx())

        problem = json.loads(result.stdout)["problem"]
        assert (result.exit_code, result.stderr) == (2, "")
        assert problem.keys() == {"type", "title", "detail", "faults"}
        assert len(problem["faults"]) == 2
        assert all(fault.keys() == {"part", "message"} for fault in problem["faults"])


class TestHowItIsJudged:
    @pytest.mark.parametrize("kind", PAPER_KINDS)
    def test_as_the_kind_asked_for(self, papers, kind):
        result = check(papers / "sai.docx", "--kind", kind, "--json")

        assert json.loads(result.stdout) == checker().check(bad(), kind=kind).as_json("vi")

    @pytest.mark.parametrize("norm", load_editions())
    def test_by_the_edition_asked_for(self, papers, norm):
        result = check(papers / "sai.docx", "--norm", norm, "--json")

        assert json.loads(result.stdout) == checker().check(bad(), norm=norm).as_json("vi")
        assert load_editions()[norm].name in check(papers / "sai.docx", "--norm", norm).stdout

    @pytest.mark.parametrize(("option", "known"), [("--kind", PAPER_KINDS), ("--norm", load_editions())])
    def test_what_is_not_known_is_refused_with_what_is(self, papers, option, known):
        result = check(papers / "sai.docx", option, "x")

        assert result.exit_code == 2
        assert all(name in result.stderr for name in known)


class TestView:
    def test_each_finding_has_three_lines_by_severity_then_in_reading_order(self, papers):
        lines = check(papers / "sai.docx").stdout.splitlines()
        report = checker().check(bad())

        headings = [f"Lỗi ({len(report.of('error'))})", f"Cảnh báo ({len(report.of('warning'))})"]
        assert [line for line in lines if line in headings] == headings
        starts = [number for number, line in enumerate(lines) if re.match(r"\d+\. Thấy ", line)]
        assert len(starts) == len(report.findings)
        for start, finding in zip(starts, report.findings, strict=True):
            what, where, mend = lines[start : start + 3]
            assert what.endswith(f"{finding.found.vi}; đúng là: {finding.expected.vi} [{finding.rule}]")
            assert finding.where.say("vi") in where
            assert where.endswith(f", và {finding.more} chỗ khác") == bool(finding.more)
            assert finding.mend.vi in mend
            assert finding.clause in mend
            assert ("--mend sửa được" in mend) == bool(finding.remedies)
            assert {line.index(label) for line, label in ((what, "Thấy"), (where, "Chỗ"), (mend, "Sửa"))} == {3}

    def test_it_begins_with_file_kind_and_norm_and_ends_with_a_summary(self, papers):
        lines = check(papers / "sai.docx").stdout.splitlines()
        edition = load_editions()["hd05_2026"].name

        assert lines[:3] == [str(papers / "sai.docx"), f"Văn bản có tên loại, theo {edition}", ""]
        assert lines[-1] == "5 lỗi, 1 cảnh báo; 3 lỗi sửa tự động được bằng --mend."

    def test_it_is_english_where_asked_for(self, papers):
        lines = check(papers / "sai.docx", lang="en").stdout.splitlines()

        assert "Errors (5)" in lines
        assert any("expected: 30 mm [page.margin-left]" in line for line in lines)
        assert lines[-1] == "5 errors, 1 warning; 3 errors can be mended by --mend."
        assert check("-", stdin=good(), lang="en").stdout.splitlines()[-1] == "No errors."

    def test_what_is_missing_in_a_draft_is_a_note(self):
        draft = paper("decision", number="Số     -QĐ/ĐU", draft="Dự thảo lần 2").docx()

        assert check("-", stdin=draft).stdout.splitlines()[-1] == "Không có lỗi, 1 lưu ý."

    def test_every_kind_has_a_name(self):
        assert KINDS.keys() == set(PAPER_KINDS)

    def test_there_are_no_colours_where_nobody_sees_them(self, papers):
        assert "\x1b" not in check(papers / "sai.docx").stdout

    def test_colours_change_no_word(self):
        report, norm = checker().check(bad()), "x"
        coloured = report_text("a", report, norm, "vi", colour=True)

        assert "\x1b[31m" in coloured
        assert click.unstyle(coloured) == report_text("a", report, norm, "vi", colour=False)

    @pytest.mark.parametrize(("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
    def test_a_terminal_shows_colours_unless_it_is_told_not_to(self, papers, environment, coloured):
        shown = in_terminal("check", str(papers / "sai.docx"), **environment)

        assert ("\x1b[31m" in shown) is coloured
        assert "3 lỗi sửa tự động được bằng --mend." in shown

    @pytest.mark.parametrize("character", ["\x1b", "\x9b", "\u202e", "\u2028"])
    def test_no_text_of_a_paper_and_no_file_name_commands_the_terminal(self, tmp_path, character):
        """XML cannot hold the first of them; a file name can hold all."""
        inside = "" if character == "\x1b" else character
        file = tmp_path / f"a{character}[2J.docx"
        file.write_bytes(paper("decision", number=f"Số: 5{inside}-QĐ/ĐU").docx())
        result = check(file)

        assert result.exit_code == 1
        assert character not in result.output
        assert file.name.encode("unicode_escape").decode() in result.stdout


def in_terminal(*arguments: str, **environment: str) -> str:
    """What ``python -m service`` shows on a terminal."""
    ours, its = pty.openpty()
    variables = {name: value for name, value in os.environ.items() if name != "NO_COLOR"} | environment
    with subprocess.Popen(
        [sys.executable, "-m", "service", *arguments], cwd=CHECKOUT, env=variables, stdout=its, stdin=subprocess.DEVNULL
    ) as process:
        os.close(its)
        shown = b""
        while piece_shown := _read(ours):
            shown += piece_shown
        process.wait(timeout=60)
    os.close(ours)
    return shown.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # how Linux says that the other side is gone
        return b""
