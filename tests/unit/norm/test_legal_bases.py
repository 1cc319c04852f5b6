"""The registry of legal bases, and what is read out of a basis in words."""

from __future__ import annotations

from datetime import date

import pytest

from service.errors import NormFault
from service.norm import Basis, Citation, LegalBases, load_editions, load_legal_bases
from service.norm.bases import citations_in

REGISTRY = load_legal_bases()
EDITION = load_editions()["hd05_2026"]


@pytest.mark.parametrize(
    ("number", "day", "code"),
    [
        ("208-QĐ/TW", date(2026, 7, 26), "208-qd-tw-2026"),
        ("208-QĐ/TW", None, "208-qd-tw-2026"),
        ("01-HD/TW", date(2026, 5, 19), "01-hd-tw-2026"),
        ("01-HD/TW", date(2021, 9, 28), "01-hd-tw-2021"),
        ("01-HD/TW", date(2016, 9, 20), "01-hd-tw-2016"),
        ("12-HD/BTCTW", date(2018, 7, 6), "12-hd-btctw-2018"),
    ],
)
def test_a_basis_is_identified_by_its_number_and_date(number, day, code):
    assert REGISTRY.find(Citation(number, day)).code == code


@pytest.mark.parametrize(
    ("number", "day"),
    [
        ("01-HD/TW", None),  # of 2012, 2016, 2021 and 2026
        ("12-HD/BTCTW", None),  # of 2018 and 2022
        ("12-HD/BTCTW", date(2022, 1, 18)),  # sources differ on its day: the registry holds none
        ("232-QĐ/TW", date(2025, 1, 1)),
        ("208-QĐ/TW", date(2020, 1, 1)),
        ("999-QĐ/TW", None),
        ("", date(2026, 7, 26)),
    ],
)
def test_what_is_ambiguous_or_not_known_is_not_guessed(number, day):
    assert REGISTRY.find(Citation(number, day)) is None


@pytest.mark.parametrize(
    ("code", "day", "successor"),
    [
        ("29-qd-tw-2016", date(2019, 5, 1), None),
        ("29-qd-tw-2016", date(2021, 7, 29), None),
        ("29-qd-tw-2016", date(2021, 7, 30), "24-qd-tw-2021"),
        ("29-qd-tw-2016", date(2025, 3, 1), "24-qd-tw-2021"),  # 232 is of 2025, its day is not known
        ("24-qd-tw-2021", date(2025, 3, 1), None),
        ("24-qd-tw-2021", date(2025, 5, 26), "294-qd-tw-2025"),
        ("232-qd-tw-2025", date(2025, 6, 1), "294-qd-tw-2025"),
        ("294-qd-tw-2025", date(2026, 4, 8), "20-qd-tw-2026"),
        ("20-qd-tw-2026", date(2026, 7, 25), None),
        ("29-qd-tw-2016", date(2026, 7, 26), "208-qd-tw-2026"),
        ("208-qd-tw-2026", date(2030, 1, 1), None),
        ("12-hd-btctw-2022", date(2026, 8, 1), None),  # 38-HD/BTCTW has no known day
    ],
)
def test_a_basis_is_judged_at_the_day_of_the_paper(code, day, successor):
    found = REGISTRY.successor(REGISTRY.by_code[code], day)

    assert (found.code if found else None) == successor


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2019, 5, 1), "29-qd-tw-2016"),
        (date(2026, 8, 1), "208-qd-tw-2026"),
        (date(2026, 6, 1), "20-qd-tw-2026"),
        (date(2010, 1, 1), None),
    ],
)
def test_the_rules_on_the_charter_are_those_of_the_day(day, code):
    found = REGISTRY.current("charter_rules", day)

    assert (found.code if found else None) == code


def test_a_basis_is_cited_in_full_with_a_comma_before_its_date():
    cited = REGISTRY.by_code["208-qd-tw-2026"].citation(EDITION)

    assert cited == "Quy định số 208-QĐ/TW, ngày 26/7/2026 của Ban Chấp hành Trung ương về thi hành Điều lệ Đảng"


def test_a_basis_whose_day_is_not_known_is_cited_without_one():
    assert "ngày" not in REGISTRY.by_code["232-qd-tw-2025"].citation(EDITION)
    assert REGISTRY.by_code["dieu-le"].citation(EDITION) == "Điều lệ Đảng Cộng sản Việt Nam"


def test_no_basis_is_older_than_the_one_it_replaces():
    dated = [
        (basis.day, REGISTRY.by_code[basis.replaced_by].day, basis.code)
        for basis in REGISTRY.by_code.values()
        if basis.replaced_by and basis.day and REGISTRY.by_code[basis.replaced_by].day
    ]

    assert [code for before, after, code in dated if after <= before] == []
    assert len(dated) > 5


@pytest.mark.parametrize(
    ("text", "citations"),
    [
        ("Quy định số 208-QĐ/TW, ngày 26/7/2026 của", [("208-QĐ/TW", date(2026, 7, 26))]),
        ("Quy định số 208-QĐ/TW ngày 26 tháng 7 năm 2026", [("208-QĐ/TW", date(2026, 7, 26))]),
        ("Quy định 08-QĐi/TW", [("08-QĐi/TW", None)]),
        ("kết luận hội nghị ngày 5.8.2026", [("", date(2026, 8, 5))]),
        ("Điều lệ Đảng", []),
        ("12-KL/TW và 13-NQ/TU, ngày 01/02/2026", [("12-KL/TW", None), ("13-NQ/TU", date(2026, 2, 1))]),
        ("12-KL/TW, ngày 31/02/2026", [("12-KL/TW", None)]),
        ("12-KL/TW, ngày 1/2/2026 và 12-KL/TW, ngày 1/2/2026", [("12-KL/TW", date(2026, 2, 1))]),
        ("5-KH/ĐU, ngày 1/1/2026 thực hiện đến ngày 31/12/2026", [("5-KH/ĐU", date(2026, 1, 1))]),
        ("sắp xếp trước ngày 31/12/2026", []),
        ("12345-QĐ/TW", []),
    ],
)
def test_numbers_and_dates_are_read_out_of_words(text, citations):
    assert [(citation.number, citation.day) for citation in citations_in(text)] == citations


@pytest.mark.parametrize(("successor", "fault"), [("nowhere", "unknown successor"), ("b", "circular successor")])
def test_a_broken_chain_of_replacement_is_a_fault_of_the_norm(successor, fault):
    first = Basis(code="a", subject="s", replaced_by="b", confidence="A")
    second = Basis(code="b", subject="s", replaced_by=successor, confidence="A")

    with pytest.raises(NormFault, match=fault):
        LegalBases({"a": first, "b": second})
