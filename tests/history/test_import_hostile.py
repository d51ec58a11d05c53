"""Files of strangers: refused in words, never a crash, never much memory."""

import base64
import gzip
import json
import tracemalloc
import zipfile
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from betas.history.transfer import incoming, line, reading, staged, strict
from betas.history.transfer.report import MOST_SHOWN
from betas.history.transfer.strict import Unreadable
from betas.models import Exchange, Project
from tests.conftest import MakeExchange
from tests.history.transfers import entry, exported, har, look

MEBIBYTE = 1024 * 1024
GOOD: dict[str, Any] = {
    "format": "betaboard-exchange-1", "id": "0199f0a0-5c00-7000-8000-000000000001",
    "created_at": "2025-10-17T09:17:40Z", "source": "api", "upstream_name": "x", "simulated": True,
    "path": "/v1/messages", "api_version": "2026-10-21", "stream": False, "state": "done", "status": 200,
}  # fmt: skip
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "version": ({"format": "betaboard-exchange-2"}, "its format is betaboard-exchange-1"),
    "no id": ({"id": None}, "id is missing"),
    "id": ({"id": "1"}, "id:"),
    "another kind of id": ({"id": "0199f0a0-5c00-4000-8000-000000000001"}, "version 7"),
    "id of another day": ({"id": "0199ffff-5c00-7000-8000-000000000001"}, "version 7"),
    "id of the end of time": ({"id": "ffffffff-ffff-7fff-bfff-ffffffffffff"}, "version 7"),
    "future": ({"created_at": "2999-01-01T00:00:00Z"}, "future"),
    "no zone": ({"created_at": "2025-10-17T09:17:40"}, "created_at"),
    "no day": ({"created_at": "2025-13-45T09:17:40Z"}, "created_at"),
    "beginning of time": ({"created_at": "0001-01-01T00:00:00+23:59"}, "version 7"),
    "sending": ({"state": "sending"}, "had not ended"),
    "state": ({"state": "lost"}, "state"),
    "source": ({"source": "x" * 13}, "source"),
    "failure": ({"failure": "timeout"}, "did not fail"),
    "status of text": ({"status": "200"}, "status"),
    "status of truth": ({"status": True}, "status"),
    "status beyond": ({"status": 70000}, "status"),
    "count below nothing": ({"input_tokens": -1}, "input_tokens"),
    "count beyond": ({"input_tokens": 2**63}, "input_tokens"),
    "cost": ({"cost": "NaN"}, "cost"),
    "cost below nothing": ({"cost": "-1"}, "cost"),
    "cost beyond": ({"cost": "9999999999"}, "cost"),
    "price": ({"price": [1]}, "price"),
    "price with half a character": ({"price": {"a": "\ud800"}}, "price"),
    "price with NUL": ({"price": {"a": "\0"}}, "price"),
    "price without end": ({"price": {"a": 1e999}}, "no JSON value"),
    "NUL": ({"note": "a\0b"}, "note"),
    "half a character": ({"note": "\ud800"}, "note"),
    "long": ({"note": "x" * 2001}, "note"),
    "unknown": ({"admin": True}, "Nothing is known of 'admin'"),
    "another row's number": ({"project": 1}, "Nothing is known of 'project'"),
    "who": ({"who": 1}, "who"),
    "who with NUL": ({"who": "\0"}, "who"),
    "parent": ({"parent": "x"}, "parent"),
    "base64": ({"request": {"base64": "%%%"}}, "base64"),
    "text and base64": ({"request": {"base64": "YQ==", "text": "a"}}, "request"),
    "half a character in a body": ({"response": {"text": "\udfff"}}, "response"),
    "body": ({"request": "text"}, "request"),
    "headers": ({"response": {"headers": {"date": 1}}}, "headers"),
    "header with NUL": ({"response": {"headers": {"date": "\0"}}}, "response"),
    "events": ({"events": [[1, "2"]]}, "events"),
    "events below nothing": ({"events": [[-1, 2]]}, "events"),
    "betas": ({"betas": ["x"]}, "betas"),
    "key": ({"idempotency_key": "x" * 65}, "idempotency_key"),
}


def refused(project: Project, folder: Path, content: bytes | str) -> list[tuple[int, str]]:
    file = folder / "file"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(incoming.check(project, file).refused)


def test_what_is_right_is_not_refused(project: Project, tmp_path: Path) -> None:
    assert refused(project, tmp_path, json.dumps(GOOD)) == []


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_line_is_refused_in_words(project: Project, tmp_path: Path, name: str) -> None:
    changes, told = WRONG[name]
    [(number, reason)] = refused(project, tmp_path, f"\n{json.dumps({**GOOD, **changes})}\n")
    assert number == 2
    assert told in reason


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"[" * 100_000, "no JSON"),
        (b'{"a": ' * 5000 + b"1" + b"}" * 5000, "no JSON"),
        (b"9" * 5000, "no JSON"),
        (b'{"format": NaN}', "NaN is no JSON value"),
        (b'{"id": 1, "id": 2}', "twice in one object"),
        (b'"\xff"', "UTF-8"),
        (b"[]", "no exchange"),
        (b"PK\x03\x04 a zip file", "no JSON"),
    ],
    ids=["open", "deep", "long number", "NaN", "key twice", "no UTF-8", "list", "zip"],
)
def test_a_line_that_is_no_json_of_ours_is_refused(project: Project, tmp_path: Path, content: bytes, told: str) -> None:
    [(number, reason)] = refused(project, tmp_path, content)
    assert (number, told in reason) == (1, True)


def test_an_id_twice_is_refused(project: Project, tmp_path: Path) -> None:
    assert refused(project, tmp_path, f"{json.dumps(GOOD)}\n" * 2) == [(2, "This id is in the file twice.")]


def test_an_idempotency_key_is_one_exchanges_alone(
    project: Project, tmp_path: Path, make_exchange: MakeExchange
) -> None:
    make_exchange(idempotency_key="mine")
    given = {**GOOD, "idempotency_key": "mine"}
    assert refused(project, tmp_path, json.dumps(given)) == [(1, "Another exchange has this idempotency_key.")]
    twice = [{**given, "idempotency_key": "x"}, {**given, "id": GOOD["id"][:-1] + "2", "idempotency_key": "x"}]
    told = refused(project, tmp_path, "\n".join(map(json.dumps, twice)))
    assert told == [(2, "This idempotency_key is in the file twice.")]


def test_a_key_in_a_file_is_taken_out(project: Project, tmp_path: Path) -> None:
    key = "sk-ant-canary-0123456789abcdef"
    held = {**GOOD, "note": key, "request": {"text": f'{{"api_key": "{key}"}}', "headers": {"x-api-key": key}}}
    file = tmp_path / "file"
    file.write_text(json.dumps(held))
    assert incoming.bring_in(project, file, name="file", who=None).removed == 1
    exchange = Exchange.objects.get()
    assert "canary" not in f"{exchange.note} {bytes(exchange.body.request)!r} {exchange.body.request_headers}"


@pytest.mark.parametrize(
    "content",
    [
        b'{"log": {"entries": 1}}',
        b'{"log": {}}',
        b'{"log": {"entries": [{"a": 1}',
        b'{"log": {"entries": [{"a": 1, "a": 2}]}}',
        b'{"log": {"entries": [' + b'{"a":' * 50_000,
        b'{"log": {"entries": [\xff',
        b'{"log": {"pages": "' + b"x" * (reading.MOST_HEAD + reading.PIECE),
    ],
    ids=["number", "none", "broken off", "key twice", "deep", "no UTF-8", "long head"],
)
def test_a_broken_archive_is_refused_whole(project: Project, tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Unreadable):
        refused(project, tmp_path, content)


@pytest.mark.parametrize(
    "changes",
    [
        {"startedDateTime": "yesterday"},
        {"startedDateTime": "2026-13-45T00:00:00Z"},
        {"startedDateTime": 5},
        {"startedDateTime": "2999-01-01T00:00:00Z"},
        {"request": {**entry()["request"], "url": "https://[/v1/messages"}},
        {"request": {**entry()["request"], "postData": {"text": "\ud800"}}},
        {"response": {"content": {"text": "%", "encoding": "base64"}}},
    ],
    ids=["no moment", "no day", "number", "future", "address", "half a character", "base64"],
)
def test_an_entry_that_cannot_be_kept_is_refused(project: Project, tmp_path: Path, changes: dict[str, Any]) -> None:
    [(number, _reason)] = refused(project, tmp_path, har(entry(), entry(**changes)))
    assert number == 2


@pytest.mark.parametrize("odd", [None, 5, "x", [], {}, {"request": None}, {"request": {"url": 1, "method": "POST"}}])
def test_an_entry_of_another_kind_is_passed_over(project: Project, tmp_path: Path, odd: Any) -> None:
    (tmp_path / "file").write_text(har(odd))
    assert incoming.check(project, tmp_path / "file").passed == 1


@trying(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_value_anywhere_is_taken_or_refused(project: Project, data: st.DataObject) -> None:
    anything = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    )
    names = ["betas", "request", "response", "events", "who", "parent", "price", "cost", "created_at", "note", "id"]
    changes = data.draw(st.dictionaries(st.sampled_from(names), anything, max_size=3))
    with suppress(Unreadable):
        assert line.read({**GOOD, **changes}).exchange.source == "api"


def test_a_bomb_is_refused_and_stays_small(administrator: Client, project: Project) -> None:
    waiting = set(staged.FOLDER.glob("*"))
    bomb = gzip.compress(b"\0" * (reading.MOST_UPLOADED + MEBIBYTE), 9)
    assert len(bomb) < MEBIBYTE
    response = look(administrator, bomb, "bomb.gz")
    assert response.status_code == 422
    assert "Line 1 is longer than 64 MB." in response.content.decode()
    assert set(staged.FOLDER.glob("*")) == waiting


def test_a_bomb_of_short_lines_is_refused(administrator: Client, project: Project) -> None:
    response = look(administrator, gzip.compress(b"\n" * 1_500_000), "bomb.gz")
    assert "It holds more than 1,000,000 entries: part it." in response.content.decode()


def test_what_grows_beyond_the_upload_is_left_to_the_command(
    administrator: Client, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("betas.history.import_form.MOST_UPLOADED", MEBIBYTE)
    response = look(administrator, gzip.compress((json.dumps(GOOD).encode() + b" " * 1000 + b"\n") * 2000), "x.gz")
    assert "manage.py import_history" in response.content.decode()


@pytest.mark.parametrize("content", [b"\x1f\x8bnonsense", gzip.compress(b"x" * 10_000)[:-9]], ids=["no", "cut"])
def test_a_damaged_compressed_file_is_refused(administrator: Client, project: Project, content: bytes) -> None:
    response = look(administrator, content, "x.gz")
    assert "The compressed file is damaged." in response.content.decode()


def test_what_is_too_large_is_refused(administrator: Client, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staged, "MOST_BYTES", 10)
    response = look(administrator, b"x" * 11)
    assert response.status_code == 422
    assert "compress it, or use manage.py import_history" in response.content.decode()
    assert "Choose a file." in administrator.post("/history/import/", {}).content.decode()


@pytest.mark.parametrize("content", [b"", b"\n\n", b"   "])
def test_a_file_of_nothing_holds_nothing_new(administrator: Client, project: Project, content: bytes) -> None:
    assert "Nothing in it is new here." in look(administrator, content).content.decode()


def packed(content: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("a", content)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"[" + b"[]," * 12_000_000 + b"1]",
        b'{"a":"' + b'\\"' * 16_000_000,
        b"{}\n" * 50_000,
        b'{"log": {"entries": [' + b"[]," * 200_000,
        b'{"log": {"entries": [[' + b"[]," * 12_000_000,
        base64.b64encode(packed(b"x" * 1000)) * 20_000,
    ],
    ids=["many values", "text without end", "many refused", "many entries", "many values in one", "long noise"],
)
def test_a_large_hostile_file_takes_little_memory(project: Project, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)
    tracemalloc.start()
    try:
        with suppress(Unreadable):
            report = incoming.check(project, file)
            assert report.refusals or report.passed
            assert len(report.refused) <= MOST_SHOWN
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 200 * MEBIBYTE


def test_who_has_seen_a_thousand_refusals_has_seen_enough(administrator: Client, project: Project) -> None:
    page = look(administrator, b"{}\n" * 5000).content.decode()
    assert "0 new, 0 known, 1,000 refused" in page
    assert "What stands after them was not read." in page


def test_little_structure_beside_long_texts_is_read() -> None:
    long = json.dumps({"a": "x{[,:" * MEBIBYTE})
    assert len(strict.read(long.encode())["a"]) == 5 * MEBIBYTE


def test_hostile_names_and_reasons_are_only_text(administrator: Client, project: Project) -> None:
    name = "<script>alert(1)</script>.jsonl"
    page = look(administrator, json.dumps({**GOOD, "<img src=x>": 1}), name).content.decode()
    assert "<img src=x>" not in page
    assert "<script>alert" not in page


def test_a_file_read_by_a_tester_is_no_way_in(tester: Client, make_exchange: MakeExchange) -> None:
    make_exchange()
    text = exported(tester, "jsonl")
    assert look(tester, text).status_code == 403
