"""From the bytes of a request to a model: what is refused, where it is said to be, and that all is said at once."""

from __future__ import annotations

import json

import pytest

from service.documents import discover_types, json_schema, read_document
from service.documents._findings import MOST_FINDINGS
from service.errors import MalformedJson
from tests.payloads import ESTABLISHMENT, as_bytes, changed, findings, judged, people, said, sample

MODEL = discover_types()[ESTABLISHMENT].model
SAMPLE = sample(ESTABLISHMENT)


def refused(body: bytes) -> MalformedJson:
    with pytest.raises(MalformedJson) as caught:
        read_document(body, MODEL)
    return caught.value


class TestSyntax:
    @pytest.mark.parametrize(
        ("body", "line", "column"),
        [
            (b"", 1, 1),
            (b'{"a": 1,\n "b" 2}', 2, 6),
            (b'{"a": 1}\n\n x', 3, 2),
            (b"{'a': 1}", 1, 2),
            (b'{"a": 01}', 1, 8),
        ],
    )
    def test_broken_json_names_line_and_column(self, body, line, column):
        fault = refused(body)

        assert (fault.code, fault.line, fault.column) == ("json.syntax", line, column)
        assert f"dòng {line}, cột {column}" in fault.message.vi

    def test_a_byte_order_mark_is_passed_over(self):
        assert judged(ESTABLISHMENT, b"\xef\xbb\xbf" + as_bytes(SAMPLE)).verdict.errors == ()

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
    def test_another_unicode_encoding_is_named_as_such(self, encoding):
        assert refused('{"a": 1}'.encode(encoding)).code == "json.encoding"

    def test_a_byte_of_an_old_encoding_is_located(self):
        fault = refused(b'{"a": 1,\n"b": "\xd0"}')

        assert (fault.code, fault.line, fault.column) == ("json.encoding", 2, 7)

    @pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1" * 5000])
    def test_what_is_no_json_number_is_refused(self, number):
        assert refused(f'{{"number": {number}}}'.encode()).code == "json.number"

    @pytest.mark.parametrize("number", ["1e400", "-1", "0", "1.5", "1" * 4000, "true", '"5"'])
    def test_a_number_out_of_range_is_a_fault_of_its_field(self, number):
        body = as_bytes(SAMPLE).replace(b'"number": 47', f'"number": {number}'.encode())

        assert {pointer for _, _, pointer in said(ESTABLISHMENT, body)} == {"/number"}

    def test_depth_is_bounded(self):
        assert "lồng nhau" in refused(b'{"a":' * 65 + b"1" + b"}" * 65).message.vi
        assert refused(b"[" * 1_000_000).code == "json.depth"
        assert read_document(b'{"a":' * 64 + b"1" + b"}" * 64, MODEL).errors

    @pytest.mark.parametrize("body", [b"[]", b"1", b'"x"', b"null", b"[{}]"])
    def test_json_that_is_no_object_is_one_finding_about_the_whole(self, body):
        reading = read_document(body, MODEL)

        assert [(finding.pointer, finding.code) for finding in reading.errors] == [("", "model_type")]


class TestDuplicateKeys:
    @pytest.mark.parametrize(
        ("body", "line", "column", "pointer"),
        [
            ('{"a": 1, "a": 2}', 1, 10, "/a"),
            ('{"x": [{"a": 1},\n {"a": 1, "b": [], "a": {}}]}', 2, 20, "/x/1/a"),
            ('{"a": "a", "b": {"a": 1},\n "\\u0061": 2}', 2, 2, "/a"),
            ('{"a": "\\"b\\": {", "b": "]", "c": [[], {}, 1], "b": 1}', 1, 47, "/b"),
            ('{"p": {"a~/b": 1, "a~/b": 1}}', 1, 19, "/p/a~0~1b"),
        ],
    )
    def test_the_second_one_is_located(self, body, line, column, pointer):
        fault = refused(body.encode())

        assert (fault.code, fault.line, fault.column, fault.pointer) == ("json.duplicate-key", line, column, pointer)

    def test_a_key_that_may_be_a_persons_data_is_not_repeated_in_the_message(self):
        fault = refused('{"Nguyễn Văn An 019": 1, "Nguyễn Văn An 019": 2}'.encode())

        assert "Nguyễn" not in fault.message.vi + fault.message.en


class TestSurrogates:
    def test_a_lone_surrogate_is_a_fault_of_its_field_beside_all_others(self):
        body = as_bytes(changed(SAMPLE, "/number", 0)).replace(
            b'"Nguy\xe1\xbb\x85n V\xc4\x83n An", "status"', b'"A\\ud800", "status"'
        )

        found = findings(ESTABLISHMENT, body)

        assert ("/members/0/full_name", "text_character") in {(f.pointer, f.code) for f in found}
        assert "/number" in {f.pointer for f in found}
        assert "U+D800" in next(f.message.vi for f in found if f.code == "text_character")

    @pytest.mark.parametrize("key", ["\\ud800", "\\udc00\\ud800", "x\\udfff"])
    def test_one_in_a_key_leaves_a_pointer_that_can_be_sent_back(self, key):
        for finding in read_document(f'{{"{key}": "{key}"}}'.encode(), MODEL).errors:
            finding.pointer.encode()  # a surrogate would raise

    def test_a_pair_is_one_character(self):
        body = as_bytes(SAMPLE).replace(b'"Tr\xc6\xb0\xe1\xbb\x9fng x\xc3\xb3m"', b'"\\ud83d\\ude00"')

        assert b"\\ud83d" in body
        assert said(ESTABLISHMENT, body) == set()


class TestAllAtOnce:
    def test_field_errors_and_rules_are_told_together(self):
        """A birth that does not parse hides neither the count of members nor another field's fault."""
        payload = {**SAMPLE, "members": [*people(2), people(3)[2] | {"birth": "31/2/1980", "status": "probationary"}]}
        payload |= {"number": 0, "surprise": 1, "leadership": "separate_decision", "effective_date": "2020-01-01"}
        del payload["committee"], payload["appointment_kind"]

        assert {(code, pointer) for level, code, pointer in said(ESTABLISHMENT, payload) if level == "error"} == {
            ("partial_date", "/members/2/birth"),
            ("greater_than_equal", "/number"),
            ("extra_forbidden", "/surprise"),
            ("C7", "/members"),
            ("C8", "/effective_date"),
        }

    def test_a_rule_that_reads_an_unreadable_field_is_left_out(self):
        found = said(ESTABLISHMENT, changed(SAMPLE, "/members/0/status", "maybe") | {"member_total": 99})

        assert ("error", "enum", "/members/0/status") in found
        assert {code for _, code, _ in found} == {"enum"}

    def test_every_missing_field_is_named(self):
        required = set(json_schema(discover_types()[ESTABLISHMENT])["required"])

        missing = {pointer for _, code, pointer in said(ESTABLISHMENT, {}) if code == "missing"}

        assert missing == {f"/{name}" for name in required}

    def test_of_a_flood_of_faults_the_first_are_listed(self):
        verdict = judged(ESTABLISHMENT, SAMPLE | {f"k{n}": 1 for n in range(5000)}).verdict

        assert len(verdict.errors) == MOST_FINDINGS + 1
        assert verdict.errors[-1].code == "findings.more"
        assert str(MOST_FINDINGS) in verdict.errors[-1].message.vi


SECRET = "Bí-mật-0190680"


@pytest.mark.parametrize(
    "pointer",
    [
        "/number",
        "/issue_date",
        "/formation",
        "/members/0/birth",
        "/members/0/party_card_no",
        "/members/0/status",
        "/members/0/gender",
        "/norm",
        "/members",
        "/members/0",
        "/issuer/kind",
        "/committee/0/member",
        "/issuer_ref",
        "/urgency",
        "/legal_bases/0/code",
    ],
)
def test_no_message_repeats_a_value(pointer):
    payload = changed(changed(SAMPLE, "/members/0/ref", "x"), pointer, SECRET)
    found = findings(ESTABLISHMENT, payload)

    assert found
    assert [f for f in found if SECRET in f.message.vi + f.message.en] == []


def test_every_finding_has_words_in_both_languages_that_hold_no_placeholders():
    for finding in findings(ESTABLISHMENT, as_bytes({"members": [{"status": 1}], "number": "x", "formation": 2})):
        assert finding.message.vi != finding.message.en
        assert "{" not in finding.message.vi.replace("{ … }", "")


def test_a_choice_is_told_in_vietnamese_too():
    message = next(f.message for f in findings(ESTABLISHMENT, sample(ESTABLISHMENT, norm="x")))

    assert message.vi == "Chỉ nhận một trong các giá trị: 'hd05_2026' hoặc 'hd36_2018'."
    assert json.loads(json.dumps(message)) == list(message)
