"""The history as a file: every format, without keys, in memory that does not grow, to be gone on with."""

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from jsonschema import ValidationError

from betas.catalogue.load import Loaded
from betas.history import housekeeping
from betas.history.transfer import batches
from betas.history.transfer.export import exported as chunks_of
from betas.models import AuditEntry, BetaChange, Exchange, Project
from betas.models.choices import Role, State
from tests.conftest import MakeExchange, SignedIn
from tests.history.transfers import BETA, exported, har_validator, lines

KEY = "sk-ant-canary-0123456789abcdef"
FORMATS = ("jsonl", "csv", "har")


def say(exchange: Exchange, *, request: bytes = b"{}", response: bytes = b"{}", **headers: dict[str, str]) -> Exchange:
    exchange.body.request, exchange.body.response = request, response
    exchange.body.request_headers = headers.get("sent", {})
    exchange.body.response_headers = headers.get("received", {})
    exchange.body.save()
    return exchange


def test_a_line_says_all_that_is_kept(tester: Client, make_exchange: MakeExchange, loaded: Loaded) -> None:
    exchange = say(
        make_exchange(BETA, refused=(BETA,), status=400, note="look"),
        request=b'{"model": "x"}', response="né".encode(),
        sent={"anthropic-beta": BETA, "x-api-key": "[hidden]"}, received={"request-id": "req_1"},
    )  # fmt: skip
    [line] = lines(tester)
    assert (line["format"], line["id"], line["status"], line["note"]) == (
        "betaboard-exchange-1", str(exchange.pk), 400, "look",
    )  # fmt: skip
    assert line["betas"] == [{"name": BETA, "refused": True, "then": "deprecated", "now": "deprecated"}]
    assert line["request"]["headers"] == {"anthropic-beta": BETA, "x-api-key": "[hidden]"}
    assert (line["request"]["text"], line["response"]["text"]) == ('{"model": "x"}', "né")


def test_bytes_that_are_no_text_come_as_base64(tester: Client, make_exchange: MakeExchange) -> None:
    say(make_exchange(), response=b"\xff\x00")
    assert lines(tester)[0]["response"] == {"headers": {}, "base64": "/wA="}


@pytest.mark.parametrize("kind", FORMATS)
def test_what_narrows_the_list_narrows_the_file(tester: Client, make_exchange: MakeExchange, kind: str) -> None:
    refused, answered = make_exchange(status=400), make_exchange()
    text = exported(tester, kind, status="4xx")
    assert str(refused.pk) in text
    assert str(answered.pk) not in text


@pytest.mark.parametrize("kind", FORMATS)
def test_another_projects_exchange_is_in_no_file(tester: Client, make_exchange: MakeExchange, kind: str) -> None:
    foreign = make_exchange(project=Project.objects.create(slug="other", name="Other"))
    assert str(foreign.pk) not in exported(tester, kind)


def test_one_that_is_being_sent_is_left_out(tester: Client, make_exchange: MakeExchange) -> None:
    make_exchange(state=State.SENDING, status=None)
    assert lines(tester) == []


def test_the_file_goes_on_below_the_last_id_that_came(tester: Client, make_exchange: MakeExchange) -> None:
    for _ in range(5):
        make_exchange()
    whole = lines(tester)
    assert [line["id"] for line in whole] == sorted((line["id"] for line in whole), reverse=True)
    assert lines(tester, after=whole[1]["id"]) == whole[2:]


def test_csv_has_a_row_for_each_and_runs_no_formula(tester: Client, make_exchange: MakeExchange) -> None:
    make_exchange(BETA, "alpha-2025-01-01", refused=(BETA,), preview='=HYPERLINK("http://evil")\nand more')
    [row] = csv.DictReader(io.StringIO(exported(tester, "csv"), newline=""))
    assert row["preview"] == '\'=HYPERLINK("http://evil") and more'
    assert (row["betas"], row["refused_betas"]) == (f"{BETA} alpha-2025-01-01", BETA)
    assert (row["status"], row["simulated"], row["cost"]) == ("200", "true", "")


def test_the_archive_is_what_its_published_schema_says(tester: Client, make_exchange: MakeExchange) -> None:
    say(make_exchange(BETA, duration_ms=900, first_token_ms=20), received={"content-type": "application/json"})
    say(make_exchange(status=None, state=State.FAILED, failure="timeout"), response=b"\xff")
    archive = json.loads(exported(tester, "har"))
    har_validator().validate(archive)
    broken, answered = archive["log"]["entries"]
    assert answered["request"]["url"] == "simulator://local/v1/messages"
    assert answered["_betaboard"]["betas"][0]["name"] == BETA
    assert broken["response"]["content"]["encoding"] == "base64"


def test_an_archive_of_nothing_is_one(tester: Client, project: Project) -> None:
    har_validator().validate(json.loads(exported(tester, "har")))


def test_the_schema_refuses_what_is_none() -> None:
    with pytest.raises(ValidationError):
        har_validator().validate({"log": {"version": "1.2", "creator": {"name": "x"}, "entries": []}})
    with pytest.raises(ValidationError):
        har_validator().validate({"log": {"version": "1.2", "creator": {"name": "x", "version": "1"}, "entries": [{}]}})


@pytest.mark.parametrize("kind", FORMATS)
def test_no_key_is_in_any_format(tester: Client, make_exchange: MakeExchange, kind: str) -> None:
    said = f"my key is {KEY}"
    say(
        make_exchange(
            BETA, beta_header=f"{BETA},{KEY}", preview=said, note=said, error_message=said, error_normalised=said,
            request_id=KEY, failure_detail=said, key_label=KEY, idempotency_key=KEY, error_type=KEY, stop_reason=KEY,
        ),
        request=json.dumps({"metadata": {"x-api-key": KEY, "cookie": f"session={KEY}"}, "text": said}).encode(),
        response=b"\xff bearer " + KEY.encode(),
        sent={"user-agent": KEY, "anthropic-beta": KEY, "x-api-key": KEY, "authorization": KEY, "cookie": KEY},
        received={"request-id": KEY, "server": f"authorization: {KEY}", "set-cookie": KEY, "x-debug": KEY},
    )  # fmt: skip
    make_exchange(KEY)
    text = exported(tester, kind)
    assert BETA in text
    assert "canary" not in text


@pytest.mark.parametrize("kind", FORMATS)
def test_no_token_of_a_server_is_in_any_format(tester: Client, make_exchange: MakeExchange, kind: str) -> None:
    server = {"url": "https://user:canary@mcp.example/x", "authorization_token": "canary", "api_key": 4815162342}
    body = json.dumps({"mcp_servers": [server]})
    say(make_exchange(preview=body, note="password=canary"), request=body.encode(), response=body.encode())
    text = exported(tester, kind)
    assert "[key removed]" in text
    assert "canary" not in text
    assert "4815162342" not in text


def test_an_echoed_key_moves_no_event_from_its_time(tester: Client, make_exchange: MakeExchange) -> None:
    exchange = say(make_exchange(stream=True), response=f"data: {KEY}\n\ndata: two\n\n".encode())
    first = len(f"data: {KEY}\n\n")
    exchange.body.events = [[first, 10], [first + 11, 20]]
    exchange.body.save()
    [line] = lines(tester)
    told = line["response"]["text"]
    assert [(told[:end].count("data:"), ms) for end, ms in line["events"]] == [(1, 10), (2, 20)]
    assert line["events"][-1][0] == len(told)
    assert line["keys_removed"] == 1


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("count", [2, 40])
def test_more_rows_cost_no_more_queries(
    tester: Client, make_exchange: MakeExchange, count: int, kind: str, person: Any
) -> None:
    for _ in range(count):
        make_exchange(BETA, "alpha-2025-01-01", who=person(Role.TESTER), state=State.INTERRUPTED, status=None)
    exported(tester, kind)  # the first one makes a project's upstreams
    with CaptureQueriesContext(connection) as queries:
        exported(tester, kind)
    # session, user, role, projects; the entry, with its project, two upstreams and a savepoint; of a page its ids, how
    # many there are, rows, betas and tags; statuses now, and bodies and parts of a portion
    assert len(queries) == {"jsonl": 18, "csv": 15, "har": 18}[kind]


def test_words_are_found_by_their_index_and_not_row_by_row(
    tester: Client, make_exchange: MakeExchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "ROWS", 2)
    made = [say(make_exchange(), request=b'{"system":"needle"}') for _ in range(5)]
    for _ in range(5):
        make_exchange()
    housekeeping.index(5)
    newest_first = [str(one.pk) for one in reversed(made)]
    assert [line["id"] for line in lines(tester, q="needle")] == newest_first
    assert [line["id"] for line in lines(tester, q="needle", after=newest_first[2])] == newest_first[3:]
    with CaptureQueriesContext(connection) as queries:
        lines(tester, q="needle")
    looked = [each["sql"] for each in queries if "betas_exchangewords" in each["sql"]]
    assert [sql for sql in looked if "EXISTS" in sql] == []


def test_a_portion_of_bodies_is_bounded(make_exchange: MakeExchange, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "BYTES", 100)
    monkeypatch.setattr(batches, "ROWS", 7)
    made = [make_exchange(request_bytes=60, response_bytes=0) for _ in range(20)]
    with CaptureQueriesContext(connection) as queries:
        found = list(batches.ended(Exchange.objects.all(), [], None, with_bodies=True))
    assert [one.pk for one in found] == [one.pk for one in reversed(made)]
    assert len([each for each in queries if "exchangebody" in each["sql"]]) == 11


def test_who_goes_away_ends_the_reading(make_exchange: MakeExchange, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "ROWS", 2)
    monkeypatch.setattr("betas.history.transfer.export.PIECE", 1)
    for _ in range(10):
        make_exchange()
    reading = chunks_of(Exchange.objects.all(), [], "jsonl")
    next(reading)
    with CaptureQueriesContext(connection) as queries:
        reading.close()
        assert list(reading) == []
    assert len(queries) == 0


def test_the_answer_is_neither_gathered_nor_kept(tester: Client, make_exchange: MakeExchange) -> None:
    make_exchange()
    response = tester.get("/history/export/?format=jsonl", headers={"accept-encoding": "gzip"})
    assert response.streaming
    assert response["Content-Encoding"] == "identity"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Disposition"].startswith('attachment; filename="betaboard-history-')
    response.close()


UNREADABLE = [
    ("model=m", "Say which format: jsonl, csv or har.", "format"),
    ("model=m&format=parquet", "There is no format “parquet”", "format"),
    ("format=csv&model=m&status=9999", "A status is a number", "status"),
]


@pytest.mark.parametrize(("query", "sentence", "field"), UNREADABLE)
def test_what_cannot_be_read_is_refused_on_a_page_with_a_way_back(
    tester: Client, project: Project, query: str, sentence: str, field: str
) -> None:
    response = tester.get(f"/history/export/?{query}")
    page = response.content.decode()
    assert (response.status_code, response["Content-Type"]) == (422, "text/html; charset=utf-8")
    assert sentence in page
    assert "Nothing was exported" in page
    assert "/history/import/" not in page
    assert re.search(r'href="/history/\?model=m[^"]*">Back to the history', page)
    assert ('href="/history/export/?model=m&amp;format=jsonl"' in page) == (field == "format")


@pytest.mark.parametrize(("query", "sentence", "field"), UNREADABLE)
def test_a_program_is_refused_as_the_api_refuses(
    tester: Client, project: Project, query: str, sentence: str, field: str
) -> None:
    response = tester.get(f"/history/export/?{query}", headers={"accept": "application/json"})
    assert response.status_code == 422
    error = response.json()["error"]
    assert (error["code"], list(error["details"])) == ("invalid", [field])
    assert error["details"][field][0].startswith(sentence)
    assert not AuditEntry.objects.filter(action="history.exported").exists()


def test_who_takes_data_away_is_written_down(tester: Client, project: Project) -> None:
    exported(tester, "csv", status="4xx")
    [entry] = AuditEntry.objects.filter(action="history.exported")
    assert (entry.who and entry.who.username, entry.subject) == ("tester", "csv")
    assert entry.after == {"query": "format=csv&status=4xx"}
    tester.head("/history/export/?format=csv")
    assert AuditEntry.objects.filter(action="history.exported").count() == 1


def test_the_foot_of_the_list_leads_to_the_same_list_as_a_file(
    signed_in: SignedIn, make_exchange: MakeExchange
) -> None:
    exchange = make_exchange(status=400)
    after = "ffffffff-ffff-7fff-bfff-ffffffffffff"
    page = signed_in(Role.VIEWER).get("/history/", {"status": "400", "after": after}).content.decode()
    assert str(exchange.pk) in page
    assert 'href="/history/export/?status=400&amp;format=jsonl"' in page
    assert "/history/import/" not in page
    assert "/history/import/" in signed_in(Role.ADMIN).get("/history/").content.decode()


def test_the_command_writes_a_file_for_its_owner(make_exchange: MakeExchange, tmp_path: Path) -> None:
    refused, _answered = make_exchange(status=400), make_exchange()
    file = tmp_path / "out.jsonl"
    call_command("export_history", query="?status=4xx", output=file)
    assert [json.loads(line)["id"] for line in file.read_text().splitlines()] == [str(refused.pk)]
    assert file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(CommandError, match="cannot be written: File exists"):
        call_command("export_history", output=file)
    with pytest.raises(CommandError, match="A status is a number"):
        call_command("export_history", query="status=x", output=tmp_path / "no")


def test_a_beta_is_said_to_be_what_it_was_when_it_was_sent(
    tester: Client, make_exchange: MakeExchange, make_beta: Any
) -> None:
    beta = make_beta("alpha-2025-01-01", status="retired")
    revision = BetaChange.objects.create(
        subject=beta.name, field="status", before="unknown", after="active", why="x"
    ).pk
    BetaChange.objects.create(subject=beta.name, field="status", before="active", after="retired", why="x")
    make_exchange("alpha-2025-01-01", "nope", catalogue_revision=revision)
    assert lines(tester)[0]["betas"] == [
        {"name": "alpha-2025-01-01", "refused": False, "then": "active", "now": "retired"},
        {"name": "nope", "refused": False, "then": None, "now": None},
    ]
