"""Secrets go, in whatever notation; JSON stays JSON, and what is none stays to the byte."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from betas.code import LANGUAGES, write
from betas.code.keyless import NO_KEY, keyless
from tests.code.generated import requests

CANARY = "Canary0123456789abcdef"
SNAPSHOTS = sorted((Path(__file__).parent / "snapshots").glob("*.txt"))
NAMES = (
    "authorization", "Authorization", "proxy-authorization", "authorization_token", "authorizationToken", "api_key",
    "apiKey", "x-api-key", "ANTHROPIC_API_KEY", "access_token", "refreshToken", "x-amz-security-token", "password",
    "db_password", "passwd", "secret", "client_secret", "aws_secret_access_key", "private-key", "cookie", "Set-Cookie",
    "github_token", "token",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_member_with_such_a_name_loses_its_value(name: str) -> None:
    told, count = keyless(json.dumps({"a": [{name: CANARY, "kept": 1}]}))
    assert (json.loads(told), count) == ({"a": [{name: NO_KEY, "kept": 1}]}, 1)


@pytest.mark.parametrize("value", [1234567890123, 0.5, "s", 'it, "has" \\ all}', ["a", "b"], {"value": "a"}, "[x]1"])
def test_whatever_value_it_is_goes_whole(value: Any) -> None:
    assert json.loads(keyless(json.dumps({"api_key": value}))[0]) == {"api_key": NO_KEY}


@pytest.mark.parametrize(
    "value", ["", None, True, False, [], {}, "$KEY", "${KEY}", "{{ key }}", "<your key>", "[hidden]"]
)
def test_a_place_for_a_secret_is_none(value: Any) -> None:
    text = json.dumps({"password": value, "authorization_token": value})
    assert keyless(text) == (text, 0)


@pytest.mark.parametrize(
    "body",
    [
        {"max_tokens": 12345678, "input_tokens": 1, "output_tokens": 2, "token_count": 3, "budget_tokens": 4},
        {"next_page_token": "CAESBgjkk0123456789", "token": "unbelievable", "tokens": ["a1b2c3d4e5f6a7b8c9d0"]},
        {"idempotency_key": "a1b2c3d4e5f6a7b8", "key": "value-0123456789", "public_key": "0123456789abcdef"},
        {"properties": {"password": {"type": "string", "description": "The password"}}, "required": ["password"]},
        {"properties": {"api_key": {"anyOf": [{"type": "string"}, {"type": "null"}], "title": "Api Key"}}},
        {"content": "The secret: patience, said Anna. Authorization is a topic, and so is the password."},
        {"content": "client = Client(password=password, api_key=settings.API_KEY, token=os.environ['TOKEN'])"},
        {"content": 'send("x-api-key: " + key); send(\'password=\'.getenv("A")); log("password: ", password)'},
        {"content": "type Options = { apiKey: string; password: string }"},
        {"url": "https://mcp.example:8443/a@b?max_tokens=5", "mail": "somebody@example.com"},
    ],
)  # fmt: skip
def test_what_is_no_secret_stays(body: dict[str, Any]) -> None:
    for text in (json.dumps(body), json.dumps(body, indent=2), f"event: x\ndata: {json.dumps(body)}\n\n"):
        assert keyless(text) == (text, 0)


def test_all_else_stays_to_the_byte() -> None:
    text = ' {"a" :1.50,  "a":1e400, "é":"\\u00e9", "api_key" : 12 ,"b":[ ] }\n'
    assert keyless(text) == (text.replace("12", f'"{NO_KEY}"'), 1)


@pytest.mark.parametrize(
    "text",
    [
        "password={}", "https://h.example/x?token={}&v=2", "export DB_PASSWORD={}", "password: {}", "'secret': '{}'",
        '"secret" => "{}"', 'password := "{}"', r'{{\"client_secret\":\"{}\"', 'data: {{"authorization_token":"{}"}}',
        "https://user:{}@mcp.example/x", "postgres://user:a@{}@h/db", "https://{}@mcp.example/x", "Bearer {}",
        "authorization: Basic {}",
    ],
)  # fmt: skip
def test_a_secret_goes_from_any_text(text: str) -> None:
    told, count = keyless(text.format(CANARY))
    assert CANARY not in told
    assert NO_KEY in told
    assert count == 1


@pytest.mark.parametrize(
    "key",
    [
        "sk-ant-api03-abcdefghijkl", "ghp_0123456789abcdefghij", "gho_0123456789abcdefghij",
        "github_pat_0123456789abcdefghij",
        "xoxb-0123456789-abcdef", "xoxp-0123456789-abcdef", "AIzaSyA0123456789abcdefghijklmnopqrstuv",
        "AKIA0123456789ABCDEF",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcdefghij", f"bb_0123456789ab_{'x' * 43}",
        "sk_live_0123456789abcdef",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc=\n-----END RSA PRIVATE KEY-----",
    ],
)  # fmt: skip
def test_a_known_shape_goes_wherever_it_stands(key: str) -> None:
    assert keyless(f"before {key} after") == (f"before {NO_KEY} after", 1)
    body = {"messages": [{"content": key}], key: 1}
    assert json.loads(keyless(json.dumps(body))[0]) == {"messages": [{"content": NO_KEY}], NO_KEY: 1}


@pytest.mark.parametrize(
    "text",
    [
        r'{"authoriz\u0061tion_token":"%s"}', r'{"a":"\u0073k-ant-%s"}', r'{"url":"https:\/\/user:%s@h\/x"}',
        '{"headers":[{"name":"Authorization", "value":"%s"}]}', '{"code":"{\\"password\\":\\"%s\\",\\"n\\":1}"}',
        '{"code":"[{\\"api_key\\":[\\"%s\\"]}]"}',
    ],
)  # fmt: skip
def test_no_notation_of_json_hides_one(text: str) -> None:
    told, count = keyless(text % CANARY)
    assert CANARY not in told
    assert (json.loads(told) is not None, count) == (True, 1)


def test_a_number_in_json_that_was_cut_is_still_a_value_of_json() -> None:
    told = keyless('data: {"metadata":{"api_key":1234567890123}}\n')[0]
    assert json.loads(told.removeprefix("data: ")) == {"metadata": {"api_key": NO_KEY}}


LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.sampled_from([CANARY])
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*NAMES, "a", "b"]), inner, max_size=4),
)


@given(st.dictionaries(st.sampled_from([*NAMES, "a", '"']), VALUES), st.booleans())
def test_json_stays_json_and_is_done_after_once(body: dict[str, Any], is_ascii: bool) -> None:
    told = keyless(json.dumps(body, ensure_ascii=is_ascii))[0]
    assert json.loads(told).keys() == body.keys()
    assert keyless(told) == (told, 0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_code_is_left_alone(language: str) -> None:
    for request in requests(20, "https://gateway.example", seed=3):
        text = write(language, request)
        assert keyless(text) == (text, 0)


@pytest.mark.parametrize("snapshot", SNAPSHOTS, ids=lambda path: path.stem)
def test_places_for_keys_stay_in_code(snapshot: Path) -> None:
    text = snapshot.read_text()
    assert keyless(text) == (text, 0)


PIECES = (
    'api_key="', "token=", "password: ", "://a:", '\\"api_key\\":\\"', "-----BEGIN PRIVATE KEY-----", "eyJaaaaaaa.",
    "bearer ",
)  # fmt: skip


@pytest.mark.parametrize("inner", ['{"type":"object","properties":{"password":', '{"token":['])
def test_deep_json_takes_little_time(inner: str) -> None:
    closing = "".join({"{": "}", "[": "]"}[sign] for sign in reversed(inner) if sign in "{[")
    wide = json.dumps(["x" * 10] * 50_000)
    start = time.process_time()
    keyless('{"password":' + inner * 300 + wide + closing * 300 + "}")
    assert time.process_time() - start < 5


@pytest.mark.parametrize("piece", PIECES)
def test_long_texts_take_little_time(piece: str) -> None:
    start = time.process_time()
    keyless(piece * (200_000 // len(piece)))
    assert time.process_time() - start < 5
