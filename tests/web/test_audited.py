"""Which requests leave a line in the audit trail, what stands in it, and what happens where it cannot be written."""

from __future__ import annotations

import pytest

from service.audit.reading import entries, verify
from service.bootstrap import open_access, sample
from service.web import create_app
from service.web.auditing import ACTS
from tests.batch.seasons import SLUG, TYPE, desk_at, payload, work
from tests.docx_builder import make_docx, paragraph
from tests.web.access.asking import FAR, PASSWORD
from tests.web.batches.sending import FORM, PATH, form_with, lines

JSON = {"Content-Type": "application/json"}
DOCX = {"Content-Type": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}
DOCUMENT = f"/api/v1/documents/{SLUG}"


@pytest.fixture
def own(settings, tmp_path):
    return settings.model_copy(update={"data_dir": tmp_path})


@pytest.fixture
def access(own):
    found = open_access(own)
    found.users.add("lan", PASSWORD, ["generate", "batch", "check"])
    yield found
    found.close()


@pytest.fixture
def desk(tmp_path):
    found = desk_at(tmp_path, processes=1)
    yield found
    found.close()


@pytest.fixture
def app(pipeline, own, desk, access):
    return create_app(pipeline, own, lambda: desk, lambda: access)


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def written(tmp_path):
    """The lines that there are now, without what every line has."""
    return lambda: [
        {name: value for name, value in line.items() if name not in ("n", "time", "before", "request")}
        for line in entries(tmp_path)
    ]


def local(act: str, **more: object) -> dict[str, object]:
    return {"act": act, "who": "local", "from": "127.0.0.1", "result": "ok", **more}


class TestPapers:
    def test_a_paper_that_was_made(self, client, written):
        client.post(DOCUMENT, data=sample(TYPE), headers={**JSON, "X-Request-Id": "r-5"})

        assert written() == [local("paper.made", type=SLUG)]

    def test_the_line_bears_the_id_of_the_request(self, client, tmp_path):
        client.post(DOCUMENT, data=sample(TYPE), headers={**JSON, "X-Request-Id": "r-5"})

        assert next(entries(tmp_path))["request"] == "r-5"

    def test_a_payload_that_was_refused(self, client, written):
        client.post(DOCUMENT, data=b"{}", headers=JSON)

        assert written() == [local("paper.made", type=SLUG, result="refused", code="422")]

    def test_a_type_that_there_is_not_is_not_quoted(self, client, written):
        client.post("/api/v1/documents/nguyen-van-a", data=b"{}", headers=JSON)

        assert written() == [local("paper.made", result="refused", code="404")]

    def test_a_paper_of_an_upload(self, client, written):
        client.post("/tai-len", data=form_with(sample(TYPE), "a.json", type=SLUG), content_type=FORM)

        assert written() == [local("paper.made", type=SLUG)]

    def test_a_paper_that_was_checked(self, client, written):
        client.post("/api/v1/checks", data=make_docx(paragraph("Số")), headers=DOCX)

        assert written() == [local("paper.checked")]

    @pytest.mark.parametrize("path", ["/", "/soan", "/hang-loat", PATH, "/api/v1/types", "/healthz", "/metrics"])
    def test_what_is_only_read_leaves_no_line(self, client, written, path):
        assert client.get(path).status_code == 200
        assert written() == []

    def test_a_payload_that_is_only_judged_leaves_no_line(self, client, written):
        assert client.post(f"{DOCUMENT}/validate", data=sample(TYPE), headers=JSON).status_code == 200
        assert written() == []


class TestBatches:
    @pytest.fixture
    def batch(self, client):
        form = form_with(lines(payload(1), payload(2, cell_name=None)), type=SLUG)
        response = client.post(PATH, data=form, content_type=FORM)
        assert response.status_code == 202
        return response.headers["Location"].rpartition("/")[2]

    def test_from_coming_in_to_going(self, client, batch, desk, written):
        work(desk, desk.means.ledger.get(batch))
        client.get(f"{PATH}/{batch}")
        client.head(f"{PATH}/{batch}/archive").close()
        client.get(f"{PATH}/{batch}/archive").close()
        client.get(f"/hang-loat/{batch}/van-ban.zip").close()
        again = client.post(f"{PATH}/{batch}/retry").headers["Location"].rpartition("/")[2]
        client.post(f"{PATH}/{again}/cancel")
        client.delete(f"{PATH}/{batch}")
        client.delete(f"{PATH}/{batch}")

        about = {"type": SLUG, "batch": batch}
        assert written() == [
            local("batch.received", **about),
            local("batch.fetched", **about),
            local("batch.fetched", **about),
            local("batch.retried", type=SLUG, batch=again),
            local("batch.cancelled", type=SLUG, batch=again),
            local("batch.deleted", **about),
            local("batch.deleted", result="refused", code="404"),
        ]

    def test_by_the_pages_of_clerks(self, client, written):
        form = form_with(lines(payload(1)), type=SLUG)
        assert client.post("/hang-loat?manh=1", data=form, content_type=FORM).status_code == 201
        batch = written()[0]["batch"]
        client.post(f"/hang-loat/{batch}/huy")
        client.post(f"/hang-loat/{batch}/huy")  # it is over already
        client.post(f"/hang-loat/{batch}/xoa")
        client.post(f"/hang-loat/{batch}/xoa")  # it is gone already

        acts = [line["act"] for line in written()]
        assert acts == ["batch.received", "batch.cancelled", "batch.deleted"]

    def test_a_dry_run_leaves_no_line(self, client, written):
        form = form_with(lines(payload(1)), type=SLUG, dry_run="true")

        assert client.post(PATH, data=form, content_type=FORM).status_code == 200
        assert written() == []

    def test_how_it_ended_is_told_by_whoever_makes_it(self, own, pipeline, access, tmp_path, written):
        from service.bootstrap import open_desk

        desk = open_desk(own.model_copy(update={"batch_processes": 1}))
        client = create_app(pipeline, own, lambda: desk, lambda: access).test_client()
        form = form_with(lines(payload(1), payload(2, cell_name=None)), type=SLUG)
        batch = client.post(PATH, data=form, content_type=FORM).headers["Location"].rpartition("/")[2]
        try:
            work(desk, desk.means.ledger.get(batch))
        finally:
            desk.close()

        ended = {"act": "batch.done", "who": "local", "type": SLUG, "batch": batch, "count": 1, "failed": 1}
        assert written()[1:] == [{**ended, "result": "ok"}]


class TestSigningIn:
    def sign_in(self, client, name="lan", password=PASSWORD, **more):
        return client.post("/dang-nhap", data={"name": name, "password": password}, environ_base=FAR, **more)

    def test_in_and_out(self, client, written, access):
        assert self.sign_in(client).status_code == 303
        client.post("/dang-xuat", environ_base=FAR)

        who = access.users.get("lan").caller.id
        far = {"who": who, "from": "10.1.2.3", "result": "ok"}
        assert written() == [{"act": "signed-in", **far}, {"act": "signed-out", **far}]

    def test_a_wrong_password_tells_whose_and_one_who_guesses_is_locked_out(self, client, written, access):
        for _ in range(6):
            self.sign_in(client, password="not the password")

        about = {"about": access.users.get("lan").caller.id, "from": "10.1.2.3", "result": "refused"}
        assert written()[:5] == [{"act": "sign-in.failed", "code": "422", **about}] * 5
        assert written()[5] == {"act": "locked-out", "code": "429", **about}

    def test_a_name_that_nobody_has_may_be_a_password_and_is_not_written_down(self, client, written, tmp_path):
        self.sign_in(client, name="my secret password")

        assert written() == [{"act": "sign-in.failed", "code": "422", "from": "10.1.2.3", "result": "refused"}]

    def test_who_makes_a_paper_is_told_by_their_id(self, client, written, access):
        self.sign_in(client)
        client.post(DOCUMENT, data=sample(TYPE), headers=JSON, environ_base=FAR)

        assert written()[-1]["who"] == access.users.get("lan").caller.id

    def test_a_new_password(self, client, written):
        self.sign_in(client)
        for new in ("một câu khác hẳn", "x"):
            fields = {"password": PASSWORD, "new": new, "repeated": new}
            client.post("/tai-khoan", data=fields, environ_base=FAR)

        assert [(line["act"], line["result"]) for line in written()[1:]] == [
            ("password.changed", "ok"),
            ("password.changed", "refused"),
        ]

    def test_whom_nobody_knows_leaves_no_line_but_by_trying_to_sign_in(self, client, written):
        assert client.post(DOCUMENT, data=sample(TYPE), headers=JSON, environ_base=FAR).status_code == 401
        assert client.delete(f"{PATH}/{'0' * 32}", environ_base=FAR).status_code == 401

        assert written() == []


class TestFromWhere:
    def key(self, access):
        return {"Authorization": f"Bearer {access.keys.create('x', ['generate'])[1]}", **JSON}

    def test_whoever_passes_a_request_on_untrusted_is_not_believed(self, client, access, written):
        headers = {**self.key(access), "X-Forwarded-For": "10.9.9.9"}
        client.post(DOCUMENT, data=sample(TYPE), headers=headers, environ_base=FAR)

        assert "from" not in written()[0]

    def test_a_trusted_proxy_is(self, pipeline, own, desk, access, written):
        trusting = own.model_copy(update={"trusted_proxies": ("10.1.2.3",)})
        client = create_app(pipeline, trusting, lambda: desk, lambda: access).test_client()
        headers = {**self.key(access), "X-Forwarded-For": "10.9.9.9"}
        client.post(DOCUMENT, data=sample(TYPE), headers=headers, environ_base=FAR)

        assert written()[0]["from"] == "10.9.9.9"

    @pytest.mark.parametrize("written_by_proxy", ["Nguyễn", "1.2.3", "unknown"])
    def test_what_is_no_address_stays_out(self, pipeline, own, desk, access, written, written_by_proxy):
        trusting = own.model_copy(update={"trusted_proxies": ("10.1.2.3",)})
        client = create_app(pipeline, trusting, lambda: desk, lambda: access).test_client()
        headers = {**self.key(access), "X-Forwarded-For": written_by_proxy.encode().decode("latin-1")}
        client.post(DOCUMENT, data=sample(TYPE), headers=headers, environ_base=FAR)

        assert "from" not in written()[0]


class TestWhereNoLineCanBeWritten:
    @pytest.fixture
    def batch(self, client, desk):
        form = form_with(lines(payload(1)), type=SLUG)
        batch = client.post(PATH, data=form, content_type=FORM).headers["Location"].rpartition("/")[2]
        work(desk, desk.means.ledger.get(batch))
        return batch

    @pytest.fixture
    def broken(self, tmp_path):
        """Asked for last: what is made before has its lines."""
        if (tmp_path / "audit").exists():
            (tmp_path / "audit").rename(tmp_path / "elsewhere")
        (tmp_path / "audit").write_text("no folder")

    def test_nothing_is_made_checked_or_given_out(self, client, batch, broken):
        for response in (
            client.post(DOCUMENT, data=sample(TYPE), headers=JSON),
            client.post("/api/v1/checks", data=make_docx(paragraph("Số")), headers=DOCX),
            client.get(f"{PATH}/{batch}/archive"),
        ):
            assert (response.status_code, response.mimetype) == (503, "application/problem+json")
            assert response.json["type"] == "urn:vanthu:problem:audit-fault"
            assert "Content-Disposition" not in response.headers
        page = client.get(f"/hang-loat/{batch}/van-ban.zip", headers={"Accept": "text/html"})
        assert (page.status_code, page.mimetype) == (503, "text/html")

    def test_a_batch_is_not_accepted(self, client, broken):
        form = form_with(lines(payload(3)), type=SLUG)

        assert client.post(PATH, data=form, content_type=FORM).status_code == 503

    def test_reading_refusing_and_wiping_go_on(self, client, batch, broken):
        assert client.get(f"{PATH}/{batch}").status_code == 200
        assert client.get("/soan").status_code == 200
        assert client.post(DOCUMENT, data=b"{}", headers=JSON).status_code == 422
        assert client.delete(f"{PATH}/{batch}").status_code == 204

    def test_that_is_told_to_operators(self, client, broken, caplog):
        client.post(DOCUMENT, data=sample(TYPE), headers=JSON)

        assert "the audit trail in DATA_DIR" in caplog.text
        assert "vanthu_audit_failures_total 1.0" in client.get("/metrics").text


def test_every_endpoint_that_is_named_is_there(pipeline, own):
    app = create_app(pipeline, own)
    provider = {"provider.come_back"}  # only where an identity provider is set

    assert ACTS.keys() - app.view_functions.keys() == provider


def test_every_address_that_changes_something_is_named_or_known_to_change_nothing(pipeline, own):
    app = create_app(pipeline, own)
    harmless = {
        "api.validate",
        "single.consider",
        "single.recognise",
        "pasting.report",
        "pasting.members",
    }
    changing = {rule.endpoint for rule in app.url_map.iter_rules() if rule.methods & {"POST", "PUT", "DELETE", "PATCH"}}

    assert changing - ACTS.keys() == harmless


def test_the_chain_of_it_all_holds(client, tmp_path):
    for _ in range(3):
        client.post(DOCUMENT, data=sample(TYPE), headers=JSON)

    assert verify(tmp_path).lines == 3
