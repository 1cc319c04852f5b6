"""Settings from the environment: what is wrong names its variable."""

from __future__ import annotations

import pytest

from service.config import Settings, load_settings
from service.documents import Practice
from service.errors import SettingFault


@pytest.fixture(autouse=True)
def no_settings(monkeypatch):
    """The environment of the test run says nothing."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def test_without_any_variable_the_defaults_are_those_of_practice():
    assert load_settings().practice() == Practice()


def test_a_variable_is_named_like_its_field(monkeypatch):
    values = {
        "TONE_MARKS": "uỷ",
        "LAST_BASIS_END": ".",
        "TRANSFER_DAYS": "60",
        "CELL_TERM_YEARS": "2.5",
        "MAX_MEMBERS": "9",
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)

    assert load_settings().practice() == Practice("uỷ", ".", 60, 2.5, 9)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TONE_MARKS", "new"),
        ("LAST_BASIS_END", "!"),
        ("TRANSFER_DAYS", "0"),
        ("TRANSFER_DAYS", "thirty"),
        ("CELL_TERM_YEARS", "4"),
        ("MAX_BODY_MIB", "-1"),
        ("MAX_MEMBERS", "20001"),
        ("WORKERS", "0"),
        ("LOG_LEVEL", "loud"),
        ("ALLOWED_HOSTS", "localhost, http://x"),
    ],
)
def test_a_wrong_value_names_the_variable_and_the_value(monkeypatch, name, value):
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingFault) as caught:
        load_settings()

    assert name in str(caught.value)
    assert value.rpartition(" ")[2] in str(caught.value)


def test_all_wrong_values_are_told_at_once(monkeypatch):
    monkeypatch.setenv("WORKERS", "many")
    monkeypatch.setenv("LOG_LEVEL", "loud")

    with pytest.raises(SettingFault, match=r"(?s)WORKERS.*LOG_LEVEL"):
        load_settings()


def test_an_empty_variable_is_as_good_as_none(monkeypatch):
    monkeypatch.setenv("OFFICES_DIR", "")
    monkeypatch.setenv("WORKERS", "")

    assert load_settings().offices_dir is None


def test_hosts_are_parted_by_commas(monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", "a.example , ,[::1]")

    assert load_settings().allowed_hosts == ("a.example", "[::1]")
