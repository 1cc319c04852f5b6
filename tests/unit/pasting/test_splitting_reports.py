"""A report copied from Word is split at its headings; what the form makes by itself is left out, and said so."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.bootstrap import build_pipeline
from service.config import Settings
from service.documents import discover_types
from service.documents._sections import DEEPEST, MOST_COLUMNS
from service.pasting import MOST_CHARACTERS, TooLong, parts, split_report, tables
from service.pasting.lines import read_lines

SAMPLES = Path(__file__).parents[3] / "samples"
REPORTS = [SAMPLES / "summary-report.json", *sorted(SAMPLES.glob("cases/summary-report.*.json"))]

REPORT = """ĐẢNG BỘ XÃ MINH TÂN\tĐẢNG CỘNG SẢN VIỆT NAM
CHI BỘ THÔN ĐOÀI
*
Số 07-BC/CB\tMinh Tân, ngày 05 tháng 12 năm 2026
BÁO CÁO
tổng kết công tác năm 2026,
phương hướng, nhiệm vụ năm 2027
-----
- Căn cứ Điều lệ Đảng;
Chi bộ thôn Đoài báo cáo kết quả như sau:
I- TÌNH HÌNH CHUNG
Thôn có 120 hộ.
1. Thuận lợi
Đảng viên đoàn kết.
1.1. Về tổ chức
a) Chi ủy có ba đồng chí.
b) Chi bộ có hai tổ đảng.
1.2. Về kinh tế
Thu nhập đạt 1.5 triệu đồng.
2. Khó khăn
Nhiều đảng viên cao tuổi.
II- PHƯƠNG HƯỚNG
- Giữ vững nền nếp;
- Kết nạp hai đảng viên.
Trên đây là báo cáo tổng kết công tác năm 2026./.
Nơi nhận:\tT/M CHI BỘ
- Đảng ủy xã (báo cáo),\tBÍ THƯ
- Lưu Chi bộ.

\tPhạm Văn Dũng
"""


@pytest.fixture(scope="module")
def pipeline():
    return build_pipeline(Settings())


def outline(text: str) -> list[tuple[int, str]]:
    return [(part.level, part.heading) for part in split_report(text).parts]


class TestWholeReport:
    def test_becomes_sections_with_what_stands_below_each(self):
        assert split_report(REPORT).payload["sections"] == [
            {
                "heading": "TÌNH HÌNH CHUNG",
                "paragraphs": ["Thôn có 120 hộ."],
                "children": [
                    {
                        "heading": "Thuận lợi",
                        "paragraphs": ["Đảng viên đoàn kết."],
                        "children": [
                            {
                                "heading": "Về tổ chức",
                                "children": [
                                    {"heading": "Chi ủy có ba đồng chí."},
                                    {"heading": "Chi bộ có hai tổ đảng."},
                                ],
                            },
                            {"heading": "Về kinh tế", "paragraphs": ["Thu nhập đạt 1.5 triệu đồng."]},
                        ],
                    },
                    {"heading": "Khó khăn", "paragraphs": ["Nhiều đảng viên cao tuổi."]},
                ],
            },
            {"heading": "PHƯƠNG HƯỚNG", "paragraphs": ["- Giữ vững nền nếp;", "- Kết nạp hai đảng viên."]},
        ]

    def test_gives_subject_bases_opening_and_closing(self):
        payload = split_report(REPORT).payload

        assert payload["subject"] == "tổng kết công tác năm 2026, phương hướng, nhiệm vụ năm 2027"
        assert payload["legal_bases"] == [{"text": "Căn cứ Điều lệ Đảng"}]
        assert payload["opening"] == "Chi bộ thôn Đoài báo cáo kết quả như sau:"
        assert payload["closing"] == "Trên đây là báo cáo tổng kết công tác năm 2026./."

    def test_leaves_out_letterhead_and_signature_and_says_so(self):
        above, below = split_report(REPORT).left_out

        assert above.lines[0] == "ĐẢNG BỘ XÃ MINH TÂN ĐẢNG CỘNG SẢN VIỆT NAM"
        assert above.lines[-2:] == ("BÁO CÁO", "-----")
        assert below.lines[0] == "Nơi nhận: T/M CHI BỘ"
        assert below.lines[-1] == "Phạm Văn Dũng"

    def test_makes_a_paper_with_the_fields_that_only_the_form_knows(self, pipeline):
        known = {
            "issuer": {"kind": "cell", "name": "Chi bộ thôn Đoài", "superior": "Đảng bộ xã Minh Tân"},
            "report_kind": "annual",
            "period_from": "2026-01-01",
            "period_to": "2026-11-30",
            "place_name": "Minh Tân",
            "signature": {"full_name": "Phạm Văn Dũng"},
        }
        known["issuer"]["place_name"] = known.pop("place_name")
        payload = {**known, **split_report(REPORT).payload}

        verdict = pipeline.validate("summary-report", json.dumps(payload).encode())

        assert verdict.errors == ()


class TestPrintedReport:
    """What the service printed, split and printed again, is the same lines."""

    @staticmethod
    def lines(printed: dict) -> list[str]:
        every = []
        for line in printed["lines"]:
            for table in line["tables"]:
                rows = [table["head"], *table["rows"], *table["totals"]]
                every += ["\t".join(list(row.values())[: int(table["width"])]) for row in rows]
            if not line["tables"]:
                every.append(line["lead"] + line["text"])
        return [*every, printed["last"]]

    @pytest.mark.parametrize("file", REPORTS, ids=lambda path: path.stem)
    def test_comes_back(self, file, pipeline):
        report = discover_types()["summary-report"]
        payload = json.loads(file.read_text())
        judged = pipeline.judge(report, json.dumps(payload).encode())
        printed = self.lines(report.context(judged.document, judged.circumstances))
        typed = set(payload) & {*report.model.model_fields} - {
            "context", "statistics", "membership", "implementation", "results", "targets", "inspection", "strengths",
            "causes_of_strengths", "weaknesses", "causes_of_weaknesses", "self_rating", "lessons", "directions",
            "next_targets", "solutions", "recommendations",
        }  # fmt: skip

        split = split_report("\r\n".join(printed)).payload
        again = pipeline.judge(report, json.dumps({**{k: payload[k] for k in typed}, **split}).encode())

        assert again.verdict.errors == ()
        assert self.lines(report.context(again.document, again.circumstances)) == printed


class TestHeadings:
    @pytest.mark.parametrize("mark", ["I-", "I.", "I -", "I –", "I/", "Phần thứ nhất:"])
    def test_of_the_first_level_are_known_in_all_spellings(self, mark):
        assert outline(f"{mark} ĐẶC ĐIỂM\nMột đoạn.\n1- Về tổ chức\nHai đoạn.") == [(1, "ĐẶC ĐIỂM"), (2, "Về tổ chức")]

    def test_with_tabs_behind_automatic_numbers_as_word_copies_them(self):
        assert outline("I-\tĐẶC ĐIỂM\n1.\tVề tổ chức\nĐoạn.\n2.\tVề kinh tế\nĐoạn.") == [
            (1, "ĐẶC ĐIỂM"), (2, "Về tổ chức"), (2, "Về kinh tế"),
        ]  # fmt: skip

    def test_alone_on_their_line_are_followed_by_their_text(self):
        assert outline("I.\nĐẶC ĐIỂM TÌNH HÌNH\nĐoạn văn.") == [(1, "ĐẶC ĐIỂM TÌNH HÌNH")]

    def test_in_capitals_may_wrap(self):
        assert outline("I- CÔNG TÁC QUÁN TRIỆT\nVÀ CHỈ ĐẠO THỰC HIỆN\nĐoạn văn.") == [
            (1, "CÔNG TÁC QUÁN TRIỆT VÀ CHỈ ĐẠO THỰC HIỆN")
        ]

    def test_restart_their_numbers_in_each_part(self):
        assert outline("I- AB\n1. Mot\nx.\n2. Hai\nx.\nII- BB\n1. Ba\nx.\n1. Bon\nx.") == [
            (1, "AB"), (2, "Mot"), (2, "Hai"), (1, "BB"), (2, "Ba"), (2, "Bon"),
        ]  # fmt: skip

    def test_follow_the_order_of_the_office(self):
        text = "I. MỘT\nA. Ba\n1. Bốn\nx.\nB. Năm\nx.\nII/ HAI\n1.1 Sáu\nx.\n1.2 Bảy\nx."

        assert outline(text) == [
            (1, "MỘT"), (2, "Ba"), (3, "Bốn"), (2, "Năm"), (1, "HAI"), (2, "Sáu"), (2, "Bảy"),
        ]  # fmt: skip
        assert outline("I. MỘT\na) Hai\n1. Ba\nx.\n2. Bốn\nx.\nb) Năm\nx.") == [
            (1, "MỘT"), (2, "Hai"), (3, "Ba"), (3, "Bốn"), (2, "Năm"),
        ]  # fmt: skip

    def test_below_the_fourth_level_stay_text(self):
        text = "A. PHẦN\nI- MỘT\n1. Hai\n1.1. Ba\na) Bốn.\nĐoạn."

        assert outline(text) == [(1, "PHẦN"), (2, "MỘT"), (3, "Hai"), (4, "Ba")]
        assert split_report(text).parts[-1].paragraphs == ["a) Bốn.", "Đoạn."]

    @pytest.mark.parametrize(
        "sentence",
        [
            "1.5 triệu đồng là mức thu nhập bình quân.",
            "2.030 đảng viên đã tham gia.",
            "12,5 ha đất lúa được chuyển đổi.",
            "I. Newton sinh năm 1642 tại nước Anh.",
            "V. Lênin và cách mạng tháng Mười",
            "C. Mác và Ph. Ăngghen viết Tuyên ngôn",
            "2. tháng tiếp theo sẽ tổng kết",
            "9. Không theo thứ tự nào",
            "1. " + "Một mục dài nói hết trong câu của mình nên không phải là đề mục, " * 5 + "hết.",
            "1. Tiếp tục giữ vững nền nếp sinh hoạt;",
        ],
    )
    def test_are_not_seen_in_running_text(self, sentence):
        text = f"I- ĐẶC ĐIỂM\nĐoạn đầu.\n{sentence}\nĐoạn cuối."

        assert outline(text) == [(1, "ĐẶC ĐIỂM")]
        assert split_report(text).parts[0].paragraphs == ["Đoạn đầu.", sentence, "Đoạn cuối."]

    @pytest.mark.parametrize("line", ["1.1 triệu đồng mỗi người", "2. tháng tiếp theo", "2. +"])
    def test_never_begin_with_a_small_letter_or_a_sign(self, line):
        assert outline(f"I- ĐẶC ĐIỂM\n1. Thu nhập\nĐoạn.\n{line}\nĐoạn.") == [(1, "ĐẶC ĐIỂM"), (2, "Thu nhập")]

    def test_are_not_seen_where_a_sentence_wraps(self):
        text = "I- ĐẶC ĐIỂM\nViệc này làm theo quy định tại các điểm b,\na) Khoản 1 và những khoản khác."

        assert outline(text) == [(1, "ĐẶC ĐIỂM")]

    def test_without_numbers_are_short_lines_of_their_own(self):
        text = "Củng cố tổ chức\nĐoạn văn thứ nhất dài hơn đề mục.\n\nNâng cao chất lượng\nĐoạn văn thứ hai dài hơn."
        report = split_report(text)

        assert outline(text) == [(1, "Củng cố tổ chức"), (1, "Nâng cao chất lượng")]
        assert any("đề mục có đánh số" in remark.vi for remark in report.remarks)

    def test_are_asked_for_where_there_are_none(self):
        report = split_report("Chỉ có một đoạn văn, không có đề mục.")

        assert [part.paragraphs for part in report.parts] == [["Chỉ có một đoạn văn, không có đề mục."]]
        assert any("Hãy đặt lại đề mục" in remark.vi for remark in report.remarks)


class TestText:
    def test_of_a_list_item_that_wraps_is_joined(self):
        text = "I- ĐẶC ĐIỂM\n- Giữ vững nền nếp sinh hoạt và\nnâng cao chất lượng;\n- Kết nạp đảng viên."

        assert split_report(text).parts[0].paragraphs == [
            "- Giữ vững nền nếp sinh hoạt và nâng cao chất lượng;", "- Kết nạp đảng viên.",
        ]  # fmt: skip

    def test_is_cleaned_of_invisible_leftovers_and_that_is_said(self):
        report = split_report("I- ĐẶC\u00a0ĐIỂM\nĐoạn\u200b\u00a0văn\u00ad.\n\uf0b7\tMục.")

        assert report.parts[0].heading == "ĐẶC ĐIỂM"
        assert report.parts[0].paragraphs == ["Đoạn văn.", "- Mục."]
        assert report.remarks[0].vi.startswith("Đã làm sạch: dấu cách không ngắt, dấu cách đặc biệt (2 chỗ); ")
        assert "ký tự ẩn không có bề rộng (1 chỗ)" in report.remarks[0].vi

    def test_in_an_old_font_is_recognised_and_converted_on_request(self):
        old = "I- §Æc ®iÓm t×nh h×nh\nChi bé cã nhiÒu ®¶ng viªn cao tuæi."

        assert split_report(old).legacy.startswith("TCVN3")
        converted = split_report(old, convert_legacy=True)
        assert (converted.legacy, converted.parts[0].heading) == ("", "Đặc điểm tình hình")
        assert converted.parts[0].paragraphs == ["Chi bộ có nhiều đảng viên cao tuổi."]

    def test_too_long_is_refused(self):
        with pytest.raises(TooLong):
            split_report("a" * (MOST_CHARACTERS + 1))

    def test_in_capitals_below_the_type_gives_no_subject_but_a_remark(self):
        report = split_report("BÁO CÁO TỔNG KẾT NĂM 2026\n-----\nI- ĐẶC ĐIỂM\nĐoạn.")

        assert report.subject == ""
        assert any("Trích yếu viết hoa" in remark.vi for remark in report.remarks)


class TestTables:
    TABLE = "TT\tChỉ tiêu\tKế hoạch\tĐạt\n1\tKết nạp đảng viên\t2\t2\n2\tGiảm hộ nghèo\t4\t\nTổng cộng\t\t6\t2\n"

    def test_of_pasted_cells_stay_tables_with_caption_and_total(self):
        (part,) = split_report(f"I- KẾT QUẢ\nKết quả các chỉ tiêu:\n{self.TABLE}").parts

        assert part.paragraphs == []
        assert part.table == {
            "caption": "Kết quả các chỉ tiêu:",
            "columns": ["TT", "Chỉ tiêu", "Kế hoạch", "Đạt"],
            "rows": [["1", "Kết nạp đảng viên", "2", "2"], ["2", "Giảm hộ nghèo", "4", ""]],
            "total_row": ["Tổng cộng", "", "6", "2"],
        }

    def test_beyond_the_first_of_a_heading_become_text_and_that_is_said(self):
        report = split_report(f"I- KẾT QUẢ\n{self.TABLE}\n{self.TABLE}")

        assert report.parts[0].paragraphs[1] == "1 | Kết nạp đảng viên | 2 | 2"
        assert any("tối đa 8 cột" in remark.vi for remark in report.remarks)

    def test_have_as_many_columns_as_the_payload_takes(self):
        assert (tables.MOST_COLUMNS, parts.DEEPEST) == (MOST_COLUMNS, DEEPEST)


LINES = st.sampled_from(
    [
        *REPORT.splitlines(), "", "I- ĐẶC ĐIỂM", "I.", "II. KẾT QUẢ", "Phần thứ hai", "A- PHẦN", "1. Một", "1- Một",
        "1.1 Hai", "1.1.1. Ba", "a) Bốn", "b. Năm", "a\tb\tc", "1\t2\t3", "\t\t", "a\tb", "TT\tTên", "-\tmục", "lời,",
        "BÁO CÁO", "KẾT LUẬN", "T/M BAN THƯỜNG VỤ", "Nơi nhận:", "Trên đây là báo cáo", "\u00a0", "\uf0b7 x", "Bảng 1:",
    ]
)  # fmt: skip


def visible(text: str) -> Counter:
    return Counter(letter for letter in text if not letter.isspace())


def everything_in(report) -> Counter:
    kept = [report.subject, report.opening, *report.bases, report.closing]
    for left in report.left_out:
        kept += left.lines
    for part in report.parts:
        kept += [part.mark, part.heading, *part.paragraphs]
        if part.table:
            kept += [part.table.get("caption", ""), *part.table["columns"], *part.table.get("total_row", ())]
            kept += [cell for row in part.table["rows"] for cell in row]
    return visible("".join(kept))


def assert_nothing_is_lost(text: str) -> None:
    report = split_report(text)
    cleaned = visible("".join(line.text for line in read_lines(text, convert_legacy=False).lines))
    lost = cleaned - everything_in(report)
    # The dash before and the mark behind a căn cứ are set by the program.
    allowed = Counter({"-": len(report.bases), "–": len(report.bases), ";": len(report.bases) * 9, ",": 9, ".": 9})
    assert not lost - (allowed if report.bases else Counter())


@given(st.lists(LINES, max_size=40))
def test_no_visible_character_of_a_report_is_lost(lines):
    assert_nothing_is_lost("\n".join(lines))


@given(st.text(max_size=300))
def test_no_text_crashes_it_and_none_is_lost(text):
    assert_nothing_is_lost(text)


@given(st.lists(LINES, max_size=40))
def test_the_sections_have_the_form_that_the_payload_takes(lines):
    model = discover_types()["summary-report"].model
    payload = split_report("\n".join(lines)).payload
    known = {"report_kind": "annual", "period_from": "2026-01-01", "period_to": "2026-11-30"}

    model.model_validate_json(json.dumps({**known, **payload}))


@pytest.mark.parametrize("between", ["\n", "\t"])
def test_recipients_that_stand_before_the_signature_are_left_out_with_it(between):
    report = f"I- Tình hình\nĐoạn một.\nNơi nhận:\n- Đảng ủy;\n- Lưu.{between}T/M CHI BỘ\nBÍ THƯ\nNguyễn Văn A"

    assert split_report(report).payload["sections"] == [{"heading": "Tình hình", "paragraphs": ["Đoạn một."]}]
