import json
from typing import Any

import pytest
from django.test import Client

from betas.api.judging import MOST_NAMES
from betas.catalogue.load import Loaded
from betas.models.choices import Role
from tests.api.conftest import BODY, Api

OLD = "interleaved-thinking-2025-04-14"
WORDS = f"Unexpected value(s) `{OLD}` for the `anthropic-beta` header. Please consult our documentation."
REFUSAL = {"type": "error", "error": {"type": "invalid_request_error", "message": WORDS}}


def asked(client: Client, what: str, /, **fields: Any) -> Any:
    return client.post(f"/api/v1/{what}", json.dumps(fields), content_type="application/json")


def test_lint_says_what_is_wrong_and_how_to_mend_it(loaded: Loaded, program: Client) -> None:
    response = asked(program, "lint", betas=[OLD], body={**BODY, "mcp_servers": []})
    assert response.status_code == 200
    answer = response.json()
    assert answer["header"] == OLD
    first, second = answer["findings"][:2]
    assert (first["level"], first["code"], first["betas"], first["path"]) == ("error", "unknown_beta", [OLD], None)
    assert first["fix"] == {"add": ["interleaved-thinking-2025-05-14"], "remove": [OLD], "set": {}, "unset": []}
    assert (second["code"], second["path"], second["fix"]["add"]) == (
        "missing_beta", "mcp_servers", ["mcp-client-2026-09-15"],
    )  # fmt: skip
    assert set(first) == {"level", "code", "message", "betas", "path", "fix", "source"}


def test_lint_takes_a_raw_header_and_finds_nothing_in_a_clean_request(loaded: Loaded, program: Client) -> None:
    response = asked(program, "lint", betas="compact-2026-09-04, thinking-token-count-2026-05-13,", body={
        **BODY, "compaction": {},
    })  # fmt: skip
    assert response.json() == {"header": "compact-2026-09-04,thinking-token-count-2026-05-13", "findings": []}


@pytest.mark.parametrize("nothing", [{}, {"betas": None, "model": None, "platform": None, "path": None}])
def test_what_is_optional_may_be_null_or_absent(loaded: Loaded, program: Client, nothing: dict[str, None]) -> None:
    assert asked(program, "lint", body=BODY, **nothing).json() == {"header": "", "findings": []}


def test_lint_judges_for_the_platform_version_path_and_model_asked_for(loaded: Loaded, program: Client) -> None:
    def codes(**fields: Any) -> set[str]:
        given = {"betas": [], "body": BODY, **fields}
        return {finding["code"] for finding in asked(program, "lint", **given).json()["findings"]}

    assert codes(betas=["fast-mode-2026-02-01"], platform="bedrock") >= {"unsupported_platform"}
    assert codes(body={**BODY, "temperature": 1}) == {"field_removed_in_version"}
    assert codes(body={**BODY, "temperature": 1}, api_version="2023-06-01") == set()
    assert codes(betas=["files-api-2025-04-14"], path="/v1/files") >= {"pins_old_shape"}
    assert codes(body={**BODY, "speed": "fast"}) == set()
    assert codes(body={**BODY, "speed": "fast"}, model="claude-opus-5") == {"missing_beta"}


def test_diagnose_explains_a_refusal_and_offers_the_fix(loaded: Loaded, program: Client) -> None:
    response = asked(program, "diagnose", status=400, body=REFUSAL, betas=[OLD], headers={"request-id": "req_1"})
    assert response.status_code == 200
    answer = response.json()
    fix = {"add": ["interleaved-thinking-2025-05-14"], "remove": [OLD], "set": {}, "unset": []}
    assert {**answer, "cause": "", "source": ""} == {
        "means": "refused_beta", "betas": [OLD], "field": None, "platform": "claude_api", "confidence": "certain",
        "cause": "", "retry": "with_fix", "fix": fix, "source": "",
    }  # fmt: skip
    assert OLD in answer["cause"]


@pytest.mark.parametrize("more", [{}, {"headers": None, "betas": None, "status": None}])
def test_diagnose_takes_a_text_and_needs_nothing_else(db: None, program: Client, more: dict[str, None]) -> None:
    answer = asked(program, "diagnose", body=f"Error code: 400 - {REFUSAL}", **more).json()
    assert (answer["means"], answer["betas"]) == ("refused_beta", [OLD])


@pytest.mark.parametrize(
    ("what", "fields", "at_fault"),
    [
        ("lint", {}, "body"),
        ("lint", {"body": []}, "body"),
        ("lint", {"body": {}, "betas": 7}, "betas"),
        ("lint", {"body": {}, "betas": [1]}, "betas"),
        ("lint", {"body": {}, "betas": ["a"] * (MOST_NAMES + 1)}, "betas"),
        ("lint", {"body": {}, "platform": "moon"}, "platform"),
        ("lint", {"body": {}, "api_version": "2020-01-01"}, "api_version"),
        ("lint", {"body": {}, "path": "messages"}, "path"),
        ("lint", {"body": {}, "model": 7}, "model"),
        ("lint", {"body": {}, "more": 1}, "more"),
        ("diagnose", {"status": 400}, "body"),
        ("diagnose", {"body": 7}, "body"),
        ("diagnose", {"body": "", "status": 42}, "status"),
        ("diagnose", {"body": "", "status": "bad"}, "status"),
        ("diagnose", {"body": "", "headers": {"a": 1}}, "headers"),
        ("diagnose", {"body": "", "betas": "a,b"}, "betas"),
        ("diagnose", {"body": "", "more": 1}, "more"),
    ],
)
def test_what_is_well_formed_but_wrong_is_named(
    program: Client, what: str, fields: dict[str, Any], at_fault: str
) -> None:
    response = asked(program, what, **fields)
    assert response.status_code == 422
    assert set(response.json()["error"]["details"]) == {at_fault}


@pytest.mark.parametrize(
    ("what", "text", "field", "said"),
    [
        ("lint", "[]", "request", ["It must be a JSON object."]),
        ("lint", "{}", "body", ["It is needed."]),
        ("lint", '{"body": {}, "betas": 7}', "betas", ["It must be a list or a text."]),
        (
            "lint", '{"body": {}, "betas": [1, "a", null]}', "betas",
            ["Entry 0: It must be a text.", "Entry 2: It must be a text."],
        ),
        (
            "lint", '{"body": {}, "platform": "moon"}', "platform",
            [
                "It must be one of: 'claude_api', 'bedrock', 'vertex', 'foundry', 'claude_platform_on_aws' or "
                "'google_cloud'."
            ],
        ),
        ("lint", json.dumps({"body": {}, "betas": ["a"] * 1001}), "betas", ["It may have at most 1000 entries."]),
        (
            "lint", json.dumps({"body": {}, "betas": ["a" * 1025]}), "betas",
            ["Entry 0: It may have at most 1024 characters."],
        ),
        ("lint", '{"body": {}, "more": 1}', "more", ["There is no such field."]),
        ("diagnose", '{"body": "", "headers": {"a": 1}}', "headers", ["Entry a: It must be a text."]),
        ("diagnose", '{"body": "", "status": 42}', "status", ["It must be at least 100."]),
        ("diagnose", '{"body": "", "status": 1.5}', "status", ["It must be a whole number."]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_sentences_of_our_own(
    program: Client, what: str, text: str, field: str, said: list[str]
) -> None:
    response = program.post(f"/api/v1/{what}", text, content_type="application/json")
    assert response.json()["error"]["details"] == {field: said}


def test_a_number_that_is_no_json_is_refused_in_words(program: Client) -> None:
    response = program.post("/api/v1/lint", '{"body": {"a": NaN}}', content_type="application/json")
    message = response.json()["error"]["message"]
    assert (response.status_code, "NaN and Infinity are no JSON" in message) == (400, True)


def test_no_sentence_holds_what_cannot_be_seen(db: None, program: Client) -> None:
    error = "Unexpected value(s) `a\0b` for the `anthropic-beta` header."
    answer = asked(program, "diagnose", status=400, body=error, betas=["a\0b"]).json()
    assert "\0" not in answer["cause"] + "".join(answer["betas"])


@pytest.mark.parametrize("path", ["lint", "diagnose"])
def test_a_viewer_may_ask_and_a_stranger_may_not(api: Api, path: str) -> None:
    assert asked(api(Role.VIEWER), path, body={}).status_code == 200
    assert asked(Client(), path, body={}).status_code == 401


@pytest.mark.parametrize("path", ["lint", "diagnose"])
def test_a_body_over_32_mb_is_too_large(program: Client, path: str) -> None:
    text = b'{"body":"' + b"a" * (32 * 1024 * 1024) + b'"}'
    assert program.post(f"/api/v1/{path}", text, content_type="application/json").status_code == 413
