"""Rules about members, and those of the three papers: one change of a sample fires exactly one of them."""

from __future__ import annotations

import pytest

from tests.payloads import DISSOLUTION, ESTABLISHMENT, LEFT_OUT, SLIP, changed, findings, people, said, sample

E, W = "error", "warning"
OTHER_CELL = {"name": "Chi bộ xóm Khác", "ends": False}
HANDOVER = {"records_to": "Văn phòng", "deadline": "2026-08-20"}
CELL = {"kind": "cell", "name": "Chi bộ cơ quan xã Tiên Phong", "superior": "Đảng bộ xã Tiên Phong"}

# Type, JSON Pointer of the change, the new value, and what is found: level, code, pointer.
CASES = {
    "member twice by card": (
        ESTABLISHMENT,
        "/members/1/party_card_no",
        "019068001234",
        {(E, "member.duplicate", "/members/1")},
    ),
    "member twice by name and birth": (
        ESTABLISHMENT,
        "/members/6",
        {"full_name": "nguyễn  văn an", "status": "official", "birth": "12/03/1968"},
        {(E, "member.duplicate", "/members/6")},
    ),
    "namesakes are no duplicates": (
        ESTABLISHMENT,
        "/members/6",
        {"full_name": "Lý Văn Định", "status": "official", "birth": "1970"},
        set(),
    ),
    "cells of a table in one name": (
        ESTABLISHMENT,
        "/members/2/full_name",
        "Nguyễn Văn X 1970 Trần Thị Y 1980",
        {(W, "member.name", "/members/2/full_name")},
    ),
    "a tab in a name": (
        ESTABLISHMENT,
        "/members/2/full_name",
        "Nguyễn Văn X\tTrần Thị Y",
        {(W, "member.name", "/members/2/full_name")},
    ),
    "a figure in a name that is no year": (ESTABLISHMENT, "/members/2/full_name", "Nguyễn Văn An 2", set()),
    "card of a probationary member": (
        ESTABLISHMENT,
        "/members/6/party_card_no",
        "019098000001",
        {(W, "member.card-probationary", "/members/6/party_card_no")},
    ),
    "card of eight digits in 2026": (
        ESTABLISHMENT,
        "/members/0/party_card_no",
        "12345678",
        {(W, "member.card-length", "/members/0/party_card_no")},
    ),
    "admitted at 17": (ESTABLISHMENT, "/members/0/birth", "04/02/1977", {(W, "member.age", "/members/0/admission")}),
    "admitted on the 18th birthday": (ESTABLISHMENT, "/members/0/birth", "03/02/1977", set()),
    "official before admission": (
        ESTABLISHMENT,
        "/members/0/official",
        "1994",
        {(W, "member.official-before-admission", "/members/0/official")},
    ),
    "ten months on probation": (
        ESTABLISHMENT,
        "/members/0/official",
        "12/1995",
        {(W, "member.probation", "/members/0/official")},
    ),
    "official on the day of admission": (ESTABLISHMENT, "/members/0/official", "03/02/1995", set()),
    "official date on probation": (
        ESTABLISHMENT,
        "/members/6/official",
        "19/5/2027",
        {(W, "member.official-probationary", "/members/6/official")},
    ),
    "C8 admitted after the paper": (
        ESTABLISHMENT,
        "/members/6/admission",
        "06/8/2026",
        {(E, "C8", "/members/6/admission")},
    ),
    "C1 total": (ESTABLISHMENT, "/member_total", 8, {(E, "C1", "/member_total")}),
    "C1 official": (ESTABLISHMENT, "/official_count", 7, {(E, "C1", "/official_count")}),
    "C1 probationary": (DISSOLUTION, "/probationary_count", 0, {(E, "C1", "/probationary_count")}),
    "counts that agree": (ESTABLISHMENT, "/member_total", 7, set()),
    "cell of thirty": (
        ESTABLISHMENT,
        "/members",
        [
            {**people(1)[0], "full_name": "Nguyễn Văn An"},
            {**people(2)[1], "full_name": "Trần Thị Bích"},
            *people(30)[2:],
        ],
        {(W, "cell.large", "/members")},
    ),
    "split of two cells": (
        ESTABLISHMENT,
        "/source_cells",
        [OTHER_CELL, {**OTHER_CELL, "name": "Chi bộ xóm Đồng Tâm"}],
        {(E, "establishment.sources", "/source_cells")},
    ),
    "source cell named twice": (
        ESTABLISHMENT,
        "/source_cells",
        [OTHER_CELL, OTHER_CELL],
        {(E, "establishment.sources", "/source_cells"), (E, "establishment.sources", "/source_cells/1/name")},
    ),
    "new cell that ends": (
        ESTABLISHMENT,
        "/source_cells",
        [{"name": "chi bộ xóm Định Thành", "ends": True}],
        {(E, "establishment.sources", "/source_cells/0/ends")},
    ),
    "merger of one cell": (
        ESTABLISHMENT,
        "/formation",
        "merge",
        {(E, "establishment.sources", "/source_cells"), (W, "establishment.merge", "/source_cells")},
    ),
    "new cell from another": (ESTABLISHMENT, "/formation", "new", {(E, "establishment.sources", "/source_cells")}),
    "transfer of one cell": (ESTABLISHMENT, "/formation", "transfer", set()),
    "handover of a cell that goes on": (
        ESTABLISHMENT,
        "/handover",
        HANDOVER,
        {(E, "establishment.handover", "/handover")},
    ),
    "no secretary": (
        ESTABLISHMENT,
        "/committee/0/role",
        "deputy_secretary",
        {(E, "establishment.secretary", "/committee"), (E, "C6", "/committee")},
    ),
    "C9 two secretaries": (ESTABLISHMENT, "/committee/1/role", "secretary", {(E, "C9", "/committee")}),
    "C6 committee of a small cell": (ESTABLISHMENT, "/committee/1/role", "member", {(E, "C6", "/committee")}),
    "C6 leader on probation": (ESTABLISHMENT, "/committee/1/member", "Vũ Quốc Đạt", {(E, "C6", "/committee/1/member")}),
    "C9 one person in two offices": (
        ESTABLISHMENT,
        "/committee/1/member",
        "Nguyễn Văn An",
        {(E, "C9", "/committee/1/member")},
    ),
    "leader who is no member": (
        ESTABLISHMENT,
        "/committee/1/member",
        "Ai Đó",
        {(E, "member.unknown", "/committee/1/member")},
    ),
    "leader with a namesake": (
        ESTABLISHMENT,
        "/members/2/full_name",
        "Trần Thị Bích",
        {(E, "member.ambiguous", "/committee/1/member")},
    ),
    "leaders where they are to be elected": (
        ESTABLISHMENT,
        "/leadership",
        "elected_at_congress",
        {(E, "establishment.committee", "/committee"), (E, "establishment.committee", "/appointment_kind")},
    ),
    "C20 term": (ESTABLISHMENT, "/term", "2025 – 2029", {(W, "C20", "/term")}),
    "C8 proposal after the decision": (
        ESTABLISHMENT,
        "/proposals/0/date",
        "2026-08-06",
        {(E, "C8", "/proposals/0/date")},
    ),
    "C8 effect before the decision": (ESTABLISHMENT, "/effective_date", "2026-08-04", {(E, "C8", "/effective_date")}),
    "C17 no destination": (
        DISSOLUTION,
        "/members/0/destination_cell",
        LEFT_OUT,
        {(E, "C17", "/members/0/destination_cell")},
    ),
    "C17 back to the dissolved cell": (
        DISSOLUTION,
        "/members/0/destination_cell",
        "cơ quan xã  tiên phong",
        {(E, "C17", "/members/0/destination_cell")},
    ),
    "C17 pending without a reason": (
        DISSOLUTION,
        "/members/0/transfer_kind",
        "pending",
        {(E, "C17", "/members/0/pending_reason"), (E, "C17", "/members/0/destination_cell")},
    ),
    "C17 reason to wait of one who moves": (
        DISSOLUTION,
        "/members/0/pending_reason",
        "đi nước ngoài",
        {(E, "C17", "/members/0/pending_reason")},
    ),
    "official transfer to nowhere in particular": (
        DISSOLUTION,
        "/members/0/transfer_kind",
        "official",
        {(W, "transfer.committee", "/members/0/destination_committee")},
    ),
    "C1 count of a destination": (
        DISSOLUTION,
        "/destinations",
        [
            {"cell": "thôn Đoài", "count": 3},
            {"cell": "Chi bộ thôn Đông", "count": 5},
            {"cell": "Chi bộ thôn Trung", "count": 3},
            {"cell": "Chi bộ Trường Trung học cơ sở, Đảng ủy phường Sông Công", "count": 1},
        ],
        {(E, "C1", "/destinations/1/count")},
    ),
    "C1 destination left out": (
        DISSOLUTION,
        "/destinations",
        [{"cell": "Chi bộ thôn Đông", "count": 4}],
        {(E, "C1", "/destinations")},
    ),
    "C8 cell ends before the decision": (DISSOLUTION, "/effective_date", "2026-08-19", {(E, "C8", "/effective_date")}),
    "C8 handover before the cell ends": (
        DISSOLUTION,
        "/handover/deadline",
        "2026-08-31",
        {(E, "C8", "/handover/deadline")},
    ),
    "C8 policy after the decision": (
        DISSOLUTION,
        "/policy_refs",
        [{"type": "Kết luận", "number": "1-KL/TW", "date": "2026-08-21"}],
        {(E, "C8", "/policy_refs/0")},
    ),
    "C10 replaced policy": (
        DISSOLUTION,
        "/policy_refs",
        [{"type": "Quy định", "number": "294-QĐ/TW", "date": "2025-05-26"}],
        {(W, "C10", "/policy_refs/0")},
    ),
    "C17 slip to the same cell": (SLIP, "/to_cell", "cơ quan xã Tiên  Phong", {(E, "C17", "/to_cell")}),
    "number of a series on a slip": (SLIP, "/number", 3, {(E, "slip.number", "/number")}),
    "recipients of a slip": (SLIP, "/recipients", [{"name": "A"}], {(E, "slip.field", "/recipients")}),
    "slip of another cell": (SLIP, "/issuer", {**CELL, "name": "Chi bộ thôn Bắc"}, {(W, "slip.issuer", "/from_cell")}),
    "slip of the member's own cell": (SLIP, "/issuer", CELL, set()),
}


@pytest.mark.parametrize("case", CASES)
def test_a_rule_fires_alone(case):
    slug, pointer, value, expected = CASES[case]

    assert said(slug, changed(sample(slug), pointer, value)) == expected


def test_three_official_members_found_a_cell_and_two_with_one_on_probation_do_not():
    """C7."""
    payload = sample(ESTABLISHMENT, leadership="separate_decision", committee=LEFT_OUT, appointment_kind=LEFT_OUT)
    new = people(1, status="probationary", party_card_no="", official=None)[0] | {"full_name": "Lê Thị Mới"}

    assert said(ESTABLISHMENT, {**payload, "members": people(3)}) == set()
    assert said(ESTABLISHMENT, {**payload, "members": [*people(2), new | {"birth": "1990"}]}) == {(E, "C7", "/members")}


def test_one_ref_means_one_person():
    payload = changed(changed(sample(ESTABLISHMENT), "/members/0/ref", "a"), "/members/1/ref", "a")

    assert said(ESTABLISHMENT, payload) == {(E, "member.ref", "/members/1/ref")}


def test_a_leader_named_by_name_and_by_ref_is_one_person():
    payload = changed(changed(sample(ESTABLISHMENT), "/members/0/ref", "a"), "/committee/1/member", "a")

    assert said(ESTABLISHMENT, payload) == {(E, "C9", "/committee/1/member")}


@pytest.mark.parametrize(
    ("count", "committee", "expected"),
    [
        (9, 1, {(W, "C6", "/committee")}),
        (9, 3, set()),
        (9, 7, set()),
        (9, 8, {(W, "C6", "/committee")}),
    ],
)
def test_a_cell_of_nine_has_a_committee_of_at_most_seven(count, committee, expected):
    members = people(count)
    roles = ["secretary", "deputy_secretary", *["member"] * 6]
    named = [{"member": m["full_name"], "role": role} for m, role in zip(members, roles[:committee], strict=False)]

    assert said(ESTABLISHMENT, sample(ESTABLISHMENT, members=members, committee=named)) == expected


def test_an_a5_slip_whose_text_may_not_fit_is_asked_about():
    assert said(SLIP, sample(SLIP, paper="A5", reason="chuyển nơi công tác " * 20)) == {(W, "slip.long", "/paper")}
    assert said(SLIP, sample(SLIP, paper="A5")) == set()


def test_limits_of_the_office_are_kept():
    from service.documents import Practice
    from tests.payloads import judged

    verdict = judged(ESTABLISHMENT, sample(ESTABLISHMENT), Practice(max_members=6)).verdict

    assert [(f.code, f.pointer) for f in verdict.errors] == [("limit.members", "/members")]


def test_handover_of_an_ended_source_is_in_order_even_in_a_draft():
    payload = sample(ESTABLISHMENT, issue_date=None, effective_date="2026-12-01", handover=HANDOVER)
    payload["source_cells"][0]["ends"] = True

    assert said(ESTABLISHMENT, payload) == {(E, "C8", "/handover/deadline")}


def test_a_findings_words_say_how_to_mend_it():
    """Every finding of every case has both languages, ends with a full stop and holds no braces."""
    for slug, pointer, value, _ in CASES.values():
        for finding in findings(slug, changed(sample(slug), pointer, value)):
            assert finding.message.vi.endswith("."), finding
            assert finding.message.en.endswith("."), finding
            assert "{" not in finding.message.vi + finding.message.en
