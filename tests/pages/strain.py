"""Papers that strain the layout: long names, long lists, many articles, many recipients. Made of the samples."""

from __future__ import annotations

from collections.abc import Iterator

from service.documents import discover_types
from tests.builders import Example, Payload, people, sample

MEMBERS = 500
ARTICLES = 60
RECIPIENTS = 60
NOTE_WORDS = 9

LONG_SUPERIOR = "Đảng bộ các cơ quan Đảng tỉnh Thái Nguyên"
LONG_NAME = " Công ty cổ phần chè Tiên Phong"
"""After the words that say what kind of body it is."""

ARTICLE = "Giao Văn phòng theo dõi, đôn đốc việc thực hiện, định kỳ báo cáo cấp ủy xem xét, cho ý kiến chỉ đạo."


def strained() -> list[Example]:
    """Every strain that each type can be put under, by its payload's fields."""
    return [paper for slug in discover_types() for paper in _of_type(slug)]


def _of_type(slug: str) -> Iterator[Example]:
    fields = discover_types()[slug].model.model_fields
    payload = sample(slug)
    plain = Example(slug, slug, payload)
    yield _named(plain.with_(issuer=_long_names(payload["issuer"])), "long names")
    if "recipients" in plain.context():
        yield _named(plain.with_(recipients=_recipients("Chi bộ số {}")), "many recipients")
        yield _named(
            plain.with_(recipients=_recipients("Chi bộ Trường Trung học cơ sở và Tiểu học số {}")), "long recipients"
        )
    if "extra_articles" in fields:
        yield _named(plain.with_(extra_articles=[{"text": ARTICLE}] * ARTICLES), "many articles")
    if "members" in payload:
        yield _named(plain.with_(members=_many_members(payload)), "many members")


def _named(example: Example, strain: str) -> Example:
    return Example(f"{example.slug}, {strain}", example.slug, example.payload)


def _long_names(issuer: Payload) -> Payload:
    kind = " ".join(issuer["name"].split()[:2])
    return {**issuer, "name": kind + LONG_NAME, "superior": LONG_SUPERIOR, "place_name": "Thái Nguyên"}


def _recipients(name: str) -> list[Payload]:
    return [{"name": name.format(number), "purpose": "implement"} for number in range(1, RECIPIENTS + 1)]


def _many_members(payload: Payload) -> list[Payload]:
    """The members of the sample, whom other fields name, and more like the first of them, each with a long note."""
    first, *_ = own = payload["members"]
    added = people(MEMBERS - len(own), **{key: value for key, value in first.items() if key.startswith("destination")})
    for number, member in enumerate(added):
        member["note"] = " ".join(note_words(number))
        if "destination_cell" in member:
            member["destination_cell"] = f"Chi bộ thôn {number % 40 + 1}"
    return [*own, *added]


def note_words(number: int) -> list[str]:
    """Words that stand in one row of the annex only."""
    return [f"m{number}{letter}" for letter in "abcdeghik"[:NOTE_WORDS]]
