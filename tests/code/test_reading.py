"""What people paste, read: every shell, what is left out and what is refused, in words."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from betas.code.reading import looks_like_code, read

BODY = {"model": "m", "max_tokens": 5, "messages": [{"role": "user", "content": 'It\'s "here" $5'}]}
TEXT = json.dumps(BODY)
URL = "https://api.anthropic.com/v1/messages"
ESCAPED = TEXT.replace('"', '\\"')
BASH = TEXT.replace("'", "'\\''")
IN_DOUBLE = TEXT.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$")
CMD = TEXT.replace("\\", "\\\\").replace('"', '^\\^"')
KEY = "sk-ant-api03-abcdefghijklmnopqrstuvwxyz"


@pytest.mark.parametrize(
    "text",
    [
        f"curl {URL} -d '{BASH}'",
        f"$ curl -sS -X POST {URL} --data-raw '{BASH}'",
        f"curl -sSLXPOST --url {URL} --data-binary '{BASH}' --compressed",
        f"curl {URL} --json '{BASH}'",
        f'curl {URL} -d "{IN_DOUBLE}"',
        "curl " + URL + " -d $'" + TEXT.replace("\\", "\\\\").replace("'", "\\'") + "'",
        f"curl {URL} \\\n  -H 'content-type: application/json' \\\n  -d @- <<'EOF'\n{TEXT}\nEOF\n",
        f"printf %s '{BASH}' | curl {URL} --data-binary @-",
        f"export A=b\ncurl {URL} -d '{BASH}' # a word\necho done",
        f"PS C:\\> curl.exe -X POST {URL} `\n  -H 'a: b' `\n  -d '{ESCAPED.replace(chr(39), chr(39) * 2)}'",
        f"curl.exe {URL} -d '{TEXT.replace(chr(39), chr(39) * 2)}'",
        f'curl ^"{URL}^" ^\n  -H ^"content-type: application/json^" ^\n  --data-raw ^"{CMD}^"',
        f"POST /v1/messages HTTP/1.1\nHost: api.anthropic.com\n\n{TEXT}",
        f"POST {URL} HTTP/1.1\r\nx-api-key: $KEY\r\n\r\n{TEXT}\r\n",
        TEXT,
        f"ANTHROPIC_API_KEY=$KEY B='a b' curl {URL} -d '{BASH}'",
        f"$ env A=1 B=2 C=3 D=4 E=5 curl {URL} -d '{BASH}'",
        f"curl {URL} -d \"$(cat <<'EOF'\n{TEXT}\nEOF\n)\"",
        f'curl {URL} -H "a: $B" -d "$( cat <<EOF\n{TEXT}\nEOF\n  )" -s',
        f"curl {URL} --data-raw='{BASH}'",
        f"curl {URL} -d @- <<'EOF'\r\n{TEXT}\r\nEOF\r\n",
    ],
)
def test_the_same_request_in_many_forms(text: str) -> None:
    reading = read(text)
    assert reading.problem == ""
    assert reading.request is not None
    assert (reading.request.url, reading.request.body) == (URL, BODY)


def request_of(text: str) -> Any:
    reading = read(text)
    assert reading.request is not None, reading.problem
    return reading.request


def test_betas_come_from_every_header_line() -> None:
    lines = "-H 'anthropic-beta: a-1, b-2' -H 'Anthropic-Beta: c-3' -H 'anthropic-version: 2023-06-01'"
    text = f"curl {URL} {lines} -d '{{}}'"
    assert (request_of(text).betas, request_of(text).api_version) == (("a-1", "b-2", "c-3"), "2023-06-01")


@pytest.mark.parametrize(
    "text",
    [
        f"curl {URL} -H 'anthropic-beta: a-1,\n b-2' -d '{{}}'",
        f'curl {URL} -H "anthropic-beta: a-1,\\\r\n b-2" -d "{{}}"',
        f"POST {URL} HTTP/1.1\nanthropic-beta: a-1,\n b-2\nx-api-key: $KEY\n\n{{}}",
        f"POST {URL} HTTP/1.1\r\nanthropic-beta:\r\n\ta-1,b-2\r\n\r\n{{}}",
    ],
)
def test_a_folded_header_keeps_its_betas(text: str) -> None:
    assert (request_of(text).betas, read(text).left_out) == (("a-1", "b-2"), ())


def test_an_apostrophe_is_one_however_many_there_are() -> None:
    said = "It's '' 'so'" * 50_000
    text = json.dumps({"a": said}).replace("'", "'\\''")
    assert request_of(f"curl {URL} -d '{text}'").body == {"a": said}


@pytest.mark.parametrize(
    ("header", "style"),
    [("x-api-key: $KEY", "x-api-key"), ("Authorization: Bearer $KEY", "bearer"), ("accept: a/b", "x-api-key")],
)
def test_how_the_key_travels(header: str, style: str) -> None:
    assert request_of(f'curl {URL} -H "{header}" -d "{{}}"').header_style == style


@pytest.mark.parametrize(
    ("address", "base_url", "path"),
    [
        ("http://localhost:8000/simulator/v1/messages?beta=true", "http://localhost:8000/simulator", "/v1/messages"),
        ("https://me:secret@gateway.example/v1/messages/", "https://gateway.example", "/v1/messages"),
        ("$ANTHROPIC_BASE_URL/v1/messages", "https://api.anthropic.com", "/v1/messages"),
        ("gateway.example/v1/messages", "http://gateway.example", "/v1/messages"),
    ],
)
def test_addresses(address: str, base_url: str, path: str) -> None:
    request = request_of(f"curl '{address}' -d '{{}}'")
    assert (request.base_url, request.path) == (base_url, path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"curl {URL} -H 'x-api-key: {KEY}' -d '{{}}'", "The key in the header x-api-key was dropped."),
        (f"ANTHROPIC_API_KEY={KEY} curl {URL} -d '{{}}'", "The key in ANTHROPIC_API_KEY was dropped."),
        (f"export MINE='{KEY}'\ncurl {URL} -d '{{}}'", "The key in MINE was dropped."),
        (f"export API_KEY=secret; curl {URL} -d '{{}}'", "The key in API_KEY was dropped."),
        (f"export API_TOKEN=secret\ncurl {URL} -d '{{}}'", "The key in API_TOKEN was dropped."),
        (f'PS C:\\> $env:API_KEY = "secret"\nPS C:\\> curl.exe {URL} -d "{{}}"', "The key in API_KEY was dropped."),
        (f"curl {URL} -d '{{}}'\ncurl https://b.example/v1/x -d '[]'", "Of 2 requests the first was taken."),
        (f"curl {URL} -d '{{}}' && curl {URL} -d '{{}}'", "Of 2 requests the first was taken."),
        (f'curl ^"{URL}^" ^\n -d ^"{{}}^"\ncurl ^"b^" ^\n -d x', "Of 2 requests the first was taken."),
        (f"curl.exe {URL} `\n -d '{{}}'\ncurl.exe b", "Of 2 requests the first was taken."),
        (f"curl {URL} -H 'cookie: session=1' -d '{{}}'", "The key in the header cookie was dropped."),
        (f"curl -u me:secret {URL} -d '{{}}'", "after -u / --user was dropped"),
        ("curl https://me:secret@a.example/v1/messages -d '{}'", "name and password in the address"),
        (f"curl {URL} -H 'x-trace: 1' -d '{{}}'", "The header x-trace was left out."),
        (f"curl {URL} --proxy http://p -d '{{}}'", "--proxy was left out"),
        (f"curl {URL}?a=b -d '{{}}'", "question mark"),
        (f"curl {URL} -d '{{}}' | jq .", "What is done with the answer"),
        (f"curl {URL} -d '{{}}' > out.json", "What is done with the answer"),
        (f"curl {URL} https://b.example/v1/x -d '{{}}'", "Only the first address"),
        (f'curl {URL} -d \'{{"a": 1, "a": 2}}\'', "“a” stands twice"),
        (f'curl {URL} -d \'{{"a": "{KEY}"}}\'', "A key in the body was replaced"),
    ],
)
def test_what_is_left_out_is_said(text: str, words: str) -> None:
    reading = read(text)
    assert any(words in sentence for sentence in reading.left_out), reading
    assert "secret" not in repr(reading)
    assert KEY not in repr(reading)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"curl {URL} -d @body.json", "The body is in a file (@body.json)"),
        (f"curl {URL} --data-binary @/etc/passwd", "The body is in a file (@/etc/passwd)"),
        (f"curl {URL} -d @-", "The body is in a file"),
        (f"curl {URL} -d '{{}}' -o out.json", "-o / --output reads or writes a file"),
        (f"curl {URL} -d '{{}}' -O", "reads or writes a file"),
        (f"curl -K config {URL} -d '{{}}'", "-K / --config reads or writes a file"),
        (f"curl --config config {URL} -d '{{}}'", "-K / --config reads or writes a file"),
        (f"curl --config=config {URL} -d '{{}}'", "-K / --config reads or writes a file"),
        (f"curl -Kconfig {URL} -d '{{}}'", "-K / --config reads or writes a file"),
        (f"curl {URL} --data-urlencode x@f", "--data-urlencode sends a form, which is no JSON request."),
        (f"curl {URL} -F a=@b", "-F / --form sends a form"),
        (f"curl {URL} --form=a=b", "-F / --form sends a form"),
        (f"curl {URL} -T up", "reads or writes a file"),
        (f"curl {URL} -H @headers -d '{{}}'", "-H @ reads or writes a file"),
        (f"curl {URL}", "no body"),
        ("curl -d '{}'", "no web address"),
        ("curl file:///etc/passwd -d '{}'", "no web address"),
        (f"curl -X DELETE {URL}", "Only POST requests are read; this is DELETE."),
        (f"curl {URL} -d '{{'", "not JSON: line 1, column 2"),
        (f"curl {URL} -d '[]'", "no object"),
        (f"curl {URL} -d '{{\"a\": NaN}}'", "no number that JSON can hold"),
        (f"curl {URL} -d '{{\"a\": 1e999}}'", "no number that JSON can hold"),
        (f"curl {URL} -d '{{\"a\": {'[' * 65}{']' * 65}}}'", "deeper than 64"),
        (f"curl {URL} -d '{{\"a\": {'9' * 5000}}}'", "a number too long"),
        (f"curl {URL} -d 'it", "A quotation mark is opened and not closed."),
        (f"curl {URL} -d $(cat body)", "a command inside the command"),
        (f'curl {URL} -d "$(cat body)"', "a command inside the command"),
        (f'curl {URL} -d "$(echo "$BODY")"', "a command inside the command"),
        (f'curl {URL} -d "$(cat <<\'EOF\' | jq .\n{{"a": 1}}\nEOF\n)"', "a command inside the command"),
        (f"curl {URL} -d \"$(cat <<'EOF'\n{{}}\nEOF\n", "a command inside the command"),
        (f"curl {URL} -d \"$(cat <<'EOF'\n{{}}\n)\"", "last line EOF is missing"),
        (f"curl {URL} -d `cat body`", "a command inside the command"),
        (f"curl {URL} -d @- <<EOF\n{{}}", "last line EOF is missing"),
        ("curl https://[::1/v1/messages -d '{}'", "The address cannot be read."),
        ("curl https://a.example/messages -d '{}'", "no path such as /v1/messages"),
        ("GET /v1/models HTTP/1.1\nHost: a\n\n", "Only POST requests are read; this is GET."),
        ("", "no cURL command"),
        ("Hello, Claude", "no cURL command"),
        ("{", "not JSON"),
        ('{"log": {"entries": [1, {"request": 2}]}}', "no POST request"),
        ("x" * 5_000_001, "longer than 5000000 characters"),
    ],
)
def test_what_cannot_be_read_says_why(text: str, words: str) -> None:
    reading = read(text)
    assert words in reading.problem
    assert (reading.request, reading.left_out) == (None, ())


def test_a_har_entry_and_a_har_file() -> None:
    headers = [{"name": "anthropic-beta", "value": "a-1,b-2"}, {"name": ":authority", "value": "x"}, {"name": 5}]
    request = {"method": "POST", "url": URL, "headers": headers, "postData": {"text": TEXT}}
    other = {"method": "GET", "url": URL}
    for value in ({"request": request}, {"log": {"entries": [{"request": other}, {"request": request}]}}):
        assert (request_of(json.dumps(value)).betas, request_of(json.dumps(value)).body) == (("a-1", "b-2"), BODY)


HI = "[{'role': 'user', 'content': 'Hi'}]"
PYTHON = {
    "with a variable": f"messages = {HI}\nclient.messages.create(model='m', messages=messages)",
    "streamed": "with client.messages.stream(model='m', messages=[{'role': 'user', 'content': 'H' + 'i'}]) as s: pass",
    "awaited": "async def f():\n  await anthropic.AsyncAnthropic(api_key='k').messages.create("
    f"model='m', messages={HI})",
    "in a traceback": 'Traceback (most recent call last):\n  File "a.py", line 1, in <module>\n    message = '
    f"client.messages.create(model='m', messages={HI})\n    ^^^^^\nanthropic.BadRequestError: Error code: 400 - {{",
    "in a log": "DEBUG:anthropic._base_client:Request options: {'method': 'post', 'url': '/v1/messages', "
    f"'files': None, 'json_data': {{'model': 'm', 'messages': {HI}}}}}",
}
TYPESCRIPT = {
    "with a variable": "const messages: M[] = [{ role: 'user', content: `Hi` }];\n"
    "client.messages.create({ model: 'm', messages });",
    "typed": f"await client.messages.create({{ model: 'm' as const, messages: {HI} }} satisfies Params)",
    "with comments": "client.beta.messages.create({ /* the model */ model: 'm', // yes\n messages: [{ role: 'user', "
    "content: 'H' + 'i', },], })",
    "in a log": "[log_1] sending request {\n  method: 'post',\n  url: 'https://api.anthropic.com/v1/messages',\n"
    f"  options: {{ method: 'post', path: '/v1/messages', body: {{ model: 'm', messages: {HI} }} }},\n"
    "  headers: { 'anthropic-version': '2026-10-21', 'x-api-key': '***' }\n}",
}


@pytest.mark.parametrize("text", [*PYTHON.values(), *TYPESCRIPT.values()], ids=[*PYTHON, *TYPESCRIPT])
def test_calls_of_the_sdks(text: str) -> None:
    body = dict(request_of(text).body)
    body.pop("stream", None)
    assert body == {"model": "m", "messages": [{"role": "user", "content": "Hi"}]}


@pytest.mark.parametrize(
    ("text", "left_out"),
    [
        ("client.messages.create(model='m', tools=tools(), max_tokens=1)", "tools was left out"),
        ("client.messages.create(model='m', max_tokens=1, **more)", "** was left out"),
        ("client.messages.create(model='m', max_tokens=1, system=f'{x}')", "system was left out"),
        ("client.beta.messages.create(model='m', max_tokens=1, betas=['a', b])", "betas was left out"),
        ("client.messages.create({ model: 'm', max_tokens: 1, tools: tools() })", "tools was left out"),
        ("client.messages.create({ model: 'm', max_tokens: 1, system: `${x}` })", "system was left out"),
        ("new Anthropic({ apiKey: 'k' }).messages.create({ model: 'm', max_tokens: 1 })", "The key in the code"),
        ("anthropic.Anthropic(api_key='k').messages.create(model='m', max_tokens=1)", "The key in the code"),
        ("client.messages.create(model='m', max_tokens=1, workspace_id='w')", "workspace_id is sent as a header"),
    ],
)
def test_what_a_call_does_not_write_out_is_said(text: str, left_out: str) -> None:
    reading = read(text)
    assert reading.request is not None
    assert reading.request.body == {"model": "m", "max_tokens": 1}
    assert [sentence for sentence in reading.left_out if left_out in sentence]


def test_names_that_multiply_stay_small() -> None:
    lines = [f"x{at + 1} = [{', '.join([f'x{at}'] * 20)}]" for at in range(20)]
    text = "x0 = ['a']\n" + "\n".join(lines) + "\nclient.messages.create(model='m', messages=x20)"
    assert request_of(text).body == {"model": "m"}


@pytest.mark.parametrize("text", ["Tell me how curl works", TEXT, "messages", "POST it"])
def test_a_prompt_is_no_code(text: str) -> None:
    assert not looks_like_code(text)


PIECES = [
    "curl ", URL, " -d ", " -H ", "'", '"', "\\", "`", "^", "$'", "{", "}", "[", "]", "(", ")", ":", ",", "\n", "|",
    "client.messages.create(", "model=", "client.messages.create({", "messages: ", "Request options: {", "<<E\n",
    "client.post('/v1/x', body=", "\\u{110000}", "\\U0011ffff", "1e999", "0x", "-", "x", "é", "\x00", "\ud800", "/*",
    '{"log": {"entries": [', '{"request": {', "new Anthropic({", "Anthropic(base_url=", "...", "@", "9" * 500, "#",
    "https://[", "POST /v1/x HTTP/1.1\n", "//",
]  # fmt: skip


@settings(max_examples=1000, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=12).map("".join))
def test_whatever_is_pasted_there_is_a_request_or_a_sentence(text: str) -> None:
    reading = read(text)
    assert (reading.request is None) == bool(reading.problem)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_broken_paste_breaks_nothing(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([*PYTHON.values(), *TYPESCRIPT.values(), f"curl {URL} -d '{BASH}'"]))
    at = data.draw(st.integers(0, len(whole)))
    reading = read(whole[:at] + data.draw(st.sampled_from(PIECES)) + whole[at + data.draw(st.integers(0, 9)) :])
    assert (reading.request is None) == bool(reading.problem)


@pytest.mark.parametrize(
    "text", ["", "export API_KEY=$OTHER\n", "export API_KEY=<your key>\n", "HOME=/a\n", "MAX_TOKENS=9\n", "API_KEY=\n"]
)
def test_a_place_for_a_key_is_no_key(text: str) -> None:
    assert read(f"{text}curl {URL} -d '{{}}'").left_out == ()
