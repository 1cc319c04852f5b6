"""The form of one paper, as the server makes it from the schema."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from service.bootstrap import sample
from service.documents import json_schema
from service.web.clerks.forms import Field, form_of
from service.web.clerks.forms.hints import hints_for


def html_of(client, slug: str) -> str:
    return client.get(f"/soan/{slug}").get_data(as_text=True)


def keys_of(schema: dict) -> set[str]:
    return set(schema["properties"])


def test_every_type_can_be_chosen(client, pipeline):
    html = client.get("/soan").get_data(as_text=True)

    for document_type in pipeline.types.values():
        assert f'href="/soan/{document_type.slug}"' in html
        assert document_type.title in html


def test_every_key_of_the_schema_has_one_place_in_the_form(slug, pipeline):
    document_type = pipeline.document_type(slug)
    placed = [field.key for field in form_of(document_type, {}).fields()]

    assert sorted(placed) == sorted(keys_of(json_schema(document_type)))


def test_what_is_required_is_never_folded_in(slug, pipeline):
    form = form_of(pipeline.document_type(slug), {})
    folded = [field.key for section in form.sections if section.fold for field in section.fields if field.required]

    assert folded == []


def test_ids_on_the_page_are_unique(slug, client):
    ids = re.findall(r'\sid="([^"]+)"', html_of(client, slug))

    assert len(ids) == len(set(ids)) > 50


def test_the_page_tells_no_codes_where_words_are_chosen(client):
    html = html_of(client, "cell-establishment-decision")

    assert '<option value="merge">Hợp nhất</option>' in html
    assert "merge: hợp nhất" not in html


def test_a_type_without_hints_has_a_form_with_what_is_required_first(pipeline):
    unknown = replace(pipeline.document_type("internal-transfer-slip"), slug="some-new-type")
    content = next(section for section in form_of(unknown, {}).sections if section.title == "Nội dung")
    required = [field.required for field in content.fields]

    assert required == sorted(required, reverse=True)
    assert required[0]


def field_of(pipeline, slug: str, key: str) -> Field:
    return next(field for field in form_of(pipeline.document_type(slug), {}).fields() if field.key == key)


@pytest.mark.parametrize(
    ("slug", "key", "control"),
    [
        ("cell-establishment-decision", "members", "table"),
        ("cell-meeting-minutes", "items", "list"),
        ("cell-meeting-minutes", "agenda", "lines"),
        ("cell-meeting-minutes", "start_at", "moment"),
        ("cell-meeting-minutes", "place_date_line", "check"),
        ("internal-transfer-slip", "dues_paid_through", "month"),
        ("summary-report", "period_from", "day"),
        ("summary-report", "report_kind", "choice"),
    ],
)
def test_the_schema_gives_the_control(pipeline, slug, key, control):
    assert field_of(pipeline, slug, key).control == control


def test_every_hint_for_long_texts_names_a_text_of_the_form(pipeline):
    hinted, met = set(), set()
    for slug, document_type in pipeline.types.items():
        hinted |= hints_for(slug).long
        for field in form_of(document_type, {}).fields():
            met |= {leaf.key for leaf in field.leaves() if leaf.long and leaf.control == "text"}

    assert {name.rpartition(".")[2] for name in hinted} - met == set()


def test_long_texts_get_boxes_that_grow_and_names_do_not(client):
    html = html_of(client, "cell-meeting-minutes")

    assert re.search(r'<textarea id="f-assignments-task"[^>]* data-paragraph', html)
    assert re.search(r'<input type="text" id="f-members-full_name"', html)


def test_null_is_sent_only_where_a_required_key_may_be_null(pipeline):
    assert field_of(pipeline, "internal-transfer-slip", "dues_paid_through").nullable
    assert not field_of(pipeline, "internal-transfer-slip", "reason").nullable


def test_a_payload_is_considered_with_the_number_that_will_be_printed(post):
    payload = {"issuer": {"kind": "cell", "name": "Chi bộ xóm Đông"}, "number": 7, "issue_date": "2026-08-05"}
    answer = post("/soan/summary-report/xem-xet", payload)

    assert answer.json["symbol"] == "07-BC/CB"
    assert not answer.json["valid"]
    assert "/report_kind" in [error["pointer"] for error in answer.json["errors"]]
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_number_without_an_issuer_says_nothing_yet(post):
    assert post("/soan/summary-report/xem-xet", {"number": 7}).json["symbol"] == ""


def test_a_payload_without_errors_is_told_the_name_of_its_paper(post, pipeline):
    payload = sample(pipeline.document_type("summary-report"))
    name = pipeline.produce("summary-report", payload).filename

    assert post("/soan/summary-report/xem-xet", json.loads(payload)).json["name"] == name
    assert post("/soan/summary-report/xem-xet", {"number": 7}).json["name"] == ""


def test_a_sample_fits_its_own_form_and_is_recognised_in_all_others(post, pipeline, slug):
    payload = dict.fromkeys(json.loads(sample(pipeline.document_type(slug))), True)
    for each in pipeline.types.values():
        own = each.slug == slug
        answer = post(f"/soan/{each.slug}/nhan-ra", payload).json
        title = pipeline.document_type(slug).title
        assert answer == {"fits": own, "slug": "" if own else slug, "title": "" if own else title}


@pytest.mark.parametrize(
    ("payload", "fits"), [({"issuer": True}, True), ({"members": True}, False), ({"a": True}, False), ({}, False)]
)
def test_what_may_be_of_any_type_fits_and_what_has_nothing_of_the_type_does_not(post, payload, fits):
    assert post("/soan/summary-report/nhan-ra", payload).json == {"fits": fits, "slug": "", "title": ""}


def test_an_unknown_type_is_not_found(client):
    assert client.get("/soan/no-such-type").status_code == 404


def test_english_is_spoken_where_it_was_chosen(client):
    client.set_cookie("lang", "en")
    html = html_of(client, "cell-meeting-minutes")

    assert "Minutes of a cell meeting" in html
    assert "Start from last month" in html
