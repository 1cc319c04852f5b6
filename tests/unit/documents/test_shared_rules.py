"""Each rule: one change of a sample fires exactly that rule, and the sample itself fires none.

Whether a rule says the right thing is in its text; here stand its code, its level and where it points.
"""

from __future__ import annotations

import pytest

from tests.payloads import DISSOLUTION, ESTABLISHMENT, LEFT_OUT, SLIP, changed, findings, people, said, sample

E, W = "error", "warning"
ADVISORY = {"kind": "advisory_organ", "name": "Ban Xây dựng Đảng xã Tiên Phong", "symbol": "BXDĐ"}

# Type, JSON Pointer of the change, the new value, and what is found: level, code, pointer.
CASES = {
    "no issuer": (ESTABLISHMENT, "/issuer", LEFT_OUT, {(E, "issuer.missing", "/issuer")}),
    "issuer given twice": (ESTABLISHMENT, "/issuer_ref", "X", {(E, "issuer.twice", "/issuer_ref")}),
    "C12 cell founds a cell": (ESTABLISHMENT, "/issuer/kind", "cell", {(E, "C12", "/issuer/kind")}),
    "C12 inspection commission sends a member": (
        SLIP,
        "/issuer/kind",
        "inspection_commission",
        {(E, "C12", "/issuer/kind")},
    ),
    "no symbol": (
        DISSOLUTION,
        "/issuer",
        {**ADVISORY, "symbol": None},
        {
            (E, "issuer.symbol", "/issuer/symbol"),
            (E, "C12", "/issuer/kind"),
            (W, "issuer.superior-missing", "/issuer/superior"),
        },
    ),
    "no place": (
        ESTABLISHMENT,
        "/issuer",
        {"kind": "standing_committee", "name": "Đảng ủy Tổng công ty Than", "superior": "Đảng bộ Tập đoàn Than"},
        {(E, "issuer.place", "/issuer/place_name")},
    ),
    "archive before others": (
        ESTABLISHMENT,
        "/recipients",
        [{"name": "- Lưu: VT"}, {"name": "Chi bộ xóm Định Thành"}],
        {(E, "recipients.archive", "/recipients/0"), (W, "C16", "/recipients/0/name")},
    ),
    "no superior": (
        ESTABLISHMENT,
        "/issuer/superior",
        LEFT_OUT,
        {(W, "issuer.superior-missing", "/issuer/superior")},
    ),
    "issuer typed in capitals": (
        ESTABLISHMENT,
        "/issuer/name",
        "ĐẢNG ỦY XÃ TIÊN PHONG",
        {(W, "name.case", "/issuer/name")},
    ),
    "signer typed in small letters": (
        ESTABLISHMENT,
        "/signature/full_name",
        "lê minh tuấn",
        {(W, "name.case", "/signature/full_name")},
    ),
    "superior city that ended": (
        ESTABLISHMENT,
        "/issuer/superior",
        "Đảng bộ thành phố Biên Hòa",
        {(W, "C11", "/issuer/superior")},
    ),
    "superior city that goes on": (ESTABLISHMENT, "/issuer/superior", "Đảng bộ thành phố Đà Nẵng", set()),
    "standing committee in the letterhead": (
        ESTABLISHMENT,
        "/issuer/name",
        "Ban Thường vụ Đảng ủy xã Tiên Phong",
        {(E, "issuer.name", "/issuer/name")},
    ),
    "superior by the name of its committee": (
        ESTABLISHMENT,
        "/issuer/superior",
        "Tỉnh ủy Thái Nguyên",
        {(W, "issuer.superior", "/issuer/superior")},
    ),
    "nobody signs": (ESTABLISHMENT, "/signature", LEFT_OUT, {(E, "signature.missing", "/signature")}),
    "C16 K/T of a committee": (ESTABLISHMENT, "/signature/authority", "K/T", {(E, "C16", "/signature/authority")}),
    "C16 T/L of a committee for nobody": (
        ESTABLISHMENT,
        "/signature/authority",
        "T/L",
        {(E, "C16", "/signature/authority")},
    ),
    "T/L without a position": (
        ESTABLISHMENT,
        "/signature",
        {"full_name": "Lê A", "authority": "T/L", "on_behalf_of": "Ban Thường vụ"},
        {(E, "signature.position", "/signature/position")},
    ),
    "plain member of the committee": (
        ESTABLISHMENT,
        "/signature/position",
        "Ủy viên Ban Thường vụ",
        {(W, "signature.member-position", "/signature/position")},
    ),
    "position with the committee's name": (
        ESTABLISHMENT,
        "/signature/position",
        "Phó Bí thư Đảng ủy",
        {(W, "signature.position-body", "/signature/position")},
    ),
    "C16 V/v": (ESTABLISHMENT, "/subject", "V/v thành lập chi bộ", {(W, "C16", "/subject")}),
    "capital": (ESTABLISHMENT, "/subject", "Về thành lập", {(W, "subject.lowercase-start", "/subject")}),
    "final dot": (ESTABLISHMENT, "/subject", "về thành lập.", {(W, "subject.final-dot", "/subject")}),
    "archive not last": (
        ESTABLISHMENT,
        "/recipients",
        [{"name": "Văn phòng", "purpose": "archive"}, {"name": "A"}],
        {(E, "recipients.archive", "/recipients/0")},
    ),
    "archive twice": (
        ESTABLISHMENT,
        "/recipients",
        [{"name": "Lưu Đảng ủy"}, {"name": "Văn phòng", "purpose": "archive"}],
        {(E, "recipients.archive", "/recipients/0")},
    ),
    "C15 as above": (ESTABLISHMENT, "/recipients", [{"name": "- Như trên"}], {(E, "C15", "/recipients/0/name")}),
    "C16 archive VT": (
        ESTABLISHMENT,
        "/recipients",
        [{"name": "VT", "purpose": "archive"}],
        {(W, "C16", "/recipients/0/name")},
    ),
    "C16 archive with a colon": (
        ESTABLISHMENT,
        "/recipients",
        [{"name": "Lưu: VT", "purpose": "archive"}],
        {(W, "C16", "/recipients/0/name")},
    ),
    "basis neither way": (ESTABLISHMENT, "/legal_bases/0", {}, {(E, "basis.form", "/legal_bases/0")}),
    "basis both ways": (
        ESTABLISHMENT,
        "/legal_bases/0",
        {"code": "dieu-le", "text": "x"},
        {(E, "basis.form", "/legal_bases/0")},
    ),
    "basis unknown": (ESTABLISHMENT, "/legal_bases/0", {"code": "x"}, {(E, "basis.unknown", "/legal_bases/0/code")}),
    "C8 basis after the paper": (
        ESTABLISHMENT,
        "/legal_bases/2",
        {"text": "Kết luận số 9-KL/ĐU, ngày 06/8/2026"},
        {(E, "C8", "/legal_bases/2")},
    ),
    "C10 code of a replaced basis": (
        ESTABLISHMENT,
        "/legal_bases/1",
        {"code": "294-qd-tw-2025"},
        {(W, "C10", "/legal_bases/1")},
    ),
    "C10 replaced basis in words": (
        ESTABLISHMENT,
        "/legal_bases/1",
        {"text": "Hướng dẫn số 01-HD/TW, ngày 28/9/2021"},
        {(W, "C10", "/legal_bases/1")},
    ),
    "C10 not told of an ambiguous number": (ESTABLISHMENT, "/legal_bases/1", {"text": "12-HD/BTCTW"}, set()),
    "C11 district recipient": (
        ESTABLISHMENT,
        "/recipients",
        [{"name": "Huyện ủy Phổ Yên"}],
        {(W, "C11", "/recipients/0/name")},
    ),
    "C11 district above": (
        ESTABLISHMENT,
        "/issuer/superior",
        "Đảng bộ huyện Phổ Yên",
        {(W, "C11", "/issuer/superior")},
    ),
    "C8 replaces a later paper": (
        ESTABLISHMENT,
        "/replaces",
        {"number": "1-QĐ/ĐU", "date": "2026-08-06"},
        {(E, "C8", "/replaces/date")},
    ),
    "degree of urgency of the old norm": (
        ESTABLISHMENT,
        "/urgency",
        "HỎA TỐC HẸN GIỜ",
        {(E, "urgency.unknown", "/urgency")},
    ),
}


@pytest.mark.parametrize("slug", [ESTABLISHMENT, DISSOLUTION, SLIP])
def test_nothing_is_said_of_a_sample(slug):
    assert said(slug, sample(slug)) == set()


@pytest.mark.parametrize("case", CASES)
def test_a_rule_fires_alone(case):
    slug, pointer, value, expected = CASES[case]

    assert said(slug, changed(sample(slug), pointer, value)) == expected


def test_a_registered_basis_later_than_the_paper_is_an_error():
    """C8: 208-QĐ/TW is of 26/7/2026."""
    payload = sample(ESTABLISHMENT, issue_date="2026-07-20", proposals=LEFT_OUT)

    assert said(ESTABLISHMENT, payload) == {(E, "C8", "/legal_bases/1")}


@pytest.mark.parametrize(("day", "expected"), [("2019-06-01", set()), ("2021-08-01", {(W, "C10", "/legal_bases/0")})])
def test_a_basis_is_judged_at_the_papers_own_day(day, expected):
    basis = [{"text": "Quy định số 29-QĐ/TW, ngày 25/7/2016 của Ban Chấp hành Trung ương"}]
    members = people(3, party_card_no="")
    payload = sample(
        ESTABLISHMENT,
        issue_date=day,
        legal_bases=basis,
        proposals=LEFT_OUT,
        members=members,
        leadership="elected_at_congress",
        committee=LEFT_OUT,
        appointment_kind=LEFT_OUT,
    )

    assert said(ESTABLISHMENT, payload) == expected


def test_levels_and_cards_of_2019_are_those_of_2019():
    payload = sample(
        DISSOLUTION,
        issue_date="2019-05-06",
        effective_date="2019-05-06",
        handover={"records_to": "Văn phòng", "deadline": "2019-05-20"},
        members=people(3, party_card_no=None, destination_cell="Chi bộ ấp 1"),
    )
    payload["issuer"] = {"kind": "district_committee", "name": "Huyện ủy Xuân Lộc", "superior": "Đảng bộ tỉnh Đồng Nai"}
    payload["members"][0]["party_card_no"] = "12345678"

    assert said(DISSOLUTION, payload) == set()
    assert (W, "C11", "/issuer/kind") in said(
        DISSOLUTION,
        {
            **payload,
            "issue_date": LEFT_OUT,
            "effective_date": "2026-12-30",
            "handover": {"records_to": "x", "deadline": "2026-12-31"},
        }
        | {"issue_date": None},
    )


def test_a_paper_before_the_oldest_edition_is_set_by_it_with_a_warning():
    payload = sample(SLIP, issue_date="2017-05-06")

    assert (W, "norm.before-oldest-edition", "/issue_date") in said(SLIP, payload)
    assert (W, "norm.before-oldest-edition", "/issue_date") not in said(SLIP, {**payload, "norm": "hd36_2018"})


@pytest.mark.parametrize(
    "name",
    [
        "PGS. TS Lê A",
        "GS.TS. Lê A",
        "ThS Lê A",
        "TS.Lê A",
        "Tiến sĩ Lê A",
        "Bác sĩ Lê A",
        "Đại tá Lê A",
        "Đồng chí Lê A",
        "đ/c Lê A",
    ],
)
def test_no_title_stands_before_the_signers_name(name):
    assert said(SLIP, changed(sample(SLIP), "/signature/full_name", name)) == {(E, "C16", "/signature/full_name")}


@pytest.mark.parametrize("name", ["Thái Sơn", "Ông Ích Khiêm", "Đại Nghĩa", "TSERING", "Tá Văn Sĩ", "BSA Lê"])
def test_a_name_that_only_looks_like_a_title_passes(name):
    assert said(SLIP, changed(sample(SLIP), "/signature/full_name", name)) == set()


def test_a_findings_words_say_how_to_mend_it():
    """Every finding of every case has both languages, ends with a full stop and holds no braces."""
    for slug, pointer, value, _ in CASES.values():
        for finding in findings(slug, changed(sample(slug), pointer, value)):
            assert finding.message.vi.endswith("."), finding
            assert finding.message.en.endswith("."), finding
            assert "{" not in finding.message.vi + finding.message.en
