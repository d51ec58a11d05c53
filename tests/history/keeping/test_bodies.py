"""Exchanges without bodies: not stored, or removed. Everything that would show them says so."""

import io
import json
import zipfile
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from betas.access import defaults, tokens
from betas.models import Exchange, ExchangeBody, ExchangePart, Project
from betas.models.choices import Role
from tests.conftest import MakeExchange
from tests.history.transfers import everything, exported, lines, look, take_in

ASKED = {
    "model": "claude-opus-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Name a heliotrope river."}],
}  # fmt: skip
NOT_STORED = "The bodies were not stored: this project keeps none."
Send = Callable[..., dict[str, object]]

pytestmark = pytest.mark.usefixtures("loaded")


@pytest.fixture
def send(project: Project) -> Send:
    """Sends to the simulator from a project that stores no bodies, as a program does."""
    defaults.ensure()
    project.store_bodies = False
    project.save()
    token = tokens.make(project, "nightly", Role.TESTER)[1].reveal()
    client = Client(headers={"authorization": f"Bearer {token}"})

    def make(headers: dict[str, str] | None = None, **body: object) -> dict[str, object]:
        asked = {"betas": ["nope-2020-01-01"], "body": {**ASKED, **body}}
        reply = client.post("/api/v1/requests", json.dumps(asked), content_type="application/json", headers=headers)
        assert reply.status_code == 201
        found: dict[str, object] = reply.json()
        return found

    return make


@pytest.fixture
def removed(make_exchange: MakeExchange) -> Exchange:
    """A refusal whose bodies the retention removed."""
    made = make_exchange(
        "nope-2020-01-01", refused=("nope-2020-01-01",), status=400, error_type="invalid_request_error",
        error_message="Unexpected value(s) `nope-2020-01-01` for the `anthropic-beta` header.",
        error_means="refused_beta", fingerprint="ab12" * 4,
    )  # fmt: skip
    gone = {"request": b"", "response": b"", "request_codec": "gone", "response_codec": "gone"}
    ExchangeBody.objects.filter(exchange=made).update(**gone, removed_at=timezone.now(), searchable=True)
    return made


@pytest.mark.parametrize("stream", [False, True])
def test_nothing_that_was_said_is_stored(send: Send, stream: bool) -> None:
    send(stream=stream)
    row = Exchange.objects.values().get()
    body = ExchangeBody.objects.get()
    assert (bytes(body.request), bytes(body.response), body.events, row["preview"]) == (b"", b"", [], "")
    assert not ExchangePart.objects.exists()


def test_row_betas_error_and_numbers_are_stored(send: Send) -> None:
    send()
    row = Exchange.objects.get()
    assert (row.status, row.error_means) == (400, "refused_beta")
    assert [use.name for use in row.betas.all()] == ["nope-2020-01-01"]
    assert row.request_bytes > 0
    assert row.response_bytes > 0
    assert row.duration_ms is not None


def test_who_waits_for_the_answer_still_gets_it(send: Send) -> None:
    answered = send()
    assert "bodies_gone" not in answered
    assert "nope-2020-01-01" in str(answered["response"])


def test_later_the_api_says_why_there_is_none(project: Project, send: Send) -> None:
    pk = send()["id"]
    token = tokens.make(project, "later", Role.VIEWER)[1].reveal()
    later = Client(headers={"authorization": f"Bearer {token}"}).get(f"/api/v1/requests/{pk}").json()
    assert later["bodies_gone"] == NOT_STORED
    assert (later["request"]["text"], later["response"]["text"], later["response"]["body"]) == (None, None, None)
    assert later["error"]["means"] == "refused_beta"


def test_an_idempotency_key_still_sends_once(send: Send) -> None:
    first, second = (send(headers={"Idempotency-Key": "one"}) for _ in range(2))
    assert first["id"] == second["id"]
    assert second["bodies_gone"] == NOT_STORED


@pytest.mark.parametrize("tab", ["answer", "json", "events", "code"])
def test_each_tab_says_that_nothing_was_stored(tester: Client, send: Send, tab: str) -> None:
    page = tester.get(f"/history/{send()['id']}/?tab={tab}").content.decode()
    assert NOT_STORED in page
    assert "Nothing arrived" not in page
    assert "no code can send it" not in page


def test_the_tab_of_headers_has_them_still(tester: Client, send: Send) -> None:
    page = tester.get(f"/history/{send()['id']}/?tab=headers").content.decode()
    assert "anthropic-version" in page
    assert NOT_STORED not in page


def test_what_retention_removed_says_when(tester: Client, removed: Exchange) -> None:
    page = tester.get(f"/history/{removed.pk}/").content.decode()
    assert "by the retention rule." in page
    assert "Send anew with its betas" in page


def test_the_doctor_reads_the_error_that_the_row_keeps(tester: Client, removed: Exchange) -> None:
    card = tester.get(f"/history/{removed.pk}/").context["card"]
    assert card.found.betas == ("nope-2020-01-01",)
    assert card.ways == ()


def test_a_retry_of_what_is_gone_says_so_and_sends_nothing(tester: Client, removed: Exchange) -> None:
    response = tester.post(f"/playground/retry/{removed.pk}/", {"way": "without", "once": "1"})
    assert response.status_code == 422
    assert "by the retention rule. So nothing was sent." in response.content.decode()
    assert Exchange.objects.count() == 1


@pytest.mark.parametrize("name", ["request.json", "response.txt"])
def test_a_download_of_what_is_gone_is_a_sentence(tester: Client, removed: Exchange, name: str) -> None:
    response = tester.get(f"/history/{removed.pk}/{name}")
    assert response.status_code == 410
    assert "by the retention rule." in response.content.decode()


def test_the_report_says_so_and_keeps_the_rest(tester: Client, removed: Exchange) -> None:
    text = tester.get(f"/history/{removed.pk}/repro.md").content.decode()
    assert "by the retention rule." in text
    assert "## Diagnosis" in text
    assert "## Code" not in text


def test_the_zip_file_holds_no_empty_bodies(tester: Client, removed: Exchange) -> None:
    content = io.BytesIO(tester.get(f"/history/{removed.pk}/repro.zip").content)
    with zipfile.ZipFile(content) as file:
        assert sorted(file.namelist()) == ["bodies.txt", "diagnosis.json", "repro.md", "statuses.json"]
        assert "by the retention rule." in file.read("bodies.txt").decode()


def test_an_export_says_so_and_comes_back_the_same(administrator: Client, removed: Exchange, send: Send) -> None:
    send()
    exported_lines, before = exported(administrator, "jsonl"), everything()
    assert exported_lines.count('"bodies_gone"') == 2
    Exchange.objects.all().delete()
    take_in(administrator, look(administrator, exported_lines))
    assert everything() == before


def test_an_archive_says_so_in_a_comment(administrator: Client, removed: Exchange) -> None:
    [entry] = json.loads(exported(administrator, "har"))["log"]["entries"]
    assert entry["comment"].endswith("by the retention rule.")


def test_a_line_whose_removal_is_no_moment_is_refused(administrator: Client, removed: Exchange) -> None:
    [line] = lines(administrator)
    page = look(administrator, json.dumps({**line, "bodies_gone": {"removed_at": "once"}}))
    assert "removed_at is no moment" in page.content.decode()


def test_the_playground_takes_betas_and_model_of_it(tester: Client, removed: Exchange) -> None:
    form = tester.get(f"/playground/?from={removed.pk}").context["form"]
    assert (form.initial["betas"], form.initial["model"]) == (["nope-2020-01-01"], "claude-opus-5-5")


def test_the_live_answer_stays_and_only_its_head_is_replaced(tester: Client, send: Send) -> None:
    response = tester.get(f"/playground/result/{send()['id']}/", headers={"HX-Request": "true"})
    assert response.headers["HX-Retarget"] == "#answer-head"
    assert 'id="answer-head"' in response.content.decode()
    assert 'id="panel"' not in response.content.decode()


def test_a_list_names_it_by_its_path(tester: Client, send: Send) -> None:
    send()
    page = tester.get("/history/").content.decode()
    assert "/v1/messages" in page
    assert "heliotrope" not in page


def test_what_was_stored_before_stays(tester: Client, project: Project, make_exchange: MakeExchange) -> None:
    made = make_exchange()
    project.store_bodies = False
    project.save()
    assert tester.get(f"/history/{made.pk}/request.json").content == b"{}"
