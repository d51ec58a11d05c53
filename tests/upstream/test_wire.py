"""What goes out, byte for byte: SECURITY H1, H2, O1, O8, O9."""

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st

from betas import header
from betas.secret import Secret
from betas.upstream import client
from betas.upstream.call import Credential, Failure, Limits, Target
from tests.faultserver import FaultServer, Line, say, whole
from tests.upstream.conftest import Serve, call_to, key_for, message, run

ROOT = Path(__file__).resolve().parent.parent.parent
answers = say(whole(message()))


def received(server: FaultServer) -> tuple[str, list[tuple[str, str]], bytes]:
    """The last request: its first line, its headers as they came, its body."""
    top, _, body = server.requests[-1].partition(b"\r\n\r\n")
    first, *lines = top.decode("latin-1").split("\r\n")
    return first, [(name, value) for name, _, value in (line.partition(": ") for line in lines)], body


def test_a_call_goes_out_as_it_is_and_with_nothing_else(serve: Serve) -> None:
    server, body = serve(answers), b' {"a": 1.0}\n'
    run(call_to(server.url, beta_header="a,b", body=body), key_for(server.url))
    assert received(server) == (
        "POST /v1/messages HTTP/1.1",
        [
            ("Host", f"127.0.0.1:{server.port}"),
            ("accept", "application/json"),
            ("content-type", "application/json"),
            ("user-agent", f"betaboard/{settings.VERSION}"),
            ("accept-encoding", "gzip, deflate"),
            ("anthropic-version", "2026-10-21"),
            ("anthropic-beta", "a,b"),
            ("x-api-key", "sk-ant-canary"),
            ("Content-Length", str(len(body))),
        ],
        body,
    )


def test_the_key_goes_where_the_upstream_wants_it(serve: Serve) -> None:
    server = serve(answers)
    run(call_to(server.url, target=Target(server.url, "bearer")), key_for(server.url))
    names = dict(received(server)[1])
    assert names["authorization"] == "Bearer sk-ant-canary"
    assert "x-api-key" not in names


def test_without_a_key_none_is_sent(serve: Serve) -> None:
    server = serve(answers)
    run(call_to(server.url))
    assert not {"authorization", "x-api-key"} & {name.lower() for name, _ in received(server)[1]}


@pytest.mark.parametrize(
    ("given_header", "sent"), [(None, []), ("", [""]), ("a, b ,a", ["a, b ,a"]), ("x" * 8192, ["x" * 8192])]
)
def test_h2_the_beta_header_is_sent_verbatim(given_header: str | None, sent: list[str], serve: Serve) -> None:
    server = serve(answers)
    run(call_to(server.url, beta_header=given_header))
    assert [value for name, value in received(server)[1] if name.lower() == "anthropic-beta"] == sent


def test_a_body_of_32_megabytes_goes_out_whole(serve: Serve) -> None:
    server, body = serve(answers), os.urandom(1024) * 32 * 1024
    _, outcome = run(call_to(server.url, body=body, limits=Limits()))
    assert outcome.state == "done"
    assert received(server)[2] == body


def test_a_base_url_may_have_a_path(serve: Serve) -> None:
    server = serve(answers)
    run(call_to(f"{server.url}/anthropic", path="/v1/messages?beta=true"))
    assert received(server)[0] == "POST /anthropic/v1/messages?beta=true HTTP/1.1"


# H1: what the one validator lets through arrives as it is, and it lets through nothing that would not.


def test_h1_valid_names_arrive_as_one_header_of_exactly_these(serve: Serve) -> None:
    server = serve(answers)

    @trying(max_examples=200, deadline=None)
    @given(st.lists(st.from_regex(header.NAME, fullmatch=True), min_size=1, max_size=5))
    def arrive(names: list[str]) -> None:
        value = header.join(header.to_send(names))
        run(call_to(server.url, beta_header=value))
        lines = [line for name, line in received(server)[1] if name.lower() == "anthropic-beta"]
        assert lines == [value]
        assert value.isascii()
        assert header.split(lines) == list(dict.fromkeys(names))

    arrive()


@pytest.mark.parametrize(
    "value", ["a\r\nx-evil: 1", "a\nb", "a\rb", "\x00", "a\x00", " a", "\ta", "é", "☃", "a\x7f", "a\x85"]
)
@pytest.mark.parametrize("where", ["beta_header", "api_version", "extra_headers"])
def test_h1_a_header_that_would_not_arrive_is_not_sent(value: str, where: str, serve: Serve) -> None:
    server = serve(answers)
    fields: dict[str, Any] = {where: {"x-simulator-fault": value} if where == "extra_headers" else value}
    body, outcome = run(call_to(server.url, **fields), key_for(server.url))
    assert (body, outcome.failure, server.connections) == (b"", Failure.BLOCKED_ADDRESS, 0)


@pytest.mark.parametrize("key", ["sk-ant-canary\n", " sk-ant-canary", "sk-ant-cänary", "sk-ant-canary\x00"])
def test_a_key_that_would_not_arrive_is_not_sent_and_not_told(key: str, serve: Serve) -> None:
    server = serve(answers)
    _, outcome = run(call_to(server.url), Credential(Secret(key), server.url))
    assert (outcome.failure, server.connections) == (Failure.BLOCKED_ADDRESS, 0)
    assert "sk-ant" not in repr(outcome)


@pytest.mark.parametrize(
    "name",
    [
        "x-api-key", "Authorization", "HOST", "content-length", "Transfer-Encoding", "connection", "cookie",
        "proxy-authorization", "X-Forwarded-For", "anthropic-beta", "", "a b", "a:b", "a\r\nb", "é",
    ],
)  # fmt: skip
def test_h1_headers_that_nobody_may_set_are_refused(name: str, serve: Serve) -> None:
    server = serve(answers)
    _, outcome = run(call_to(server.url, extra_headers={name: "1"}), key_for(server.url))
    assert (outcome.failure, server.connections) == (Failure.BLOCKED_ADDRESS, 0)


def test_a_further_header_is_sent(serve: Serve) -> None:
    server = serve(answers)
    run(call_to(server.url, extra_headers={"X-Simulator-Fault": "529"}))
    assert ("x-simulator-fault", "529") in received(server)[1]


@pytest.mark.parametrize("style", ["x-api-key", "bearer"])
def test_shown_headers_are_the_sent_ones_with_the_key_hidden(style: str, serve: Serve) -> None:
    server = serve(answers)
    call = call_to(server.url, target=Target(server.url, style), beta_header="a", extra_headers={"X-A": "b"})
    run(call, key_for(server.url))
    sent = {name.lower(): value for name, value in received(server)[1] if name.islower()}
    key = "authorization" if style == "bearer" else "x-api-key"
    assert client.sent_headers(call) == {**sent, key: "[hidden]"}


# O1: a key goes to its own origin.


@pytest.mark.parametrize(
    "origin",
    [
        "https://api.anthropic.com",
        "http://127.0.0.1",
        "https://127.0.0.1:{port}",
        "http://localhost:{port}",
        "",
        "null",
    ],
)
def test_o1_a_key_of_another_origin_is_not_sent(origin: str, serve: Serve) -> None:
    server = serve(answers)
    credential = Credential(Secret("sk-ant-canary"), origin.format(port=server.port))
    _, outcome = run(call_to(server.url), credential)
    assert (outcome.failure, server.connections) == (Failure.BLOCKED_ADDRESS, 0)
    assert "key" in outcome.detail


# O8, O9: nothing comes along.

ALONE = """
import os, sys, threading
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
import django
django.setup()
from betas.upstream import client
from tests.upstream.conftest import call_to, key_for
url = sys.argv[1]
pieces = list(client.stream(call_to(url), key_for(url), cancel=threading.Event()))
print(pieces[-1].state)
"""


def test_o8_netrc_proxies_and_ca_files_of_the_environment_are_not_used(serve: Serve, tmp_path: Path) -> None:
    server, proxy = serve(answers), serve(answers)
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine 127.0.0.1 login thief password stolen\n")
    proxies = dict.fromkeys(
        ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"], proxy.url
    )
    files = dict.fromkeys(["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"], str(tmp_path / "none.pem"))
    environment = {
        **os.environ, **proxies, **files, "NETRC": str(netrc), "HOME": str(tmp_path),
        "UPSTREAM_ALLOWED": "127.0.0.0/8", "BETABOARD_TEST_DATA": str(tmp_path / "data"),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", ALONE, server.url], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == "done\n"
    assert (server.hits, proxy.connections) == (1, 0)
    assert dict(received(server)[1])["x-api-key"] == "sk-ant-canary"
    assert b"uthorization" not in server.requests[0]


def test_o9_a_cookie_is_not_kept(serve: Serve) -> None:
    cookies = [("set-cookie", "session=of-another; Path=/"), ("set-cookie", "b=1; Domain=127.0.0.1")]
    server = serve(say(whole(message(), headers=cookies)))
    for _ in range(2):
        run(call_to(server.url))
    assert server.hits == 2
    assert b"ookie" not in server.requests[1]


def test_h4_the_headers_of_an_answer_are_values_with_small_names(serve: Serve) -> None:
    odd = [("Request-ID", "req_1"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("X-Odd", "\xe9")]
    _, outcome = run(call_to(serve(say(whole(b"{}", headers=odd))).url))
    assert outcome.headers == (
        ("request-id", "req_1"), ("set-cookie", "a=1"), ("set-cookie", "b=2"), ("x-odd", "\xe9"),
        ("content-length", "2"),
    )  # fmt: skip


def test_calls_at_the_same_time_do_not_mix(serve: Serve) -> None:
    def echo(line: Line) -> None:
        line.send(whole(line.request.partition(b"\r\n\r\n")[2]))

    def many(number: int) -> None:
        for _ in range(10):
            answers.add((number, run(call_to(server.url, body=b"%d" % number, limits=Limits()))[0]))

    server, answers = serve(echo), set[tuple[int, bytes]]()
    threads = [threading.Thread(target=many, args=[number]) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {(number, b"%d" % number) for number in range(20)}
