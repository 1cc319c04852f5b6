"""The editions of the norm, and the powers of those who issue papers."""

from __future__ import annotations

import tomllib
from datetime import date
from importlib import resources

import pytest

from service.errors import NormFault
from service.norm import IssuerKind, edition_in_force, load_editions, load_issuer_rules
from service.norm._loading import as_model, read_toml
from service.norm.edition import EDITION_IDS, Cited, Edition

EDITIONS = load_editions()
ISSUERS = load_issuer_rules()
KINDS = set(IssuerKind)


@pytest.mark.parametrize("name", EDITION_IDS)
def test_every_component_says_where_it_stands_and_how_sure_it_is(name):
    edition = EDITIONS[name]
    components = {field: value for field, value in edition if isinstance(value, Cited)}
    tables = tomllib.loads(resources.files("service.norm").joinpath(f"{name}.toml").read_text())

    assert components.keys() == {field for field, value in tables.items() if isinstance(value, dict)}
    assert all(component.clause.strip() for component in components.values())
    assert {component.confidence for component in components.values()} <= set("ABCDE")


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2000, 1, 1), "hd36_2018"),
        (date(2018, 4, 3), "hd36_2018"),
        (date(2026, 5, 26), "hd36_2018"),
        (date(2026, 5, 27), "hd05_2026"),
        (date(2030, 1, 1), "hd05_2026"),
    ],
)
def test_the_edition_follows_the_day(day, name):
    assert edition_in_force(EDITIONS, day).id == name


def test_the_editions_differ_where_05_hd_changed_the_norm():
    new, old = EDITIONS["hd05_2026"], EDITIONS["hd36_2018"]

    assert (new.recipients.separator, old.recipients.separator) == (";", ",")
    assert (new.addressee.submission, old.addressee.submission) == ("Kính trình:", "Kính gửi:")
    assert (new.body.line_rule, old.body.line_rule) == ("exact", "least")
    assert (new.letter_subject.prefix, old.letter_subject.prefix) == ("về việc ", "")
    assert new.page.model_copy(update={"clause": old.page.clause}) == old.page
    assert (new.page.text_width_mm, new.title.rule_length_pt, new.subject.mark_below) == (165, 206.7, "-----")


def test_a_misspelt_key_of_the_norm_is_a_fault_that_names_file_and_field():
    table = read_toml("hd05_2026.toml") | {"titel": {}}

    with pytest.raises(NormFault, match=r"hd05_2026\.toml.*titel"):
        as_model(Edition, table, "hd05_2026.toml")


def test_every_kind_of_body_has_rules_and_cites_them():
    assert ISSUERS.keys() == KINDS
    assert all(rules.clause and rules.confidence in "ABCDE" for rules in ISSUERS.values())


@pytest.mark.parametrize(
    ("symbol", "kinds_without"),
    [
        ("QĐ", {"committee_office", "congress", "congress_presidium", "congress_secretariat", "vote_counting_board"}),
        ("CT", KINDS - {"provincial_committee", "district_committee"}),
    ],
)
def test_a_type_is_in_the_power_of_some_bodies_only(symbol, kinds_without):
    assert {kind for kind, rules in ISSUERS.items() if symbol not in rules.types} == kinds_without


def test_guidance_and_working_rules_are_divided_between_committee_and_standing_committee():
    committee, standing, cell = (
        ISSUERS[IssuerKind(k)].types for k in ("grassroots_committee", "standing_committee", "cell")
    )

    assert ("QC" in committee, "HD" in committee) == (True, False)
    assert ("QC" in standing, "HD" in standing) == (False, True)
    assert {"HD", "CT", "TT"} & set(cell) == set()
    assert {"NQ", "KL", "QC", "TB", "BC", "KH", "CTr", "ĐA", "PA", "DA", "TTr", "CV", "BB", "slip"} <= set(cell)


def test_who_acts_collectively_signs_for_all_and_a_cell_has_no_seal():
    assert {kind for kind, rules in ISSUERS.items() if not rules.collective} == {"committee_office", "advisory_organ"}
    assert all(rules.authority.startswith("T/M ") for rules in ISSUERS.values() if rules.collective)
    assert not ISSUERS[IssuerKind.CELL].sealed
    assert ISSUERS[IssuerKind.STANDING_COMMITTEE].symbol == "ĐU"
