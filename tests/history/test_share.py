"""An exchange given away: a link that sends nothing, a report, a zip file. No key is in any of them."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import jsonschema
import pytest
from django.test import Client
from django.utils.html import strip_tags
from markdown_it import MarkdownIt

from betas.access import defaults
from betas.catalogue.load import Loaded
from betas.code import LANGUAGES
from betas.code.keyless import NO_KEY
from betas.history import repro
from betas.models import Exchange, Project
from betas.models.choices import Role
from tests.conftest import MakeExchange, SignedIn

WRONG = "interleaved-thinking-2025-04-14"
KEY = "sk-ant-canary-0123456789abcdef"
HOSTILE = (
    "$(touch /tmp/x) `id` '; DROP TABLE x; -- </script><script>alert(1)</script> {{ 7*7 }} {% now 'Y' %}"
    "\x1b]0;owned\x07\x1b[2J \u202etxt.exe ``` ~~~ ](javascript:alert(1)) ![x](http://evil) @everyone\r\n# Heading"
)
SCHEMA = json.loads((Path(__file__).parent / "har-1.2.schema.json").read_text())
Store = Callable[..., Exchange]


@pytest.fixture
def stored(make_exchange: MakeExchange, loaded: Loaded) -> Store:
    """A refusal whose prompt is `prompt`."""

    def store(prompt: str = "Name a river.", *, padding: int = 0) -> Exchange:
        body = {
            "model": "claude-opus-5-5", "max_tokens": 64,
            "messages": [{"role": "user", "content": prompt + "x" * padding}],
        }  # fmt: skip
        request = json.dumps(body).encode()
        exchange = make_exchange(
            WRONG, refused=(WRONG,), status=400, error_type="invalid_request_error", error_means="refused_beta",
            request_bytes=len(request), preview=prompt[:200],
        )  # fmt: skip
        message = f"Unexpected value(s) `{WRONG}` for the `anthropic-beta` header. {prompt}"
        exchange.body.request = request
        exchange.body.request_headers = {"anthropic-beta": WRONG, "x-api-key": "[hidden]"}
        exchange.body.response = json.dumps({"type": "error", "error": {"type": "x", "message": message}}).encode()
        exchange.body.save()
        return exchange

    return store


def report(client: Client, exchange: Exchange) -> str:
    return client.get(f"/history/{exchange.pk}/repro.md").content.decode()


def files(client: Client, exchange: Exchange) -> dict[str, str]:
    packed = zipfile.ZipFile(io.BytesIO(client.get(f"/history/{exchange.pk}/repro.zip").content))
    return {name: packed.read(name).decode() for name in packed.namelist()}


def link(client: Client, exchange: Exchange) -> str:
    page = client.get(f"/history/{exchange.pk}/").content.decode()
    found = re.search(r'href="([^"]+)">Link that fills the playground', page)
    assert found
    return unescape(found[1])


def test_a_report_says_what_was_sent_what_came_and_why(tester: Client, stored: Store) -> None:
    text = report(tester, stored())
    assert text.startswith("# 400 from POST `/v1/messages`: `invalid_request_error`\n")
    named = f"`{WRONG}`: not catalogued then, not catalogued now, refused"
    for part in ("Name a river.", named, "## Diagnosis", "curl "):
        assert part in text


def test_a_report_is_a_file_to_keep(tester: Client, stored: Store) -> None:
    exchange = stored()
    response = tester.get(f"/history/{exchange.pk}/repro.md")
    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="repro-{exchange.pk}.md"'


def test_the_zip_holds_all_of_it(tester: Client, stored: Store) -> None:
    found = files(tester, stored())
    names = {"repro.md", "request.json", "response.txt", "diagnosis.json", "statuses.json", "exchange.har"}
    snippets = {f"snippets/{key}.{suffix}" for key, suffix in repro.SUFFIXES.items()}
    assert set(found) == names | snippets
    assert json.loads(found["request.json"])["model"] == "claude-opus-5-5"
    assert json.loads(found["diagnosis.json"])["means"] == "refused_beta"
    assert json.loads(found["statuses.json"]) == [{"name": WRONG, "then": "", "now": "", "refused": True}]


def test_every_language_has_a_suffix() -> None:
    assert set(repro.SUFFIXES) == set(LANGUAGES)


@pytest.mark.parametrize("prompt", ["Name a river.", HOSTILE])
def test_the_archive_is_one(tester: Client, stored: Store, prompt: str) -> None:
    archive = json.loads(files(tester, stored(prompt))["exchange.har"])
    jsonschema.validate(archive, SCHEMA, format_checker=jsonschema.FormatChecker())
    [entry] = archive["log"]["entries"]
    assert {"name": "anthropic-beta", "value": WRONG} in entry["request"]["headers"]
    assert "[hidden]" not in json.dumps(archive)


def test_a_schema_that_takes_anything_would_be_none() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"log": {"version": "1.2", "creator": {"name": "x"}, "entries": []}}, SCHEMA)


def test_no_key_is_in_any_of_it(tester: Client, stored: Store) -> None:
    exchange = stored(f"My key is {KEY}, x-api-key: {KEY}")
    Exchange.objects.filter(pk=exchange.pk).update(beta_header=f"{WRONG},{KEY}")
    assert "canary" not in report(tester, exchange)
    assert [name for name, text in files(tester, exchange).items() if "canary" in text] == []
    assert "canary" not in link(tester, exchange)


MCP_SERVER = {
    "type": "url", "url": "https://user:pw123456789@mcp.example/x", "name": "a",
    "authorization_token": "MCPSECRETTOKEN0123456789",
}  # fmt: skip


def give(exchange: Exchange, **members: Any) -> Exchange:
    """The same with more in its body."""
    exchange.body.request = json.dumps(json.loads(bytes(exchange.body.request)) | members).encode()
    exchange.body.save()
    return exchange


def code(client: Client, exchange: Exchange, language: str = "curl") -> str:
    """The tab, without the tree and the answer that stand beside it."""
    page = client.get(f"/history/{exchange.pk}/?tab=code&code={language}").content.decode()
    return unescape(strip_tags(page.split("<pre", 1)[1].partition(">")[2].split("</pre>")[0]))


def given_away(client: Client, exchange: Exchange) -> dict[str, str]:
    """All that leaves with somebody, by name."""
    tabs = {f"tab {language}": code(client, exchange, language) for language in LANGUAGES}
    link_there = {"link": unquote(link(client, exchange))}
    return {"report": report(client, exchange)} | files(client, exchange) | tabs | link_there


def holding(client: Client, exchange: Exchange, *secrets: str) -> list[str]:
    return [name for name, text in given_away(client, exchange).items() if any(secret in text for secret in secrets)]


def test_no_token_of_a_server_leaves(tester: Client, stored: Store) -> None:
    exchange = give(stored(), mcp_servers=[MCP_SERVER])
    assert holding(tester, exchange, "MCPSECRETTOKEN0123456789", "pw123456789") == []
    assert json.loads(files(tester, exchange)["request.json"])["mcp_servers"][0]["authorization_token"] == NO_KEY


def test_no_key_leaves_that_was_typed_as_a_beta_or_a_model(tester: Client, stored: Store) -> None:
    exchange = give(stored(f"My key is {KEY}"), model=KEY)
    exchange.betas.update(name=KEY)
    Exchange.objects.filter(pk=exchange.pk).update(beta_header=KEY, model=KEY, error_type=KEY, request_id=KEY)
    assert holding(tester, exchange, "canary") == []


def test_a_key_that_is_a_number_leaves_json_behind(tester: Client, stored: Store) -> None:
    exchange = give(stored(), metadata={"api_key": 1234567890123})
    assert holding(tester, exchange, "1234567890123") == []
    told = files(tester, exchange)
    linked = parse_qs(urlsplit(link(tester, exchange)).query)["body"][0]
    archived = json.loads(told["exchange.har"])["log"]["entries"][0]["request"]["postData"]["text"]
    for text in (told["request.json"], linked, archived):
        assert json.loads(text)["metadata"] == {"api_key": NO_KEY}


def test_code_and_archive_of_a_simulated_one_reach_this_server(tester: Client, stored: Store) -> None:
    exchange = stored()
    told = files(tester, exchange)
    assert told["snippets/curl.sh"].strip() == code(tester, exchange).strip()
    for text in (told["snippets/curl.sh"], told["exchange.har"], report(tester, exchange)):
        assert "/simulator/v1/messages" in text
        assert "simulator://" not in text
    assert "Authorization: Bearer $ANTHROPIC_API_KEY".lower() in told["snippets/curl.sh"].lower()


def test_a_hostile_prompt_is_only_text_in_a_report(tester: Client, stored: Store) -> None:
    text = report(tester, stored(HOSTILE))
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", text)
    tokens = MarkdownIt().parse(text)
    inline = [child.type for token in tokens for child in token.children or ()]
    assert not {"link_open", "image", "html_inline"} & set(inline)
    assert "html_block" not in [token.type for token in tokens]
    assert [token.tag for token in tokens if token.type == "heading_open"] == ["h1", "h2", "h2", "h2", "h2", "h2"]


def test_a_hostile_prompt_is_only_text_on_the_page(tester: Client, stored: Store) -> None:
    page = tester.get(f"/history/{stored(HOSTILE).pk}/").content.decode()
    assert "<script>alert" not in page
    assert "49" not in page.split('<h1 class="preview">')[1].split("</h1>")[0]


def test_the_link_fills_the_form_and_sends_nothing(tester: Client, stored: Store) -> None:
    defaults.ensure()
    address = link(tester, stored(HOSTILE[:40]))
    Exchange.objects.all().delete()
    page = unescape(tester.get(address).content.decode())
    assert HOSTILE[:40] in page
    assert WRONG in page
    assert not Exchange.objects.exists()


def test_a_request_too_long_for_a_link_is_named_instead(tester: Client, stored: Store) -> None:
    exchange = stored(padding=3000)
    assert link(tester, exchange) == f"/playground/?from={exchange.pk}"


def test_what_is_too_large_is_cut_and_says_so(tester: Client, stored: Store, monkeypatch: Any) -> None:
    monkeypatch.setattr(repro, "MOST_IN_FILE", 1000)
    monkeypatch.setattr(repro, "MOST_IN_SNIPPET", 1000)
    exchange = stored(padding=30_000)
    found = files(tester, exchange)
    assert len(found["request-beginning.txt"]) == 1000
    assert not [name for name in found if name.startswith("snippets/")]
    assert "Only the first 20000 characters." in report(tester, exchange)
    assert len(report(tester, exchange)) < 65_536


@pytest.mark.parametrize("name", ["repro.md", "repro.zip"])
def test_another_projects_exchange_is_not_given_away(
    signed_in: SignedIn, make_exchange: MakeExchange, name: str
) -> None:
    foreign = make_exchange(project=Project.objects.create(slug="other", name="Other"))
    assert signed_in(Role.TESTER).get(f"/history/{foreign.pk}/{name}").status_code == 404
