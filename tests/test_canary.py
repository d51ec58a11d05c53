"""Random keys go through every part of a real server; afterwards nobody finds them anywhere."""

import base64
import re
import secrets
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import requests

from tests import faultserver
from tests.access.matrix import ROWS
from tests.crawler import Browser
from tests.faultserver import FaultServer, Script
from tests.misbehaviours import misbehaviours
from tests.setup.test_server import LINK, Server, free_port

ASKED = {"model": "claude-opus-5-5", "max_tokens": 16, "messages": [{"role": "user", "content": "Name a river."}]}


def forms(key: str) -> dict[str, bytes]:
    """Every way in which `key` could be lying about."""
    raw = key.encode()
    turned = {f"base64 at {at}": base64.b64encode(b"x" * at + raw)[4 if at else 0 : -8] for at in range(3)}
    return turned | {
        "raw": raw,
        "hexadecimal": raw.hex().encode(),
        "url-encoded": "".join(f"%{byte:02X}" for byte in raw).encode(),
        "reversed": raw[::-1],
        "wide": key.encode("utf-16-le"),
    }


def found_in(content: bytes, keys: dict[str, str]) -> list[str]:
    lower = content.lower()
    return [
        f"{name} {form}"
        for name, key in keys.items()
        for form, looks in forms(key).items()
        if looks in content or (form in ("hexadecimal", "url-encoded") and looks.lower() in lower)
    ]


@pytest.fixture
def keys() -> dict[str, str]:
    """One that looks like a key of the vendor, one that looks like nothing, and the environment's."""
    return {
        "official": f"sk-ant-api03-{secrets.token_urlsafe(48)}",
        "plain": secrets.token_hex(24),
        "environment": f"sk-ant-api03-{secrets.token_urlsafe(48)}",
    }


@pytest.fixture
def outside() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def arguments() -> bytes:
    """The command lines of every process there is."""
    listed = subprocess.run(["ps", "-eo", "args", "-ww"], capture_output=True, check=True)
    return listed.stdout


def test_nobody_finds_a_key_anywhere(
    tmp_path: Path, keys: dict[str, str], outside: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    script: list[Script] = []
    upstream = outside.enter_context(FaultServer(lambda line: script[-1](line)))
    proxy = outside.enter_context(FaultServer(faultserver.say_and_close(faultserver.whole(b"", 502))))
    monkeypatch.setenv("ANTHROPIC_API_KEY", keys["environment"])
    monkeypatch.setenv("UPSTREAM_ALLOWED", f"127.0.0.1:{upstream.port}")
    monkeypatch.setenv("UPSTREAM_PROXY", proxy.url)
    data = tmp_path / "data"
    server = Server(data, free_port())
    try:
        server.wait()
        browser = Browser(server.address)
        use_everything(browser, server, upstream, script, keys)
        assert proxy.hits > 0
        seen_running = arguments()
        files_running = {str(file): file.read_bytes() for file in data.rglob("*") if file.is_file()}
    finally:
        server.stop()
    files = {str(file): file.read_bytes() for file in data.rglob("*") if file.is_file()}
    places = [
        *browser.answers,
        *files_running.items(),
        *files.items(),
        ("the log", server.output.encode()),
        ("process arguments", seen_running),
    ]
    assert {where: found for where, content in places if (found := found_in(content, keys))} == {}


def use_everything(
    browser: Browser, server: Server, upstream: FaultServer, script: list[Script], keys: dict[str, str]
) -> None:
    link = LINK.search(server.output)
    assert link, server.output
    browser.get(link[0])
    token = made_token(browser)
    for style in ("x-api-key", "bearer"):
        for name in ("official", "plain"):
            add_key(browser, add_upstream(browser, f"{style}-{name}", upstream.url, style), keys[name])
    mistype(browser, keys)
    destinations = [value for value in values(browser.get("/playground/").text, "upstream") if ":" in value]
    assert len(destinations) == 5
    for turn, (name, misbehaves) in enumerate(misbehaviours(lambda: upstream).items()):
        script.append(misbehaves)
        for number, destination in enumerate(destinations[turn % 2 :: 2]):
            send_by_form(browser, destination, stream=number % 2 == 0 or "stream" in name)
        style = ("x-api-key", "bearer")[turn % 2]
        send_by_api(browser, token, {"upstream": f"{style}-plain", "key": "mine", "body": ASKED})
    assert {key for key in keys if upstream_saw(upstream, keys[key])} == {"official", "plain"}
    knock(browser, keys)
    walk(browser, token)
    for path in re.findall(r'href="(/keys/[^"]+/delete/)"', browser.get("/keys/").text):
        assert browser.post(path, {}).status_code == 200


def values(page: str, field: str) -> list[str]:
    """What the select `field` offers."""
    select = re.search(rf'<select name="{field}".*?</select>', page, re.DOTALL)
    assert select, page
    return re.findall(r'<option value="([^"]*)"', select[0])


def made_token(browser: Browser) -> str:
    page = browser.post("/tokens/", {"name": "canary", "role": "admin"}).text
    token = re.search(r"bb_[0-9a-f]{12}_[\w-]{43}", page)
    assert token
    return token[0]


def add_upstream(browser: Browser, name: str, url: str, style: str) -> str:
    typed = {
        "title": name,
        "name": name,
        "base_url": url,
        "platform": "claude_api",
        "header_style": style,
        "enabled": "on",
    }
    assert browser.post("/upstreams/add/", typed).url.endswith("/upstreams/")
    return name


def add_key(browser: Browser, upstream: str, key: str) -> None:
    options = dict(re.findall(r'<option value="(\d+)"[^>]*>([^<]+)', browser.get("/keys/").text))
    chosen = next(value for value, title in options.items() if title == upstream)
    assert "is stored" in browser.post("/keys/", {"label": "mine", "upstream": chosen, "key": key}).text


def mistype(browser: Browser, keys: dict[str, str]) -> None:
    """Every way to get the form of a key wrong."""
    (first, *_) = values(browser.get("/keys/").text, "upstream")
    for key in keys.values():
        for typed in (f"Bearer {key}", f"ANTHROPIC_API_KEY={key}", f"{key[:20]}\n{key[20:]}", f'"{key}"', key + "\0"):
            assert browser.post("/keys/", {"label": "x", "upstream": first, "key": typed}).status_code == 422
        assert browser.post("/keys/", {"label": "", "upstream": "999", "key": key}).status_code == 422
        assert browser.ask("POST", "/keys/", data={"label": "x", "key": key}).status_code == 403


def send_by_form(browser: Browser, destination: str, *, stream: bool) -> None:
    typed = {
        "upstream": destination, "path": "/v1/messages", "model": "claude-opus-5-5", "max_tokens": "16",
        "api_version": "2026-10-21", "role": "user", "text": "Name a river.",
        "free": "interleaved-thinking-2025-05-14", **({"stream": "on"} if stream else {}),
    }  # fmt: skip
    page = browser.post("/playground/send/", typed, form="/playground/")
    assert page.status_code == 200
    assert "/history/" in page.url


def send_by_api(browser: Browser, token: str, wanted: dict[str, object]) -> None:
    reply = browser.ask("POST", "/api/v1/requests", json=wanted, headers={"Authorization": f"Bearer {token}"})
    assert reply.status_code == 201, reply.text


def upstream_saw(upstream: FaultServer, key: str) -> bool:
    return any(key.encode() in request for request in upstream.requests)


def knock(browser: Browser, keys: dict[str, str]) -> None:
    """Keys handed in at doors that are not theirs."""
    for key in keys.values():
        for headers in ({"Authorization": f"Bearer {key}"}, {"x-api-key": key}):
            assert browser.ask("POST", "/api/v1/requests", json={"body": ASKED}, headers=headers).status_code == 401
            versioned = {"anthropic-version": "2026-10-21", **headers}
            assert browser.ask("POST", "/simulator/v1/messages", json=ASKED, headers=versioned).status_code == 200
        with requests.Session() as stranger:
            stranger.trust_env = False
            page = stranger.get(f"{browser.address}/sign-in/").text
            csrf = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[0]
            typed = {"csrfmiddlewaretoken": csrf, "username": "admin", "password": key}
            assert stranger.post(f"{browser.address}/sign-in/", data=typed).status_code == 422


def walk(browser: Browser, token: str) -> None:
    """Every page that can be reached, every route with what it takes, every list and exchange of the API."""
    seen = browser.crawl("/", "/history/", "/errors/", "/keys/", "/upstreams/", "/tokens/", "/audit/", "/admin/")
    assert any(re.match(r"/history/[0-9a-f-]{36}/", path) for path in seen)
    exchange = next(path.split("/")[2] for path in seen if re.match(r"/history/[0-9a-f-]{36}/", path))
    places = defaultdict(
        lambda: "1", exchange=exchange, key=exchange, secret="none", beta="none", family="none", fingerprint="0" * 16
    )
    for row in ROWS:
        if "sign-out" not in row.route and "logout" not in row.route:
            browser.get(row.address.format_map(places))
    page: str | None = "/api/v1/requests?limit=200"
    while page:
        listed = browser.ask("GET", page, headers={"Authorization": f"Bearer {token}"}).json()
        for item in listed["items"]:
            browser.ask("GET", f"/api/v1/requests/{item['id']}", headers={"Authorization": f"Bearer {token}"})
        page = listed["next"]
