"""F4, and the proxy: who answers must prove its name, whatever lies between."""

import contextlib
import select
import socket
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from betas.upstream.call import Failure
from tests.faultserver import FaultServer, Line, Script, say, whole
from tests.upstream.certificates import Authority
from tests.upstream.conftest import QUICK, Serve, call_to, key_for, message, run

PROTOCOL_VERSION_ALERT = b"\x15\x03\x01\x00\x02\x02\x46"
answers = say(whole(message()))


@pytest.fixture(autouse=True)
def trusted(settings: Settings, authority: Authority) -> None:
    settings.UPSTREAM_CA_BUNDLE = str(authority.bundle)


def fails(server: FaultServer, words: str) -> None:
    for stream in (False, True):
        url = server.url.replace("http:", "https:")
        body, outcome = run(call_to(url, stream=stream), key_for(url))
        assert (body, outcome.failure, server.hits) == (b"", Failure.TLS, 0), outcome
        assert words in outcome.detail


def test_a_certificate_in_order_is_accepted(serve: Serve, authority: Authority) -> None:
    server = serve(answers, tls=authority.server())
    for _ in range(3):
        body, outcome = run(call_to(server.url), key_for(server.url))
        assert (body, outcome.state) == (message(), "done")
    assert server.connections == 1


def test_f04_plain_http(serve: Serve) -> None:
    fails(serve(greeting=say(whole(message()))), "TLS reports")


def test_f04_an_unknown_authority(serve: Serve, tmp_path: Path) -> None:
    fails(serve(answers, tls=Authority(tmp_path / "unknown").server()), "certificate")


def test_f04_an_expired_certificate(serve: Serve, authority: Authority) -> None:
    fails(serve(answers, tls=authority.server(valid_for=-timedelta(days=2))), "expired")


@pytest.mark.parametrize("host", ["127.0.0.2", "localhost", "api.anthropic.com"])
def test_f04_a_certificate_for_another_host(serve: Serve, authority: Authority, host: str) -> None:
    fails(serve(answers, tls=authority.server(host)), "mismatch")


def test_f04_a_server_of_old(serve: Serve) -> None:
    def script(line: Line) -> None:
        line.take()
        line.send(PROTOCOL_VERSION_ALERT)

    fails(serve(greeting=script), "alert protocol version")


def test_f04_a_handshake_that_hangs_is_a_connection_that_takes_too_long(serve: Serve) -> None:
    server = serve(greeting=lambda line: line.drip(b"\x16\x03\x03\x40\x00" + bytes(1000), 0.05))
    _, outcome = run(call_to(server.url.replace("http:", "https:")))
    assert outcome.failure == Failure.CONNECT_TIMEOUT
    assert outcome.total_ms / 1000 < 2 * QUICK.connect_s


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_ca_bundle_that_cannot_be_read_is_named(
    content: str | None, serve: Serve, authority: Authority, settings: Settings, tmp_path: Path
) -> None:
    settings.UPSTREAM_CA_BUNDLE = str(tmp_path / "bundle.pem")
    if content:
        Path(settings.UPSTREAM_CA_BUNDLE).write_text(content)
    server = serve(answers, tls=authority.server())
    _, outcome = run(call_to(server.url))
    assert (outcome.failure, server.connections) == (Failure.TLS, 0)
    assert "UPSTREAM_CA_BUNDLE" in outcome.detail


def test_without_a_ca_bundle_the_public_authorities_count(
    serve: Serve, authority: Authority, settings: Settings
) -> None:
    settings.UPSTREAM_CA_BUNDLE = ""
    fails(serve(answers, tls=authority.server()), "certificate")


# The proxy.


def tunnel(asked: list[bytes], to: int) -> Script:
    """A CONNECT proxy that leads to one port, whatever it is asked for."""

    def script(line: Line) -> None:
        asked.append(line.take())
        with contextlib.closing(socket.create_connection(("127.0.0.1", to))) as far:
            line.send(b"HTTP/1.1 200 OK\r\n\r\n")
            near = line._sock
            while True:
                for sock in select.select([near, far], [], [])[0]:
                    if not (data := sock.recv(65536)):
                        return
                    (far if sock is near else near).sendall(data)

    return script


def test_a_proxy_gets_a_host_to_lead_to_and_never_the_key(
    serve: Serve, authority: Authority, settings: Settings
) -> None:
    settings.UPSTREAM_ALLOWED = []
    server, asked = serve(answers, tls=authority.server("target.test")), list[bytes]()
    settings.UPSTREAM_PROXY = serve(greeting=tunnel(asked, server.port)).url.replace("//", "//me:secret@")
    body, outcome = run(call_to("https://target.test"), key_for("https://target.test"))
    assert (body, outcome.state, server.hits) == (message(), "done", 1)
    assert asked[0].startswith(b"CONNECT target.test:443 ")
    assert b"canary" not in asked[0]
    assert b"secret" not in server.requests[0]


def test_behind_a_proxy_the_upstream_proves_its_name(serve: Serve, authority: Authority, settings: Settings) -> None:
    server = serve(answers, tls=authority.server("other.test"))
    settings.UPSTREAM_PROXY = serve(greeting=tunnel([], server.port)).url
    _, outcome = run(call_to("https://target.test"))
    assert (outcome.failure, server.hits) == (Failure.TLS, 0)


@pytest.mark.parametrize("host", ["10.0.0.1", "0x7f.1", "[::1]", "169.254.169.254", "localhost", "gateway.internal"])
def test_a_proxy_is_not_asked_for_what_leads_inward(host: str, serve: Serve, settings: Settings) -> None:
    settings.UPSTREAM_ALLOWED = []
    proxy = serve(greeting=lambda line: line.hang())
    settings.UPSTREAM_PROXY = proxy.url
    _, outcome = run(call_to(f"https://{host}"))
    assert (outcome.failure, proxy.connections) == (Failure.BLOCKED_ADDRESS, 0)


def test_what_is_listed_is_reached_without_the_proxy(serve: Serve, authority: Authority, settings: Settings) -> None:
    proxy, server = serve(greeting=lambda line: line.hang()), serve(answers, tls=authority.server())
    settings.UPSTREAM_PROXY = proxy.url
    _, outcome = run(call_to(server.url))
    assert (outcome.state, proxy.connections) == ("done", 0)


def test_a_proxy_that_refuses_is_named(serve: Serve, settings: Settings) -> None:
    def script(line: Line) -> None:
        line.take()
        line.send(b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n")

    settings.UPSTREAM_PROXY = serve(greeting=script).url
    _, outcome = run(call_to("https://target.test"), key_for("https://target.test"))
    assert outcome.failure == Failure.REFUSED
    assert "UPSTREAM_PROXY" in outcome.detail


def test_a_proxy_that_hangs_up_is_an_outcome(serve: Serve, settings: Settings) -> None:
    settings.UPSTREAM_PROXY = serve(greeting=lambda line: line.close()).url
    _, outcome = run(call_to("https://target.test"), key_for("https://target.test"))
    assert outcome.failure == Failure.RESET


@pytest.mark.parametrize("proxy", ["http://", "http://[::1", "nonsense://x y"])
def test_a_proxy_that_is_none_is_an_outcome(proxy: str, settings: Settings) -> None:
    settings.UPSTREAM_PROXY = proxy
    _, outcome = run(call_to("https://target.test"))
    assert outcome.state == "failed"


def test_a_proxy_that_is_down_is_an_outcome(serve: Serve, settings: Settings) -> None:
    proxy = serve()
    proxy.__exit__()
    settings.UPSTREAM_PROXY = proxy.url
    _, outcome = run(call_to("https://target.test"))
    assert outcome.failure == Failure.REFUSED
